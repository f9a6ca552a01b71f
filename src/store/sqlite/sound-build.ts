import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Fault } from '../../domain/fault.js';

let isKnownSound = false;

/** Throws `Fault('store-unavailable')` where SQLite was compiled so that this Node aborts the process at some moment: before there is anything to lose. */
export function requireSoundBuild(): void {
  isKnownSound ||= isSound(process.versions.node, readAddon);
  if (!isKnownSound) throw new Fault('store-unavailable', `better-sqlite3 was compiled so that Node ${process.version} aborts the process sooner or later: compile it with \`.ci/object-wrap.h\`, as \`npm start\` and the Dockerfile do`);
}

/**
 * The headers of Node 24.19 and newer have an addon's objects take back a hook when they are collected, and Node 24 aborts where no script runs then
 * (nodejs/node 65446); Node 26 does not.
 */
export function isSound(version: string, addon: () => Buffer): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major !== 24 || minor < 19 || !addon().includes('RemoveEnvironmentCleanupHook');
}

function readAddon(): Buffer {
  return readFileSync(createRequire(import.meta.url).resolve('better-sqlite3/build/Release/better_sqlite3.node'));
}
