import { createBar } from './progress-bar.js';

export interface ShownProgress {
  /** `share`: 0 to 1 */
  update: (share: number, records: number) => void;
  /** Makes room for a line that is written to standard error. */
  clear: () => void;
  stop: () => void;
}

const toLineStart = '\r\u001b[K';

/** A progress bar on a terminal, nothing elsewhere. `records`: what is counted. */
export function showProgress(what: string, records = 'records'): ShownProgress {
  const { stderr } = process;
  const bar = stderr.isTTY ? createBar(`${what} [{bar}] {percentage}% | {records} ${records} | {eta_formatted} to go`) : undefined;
  bar?.start(1, 0, { records: 0 });
  return {
    update: (share, count) => bar?.update(share, { records: count }),
    clear: () => { if (bar !== undefined) stderr.write(toLineStart); },
    stop: () => bar?.stop(),
  };
}
