import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';

/** Which connections a server has, and which of them are waiting for an answer. */
export interface Connections {
  /** the last answer that is still to be given on the connection */
  pendingOn(socket: Duplex): ServerResponse | undefined;
  /** Closes what is idle at once, and everything else after its answer. */
  closeWhenAnswered(): void;
  closeAll(): void;
}

export function followConnections(server: Server): Connections {
  const open = new Map<Duplex, ServerResponse | undefined>();
  let isClosing = false;

  function settle(socket: Socket, response: ServerResponse): void {
    if (open.get(socket) !== response) return;
    open.set(socket, undefined);
    if (isClosing) socket.destroySoon();
  }

  function follow({ socket }: IncomingMessage, response: ServerResponse): void {
    if (isClosing) response.setHeader('Connection', 'close');
    open.set(socket, response);
    response.once('close', () => settle(socket, response));
  }

  server.on('connection', (socket: Socket) => {
    open.set(socket, undefined);
    socket.once('close', () => open.delete(socket));
  });
  for (const event of ['request', 'checkContinue', 'checkExpectation']) server.prependListener(event, follow);
  return {
    pendingOn: (socket) => open.get(socket),
    closeWhenAnswered: () => {
      isClosing = true;
      for (const [socket, response] of open) {
        if (response === undefined) socket.destroy();
        else if (!response.headersSent) response.setHeader('Connection', 'close');
      }
    },
    closeAll: () => {
      for (const socket of open.keys()) socket.destroy();
    },
  };
}
