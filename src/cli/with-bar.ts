import type { Proof } from '../proof/prove.js';
import { createBar } from './progress-bar.js';

const quietMilliseconds = 700;

/** A bar with an estimate on a terminal, once it takes so long that somebody waits. */
export async function withBar(run: (onProgress: (done: number, of: number, what: string) => void) => Promise<Proof>): Promise<Proof> {
  if (!process.stderr.isTTY) return run(() => undefined);
  const started = performance.now();
  const bar = createBar('{what} [{bar}] {value} of {total} rules | {eta_formatted} to go', { clearOnComplete: true });
  let shown = '';
  try {
    return await run((done, of, what) => {
      if (performance.now() - started < quietMilliseconds) return;
      if (what !== shown) bar.start(of, done, { what });
      shown = what;
      bar.update(done, { what });
    });
  } finally {
    bar.stop();
  }
}
