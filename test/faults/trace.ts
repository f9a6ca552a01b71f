import { readFileSync } from 'node:fs';
import type { DiskEvent } from './disk.js';

/** What strace writes of a service, so that `readTrace` can read it: the files it writes, when they were made safe, and what it answered. */
export function strace(to: string): string[] {
  const calls = 'openat,pwrite64,fsync,fdatasync,ftruncate,rename,unlink,write,writev';
  return ['strace', '-D', '-f', '--seccomp-bpf', '-y', '-xx', '-s', '2000000', '-e', `trace=${calls}`, '-e', 'signal=none', '-o', to];
}

/** What was done to files, and an answer with 200 that left the service: its body. */
export type TracedEvent = DiskEvent | { kind: 'answer'; body: Record<string, unknown> };

/** Everything that happened in a folder, and every answer, in order. */
export function readTrace(file: string, folder: string): TracedEvent[] {
  const begun = new Map<string, string>();
  return readFileSync(file, 'latin1').split('\n').flatMap((line) => {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/s.exec(line) ?? [];
    if (rest.endsWith(' <unfinished ...>')) {
      const call = rest.slice(0, -' <unfinished ...>'.length);
      begun.set(thread, call);
      return /^f(data)?sync\(/.test(call) ? readCall(`${call}) = 0`, thread, folder).map((event) => ({ ...event, kind: 'sync-begin' } as DiskEvent)) : [];
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/s.exec(rest)?.[1];
    return readCall(resumed === undefined ? rest : `${begun.get(thread) ?? ''}${resumed}`, thread, folder);
  });
}

/** `pwrite64(19<PATH>, "BYTES", 4096, 0) = 4096`, where PATH and BYTES are `\x41` each */
function readCall(call: string, thread: string, folder: string): TracedEvent[] {
  const [, name = '', args = '', result = ''] = /^(\w+)\((.*)\)\s+= (-?\d+)/s.exec(call) ?? [];
  if (result.startsWith('-')) return [];
  const path = unhex(/^\d+<([^>]*)>/.exec(args)?.[1] ?? '').toString();
  const strings = Array.from(args.matchAll(/"((?:\\x..)*)"/g), ([, hex = '']) => hex);
  const names = () => strings.map((hex) => unhex(hex).toString());
  const isOurs = (each: string) => each.startsWith(folder) && !each.endsWith('-shm');
  switch (name) {
    case 'write':
    case 'writev':
      return readAnswer(strings);
    case 'pwrite64':
      return isOurs(path) ? [{ kind: 'write', path, bytes: unhex(strings[0] ?? '').subarray(0, Number(result)), at: Number(/(\d+)$/.exec(args)?.[1]) }] : [];
    case 'ftruncate':
      return isOurs(path) ? [{ kind: 'truncate', path, length: Number(/(\d+)$/.exec(args)?.[1]) }] : [];
    case 'fsync':
    case 'fdatasync':
      return isOurs(path) ? [{ kind: 'sync', path, thread }] : [];
    case 'openat':
      return args.includes('O_CREAT') ? names().filter(isOurs).map((made) => ({ kind: 'create', path: made })) : [];
    case 'unlink':
      return names().filter(isOurs).map((gone) => ({ kind: 'unlink', path: gone }));
    case 'rename': {
      const [from = '', to = ''] = names();
      return isOurs(from) ? [{ kind: 'rename', path: from, to }] : [];
    }
    default:
      return [];
  }
}

const ok = hexOf('HTTP/1.1 200 ');

function readAnswer(strings: readonly string[]): TracedEvent[] {
  if (strings[0]?.startsWith(ok) !== true) return [];
  const text = unhex(strings.join('')).toString();
  return [{ kind: 'answer', body: JSON.parse(text.slice(text.indexOf('\r\n\r\n'))) as Record<string, unknown> }];
}

function unhex(hex: string): Buffer {
  return Buffer.from(hex.replaceAll('\\x', ''), 'hex');
}

function hexOf(text: string): string {
  return Array.from(Buffer.from(text), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
