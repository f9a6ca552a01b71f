import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Service } from './child-service.js';

interface Caller {
  socket: Socket;
  /** all that was heard until the connection was closed */
  closed: Promise<string>;
}

/** Callers who say `first` and, four times a second, `drop`. */
export async function openMany({ port }: Service, count: number, first = '', drop = ''): Promise<Caller[]> {
  const callers: Caller[] = [];
  for (let opened = 0; opened < count; opened += 100) {
    callers.push(...(await Promise.all(Array.from({ length: Math.min(100, count - opened) }, () => open(port, first, drop)))));
  }
  return callers;
}

async function open(port: number, first: string, drop: string): Promise<Caller> {
  const socket = connect(port, '127.0.0.1');
  const closed = listen(socket);
  await Promise.race([once(socket, 'connect'), closed]);
  if (first !== '') socket.write(first);
  if (drop !== '') {
    const timer = setInterval(() => { if (socket.writable) socket.write(drop); }, 250);
    void closed.then(() => { clearInterval(timer); });
  }
  return { socket, closed };
}

function listen(socket: Socket): Promise<string> {
  let heard = '';
  socket.on('data', (chunk: Buffer) => { heard += chunk.toString('latin1'); });
  socket.on('error', () => undefined);
  return new Promise((resolve) => { socket.once('close', () => { resolve(heard); }); });
}

/** Callers who connect all at once, ask on connections of their own, and ask again as soon as they are answered. */
export async function askAgainAndAgain({ port }: Service, count: number, request: () => Buffer): Promise<{ answers: () => number; end: () => void }[]> {
  const callers = Array.from({ length: count }, () => {
    let answers = 0;
    const socket = connect(port, '127.0.0.1');
    socket.write(request());
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      if (!chunk.includes('HTTP/1.1 200')) return;
      answers += 1;
      socket.write(request());
    });
    return { socket, answers: () => answers, end: () => { socket.destroy(); } };
  });
  await Promise.all(callers.map(async ({ socket }) => once(socket, 'connect')));
  return callers;
}

/** Sends bytes, says that there is no more, and answers what was heard. */
export function speak({ port }: Service, bytes: Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(bytes);
  return listen(socket);
}

/** Writes, and hears what came meanwhile: while the other end reads as fast as this one writes, nothing else makes it listen. */
export async function written(socket: Socket, bytes: Buffer | string): Promise<void> {
  await new Promise((resolve) => { setImmediate(resolve); });
  if (socket.write(bytes)) return;
  const given = new AbortController();
  await Promise.race([once(socket, 'drain', given), once(socket, 'close', given)]).catch(() => undefined);
  given.abort();
}

export function statusesIn(heard: string): number[] {
  return Array.from(heard.matchAll(/^HTTP\/1\.1 (\d{3})/gm), ([, status]) => Number(status));
}
