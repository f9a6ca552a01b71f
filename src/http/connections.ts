import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { hasTls } from './tls.js';
import { whenTaken } from './when-answered.js';

/** Which connections a server has, and which of them are waiting for an answer. */
export interface Connections {
  /** the last answer that is still to be given on the connection */
  pendingOn(socket: Duplex): ServerResponse | undefined;
  /** Whether all was said on the connection that could be, and it is for this process to answer. */
  isWaitingOn(socket: Duplex): boolean;
  /** Closes what is idle at once, and everything else after its answer. */
  closeWhenAnswered(): void;
  closeAll(): void;
  count: () => number;
  /** Asks callers beyond so many to connect again: another process may have more room. */
  keepAtMost: (most: number) => void;
}

export function followConnections(server: Server): Connections {
  const open = new Map<Duplex, ServerResponse | undefined>();
  /** connections on which TLS is being agreed, by who is at the other end: TLS makes another socket of each */
  const greeting = new Map<string, Socket>();
  const leaving = new Set<Duplex>();
  let isClosing = false;
  /** callers who are still to be asked to connect again */
  let tooMany = 0;

  function settle(socket: Socket, response: ServerResponse): void {
    if (open.get(socket) !== response) return;
    open.set(socket, undefined);
    if (isClosing) socket.destroySoon();
  }

  function follow({ socket }: IncomingMessage, response: ServerResponse): void {
    if (tooMany > 0 && !leaving.has(socket)) {
      tooMany -= 1;
      leaving.add(socket);
    }
    if (isClosing || leaving.has(socket)) response.setHeader('Connection', 'close');
    open.set(socket, response);
    whenTaken(response, () => settle(socket, response));
  }

  function take(socket: Socket): void {
    greeting.delete(otherEndOf(socket));
    open.set(socket, undefined);
    socket.once('close', () => {
      open.delete(socket);
      leaving.delete(socket);
    });
  }

  function greet(socket: Socket): void {
    const otherEnd = otherEndOf(socket);
    greeting.set(otherEnd, socket);
    socket.once('close', () => {
      if (greeting.get(otherEnd) === socket) greeting.delete(otherEnd);
    });
  }

  if (hasTls(server)) server.on('connection', greet).on('secureConnection', take);
  else server.on('connection', take);
  for (const event of ['request', 'checkContinue', 'checkExpectation']) server.prependListener(event, follow);
  return {
    pendingOn: (socket) => open.get(socket),
    isWaitingOn: (socket) => {
      const pending = open.get(socket);
      return pending !== undefined && (pending.req.complete || pending.req.isPaused()) && isBeingMade(pending);
    },
    closeWhenAnswered: () => {
      isClosing = true;
      for (const socket of greeting.values()) socket.destroy();
      for (const [socket, response] of open) {
        if (response === undefined) socket.destroy();
        else if (!response.headersSent) response.setHeader('Connection', 'close');
      }
    },
    closeAll: () => {
      for (const socket of [...greeting.values(), ...open.keys()]) socket.destroy();
    },
    count: () => open.size,
    keepAtMost: (count) => { tooMany = Math.max(0, open.size - leaving.size - count); },
  };
}

/** Whether more is to come of it, and what was given was taken. */
function isBeingMade({ destroyed, writableEnded, writableLength }: ServerResponse): boolean {
  return !destroyed && !writableEnded && writableLength === 0;
}

function otherEndOf({ remoteAddress = '', remotePort = 0 }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
