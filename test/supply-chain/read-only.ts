import { execFileSync, type SpawnSyncReturns, spawn, spawnSync, type ChildProcess } from 'node:child_process';

/** Remounts everything read-only but one folder, drops root and every capability, and runs the rest of its arguments: `sh -c ... sh FOLDER USER COMMAND...`. */
const sealed = `
set -e
writable=$1 user=$2; shift 2
mount --make-rprivate /
mount --bind "$writable" "$writable"
while read -r device target rest; do
  case $target in "$writable" | /proc* | /sys* | /dev*) ;; *) mount -o remount,bind,ro "$target" ;; esac
done < /proc/mounts
exec setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all -- "$@"
`;

/** A machine on which only one folder can be written, and whoever runs is that user and may do nothing that a user may not. */
export interface Sealed {
  run: (...command: string[]) => SpawnSyncReturns<string>;
  start: (...command: string[]) => ChildProcess;
}

export function sealOff(writable: string, user: string, environment: Record<string, string>): Sealed {
  const env = { PATH: process.env.PATH, ...environment };
  const under = (command: string[]) => ['--mount', 'sh', '-c', sealed, 'sh', writable, user, ...command];
  execFileSync('chown', ['-R', `${user}:${user}`, writable]);
  return {
    run: (...command) => spawnSync('unshare', under(command), { env, encoding: 'utf8' }),
    start: (...command) => spawn('unshare', under(command), { env, stdio: ['ignore', 'pipe', 'pipe'] }),
  };
}

/** Whether this machine lets a test seal something off: it takes root, and Linux with `unshare` and `setpriv`. */
export function canSealOff(): boolean {
  return process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'sh', '-c', 'mount --make-rprivate / && setpriv --version']).status === 0;
}
