import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '../serve.js';
import { referencePathOf } from '../store/open-store.js';
import { fillStore } from './fill-store.js';
import type { Scenario } from './scenario.js';

/** The whole service over a world, on a port of its own. */
export interface WorldService {
  url: string;
  ruleSetVersion: string;
  /** what its clock shows, epoch milliseconds */
  setClock(now: number): void;
  /** audit records written so far */
  recordCount(): number;
  stop(): Promise<void>;
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

export async function startWorldService({ world, configuration, isReferenceLost }: Scenario, rulesDirectory: string): Promise<WorldService> {
  const directory = mkdtempSync(join(tmpdir(), 'slotguard-world-'));
  const path = join(directory, 'slotguard.db');
  const clock = { now: world.now };
  try {
    await fillStore(`sqlite:${path}`, world);
    const service = await serve(
      {
        ...configuration,
        server: { ...configuration.server, host: '127.0.0.1', port: 0 },
        store: { url: `sqlite:${path}` },
        rules: { directory: rulesDirectory, reloadSeconds: 0 },
      },
      { now: () => clock.now, log: silent },
    );
    if (isReferenceLost) truncateSync(referencePathOf(path));
    return {
      url: service.url,
      ruleSetVersion: service.assembly.rules.current().version,
      setClock: (now) => {
        clock.now = now;
      },
      recordCount: () => service.assembly.audit.counts().records,
      stop: async () => {
        await service.stop();
        rmSync(directory, { recursive: true });
      },
    };
  } catch (cause) {
    rmSync(directory, { recursive: true });
    throw cause;
  }
}
