import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';

/**
 * Bytes that a caller may send before TLS is agreed: a chain of certificates has two to eight kilobytes, and of a hundred, which OpenSSL takes, it
 * would look for more than a second at what a stranger made to be looked at for long.
 */
const mostGreeting = 16_384;

/** What bytes go through on their way to TLS, all of them as they come once it is agreed. */
interface Gate {
  raw: Socket;
  stream: Duplex;
  open: () => void;
}

/** Hangs up on whoever sends more than that, of which `onRefused` hears. Comes before whatever else is to hear of connections. */
export function limitGreetings(server: Server, onRefused: (why: string) => void): void {
  // that of Node itself, which takes any Duplex for a connection
  const [agree] = server.listeners('connection');
  /** the one through which bytes go at this moment, in the midst of which TLS agrees */
  let passing: Gate | undefined;
  server.removeAllListeners('connection').on('connection', (raw: Socket) => {
    const gate = createGate(raw, () => { onRefused('TOO_MUCH_BEFORE_TLS'); });
    gate.stream.on('data', () => { passing = gate; }).pause();
    agree?.call(server, gate.stream);
    gate.stream.on('data', () => { passing = undefined; });
  });
  server.on('secureConnection', (socket: TLSSocket) => {
    const { remoteAddress, remotePort } = passing?.raw ?? {};
    Object.defineProperties(socket, { remoteAddress: { value: remoteAddress }, remotePort: { value: remotePort } });
    passing?.open();
  });
}

function createGate(raw: Socket, onRefused: () => void): Gate {
  let room = mostGreeting;
  const stream = new Duplex({
    read: () => { raw.resume(); },
    write: (chunk: Buffer, _, done) => { raw.write(chunk, done); },
    writev: (chunks, done) => { writeAll(raw, chunks.map(({ chunk }) => chunk as Buffer), done); },
    final: (done) => { raw.end(done); },
    destroy: (cause, done) => {
      raw.destroy();
      done(cause);
    },
  });

  function pass(bytes: Buffer): void {
    if (bytes.length > 0 && !stream.push(bytes)) raw.pause();
  }

  raw.on('data', (chunk: Buffer) => {
    const greeting = chunk.subarray(0, room);
    room -= greeting.length;
    pass(greeting);
    // it is agreed by now, or takes more
    if (chunk.length === greeting.length) return;
    if (room > 0) passLater(chunk.subarray(greeting.length));
    else refuse();
  });

  /** In a turn of its own: HTTP, which has only just begun, would not stop for more than it can hold in the same. */
  function passLater(bytes: Buffer): void {
    raw.pause();
    raw.unshift(bytes);
    raw.resume();
  }

  function refuse(): void {
    onRefused();
    raw.destroy();
  }

  // whoever has nothing more to send may still be waiting for the answer, but not for TLS
  raw.allowHalfOpen = true;
  raw.on('end', () => {
    if (room === Infinity) stream.push(null);
    else raw.destroy();
  });
  raw.on('error', (cause) => stream.destroy(cause));
  raw.on('close', () => stream.destroy());
  return { raw, stream, open: () => { room = Infinity; } };
}

function writeAll(raw: Socket, chunks: readonly Buffer[], done: (cause?: Error | null) => void): void {
  raw.cork();
  chunks.forEach((chunk, index) => raw.write(chunk, index === chunks.length - 1 ? done : undefined));
  raw.uncork();
}
