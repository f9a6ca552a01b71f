import { once } from 'node:events';
import { createServer } from 'node:net';

/** The first of two ports that are free just now. */
export async function freePort() {
  for (;;) {
    const first = createServer().listen(0, '127.0.0.1');
    await once(first, 'listening');
    const { port } = first.address();
    const second = createServer().listen(port + 1, '127.0.0.1');
    const isFree = await new Promise((resolve) => second.once('listening', () => resolve(true)).once('error', () => resolve(false)));
    first.close();
    second.close();
    if (isFree) return port;
  }
}
