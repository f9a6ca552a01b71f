import { SingleBar } from 'cli-progress';

/** A progress bar on a terminal, nothing elsewhere. `share`: 0 to 1 */
export function showProgress(what: string): { update: (share: number, records: number) => void; stop: () => void } {
  const bar = process.stderr.isTTY ? new SingleBar({ format: `${what} [{bar}] {percentage}% | {records} records | {eta_formatted} to go`, stream: process.stderr, hideCursor: true }) : undefined;
  bar?.start(1, 0, { records: 0 });
  return { update: (share, records) => bar?.update(share, { records }), stop: () => bar?.stop() };
}
