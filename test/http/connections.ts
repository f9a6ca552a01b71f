import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { PanelReports } from '../../src/http/panel-reports.js';
import { type TestHttp, xmlRequest } from '../support/http.js';

/** A request as its bytes. */
export async function bytesOf(counter: number, headers: readonly string[] = []): Promise<string> {
  const { body } = await xmlRequest('eastern', { counter });
  return `POST /v1/decisions HTTP/1.1\r\nHost: x\r\nContent-Type: application/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n${body}`;
}

/** A decision point that waits until it is let go. */
export function holdUp(http: TestHttp): { letGo: () => void; begun: () => number } {
  const { decide } = http.parts;
  let [letGo, begun] = [(): void => undefined, 0];
  const held = new Promise<void>((resolve) => { letGo = resolve; });
  http.parts.decide = async (request, asking) => {
    begun += 1;
    await held;
    return decide(request, asking);
  };
  return { letGo: () => { letGo(); }, begun: () => begun };
}

export async function open({ port }: Pick<TestHttp, 'port'>, bytes = ''): Promise<{ socket: Socket; closed: Promise<string> }> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let heard = '';
  socket.on('data', (chunk: Buffer) => { heard += chunk.toString(); });
  socket.on('error', () => undefined);
  const closed = new Promise<string>((resolve) => { socket.on('close', () => { resolve(heard); }); });
  socket.write(bytes);
  return { socket, closed };
}

/** Reports of so many bytes, more than any connection takes that is not read from. */
export function largeReports(bytes: number): PanelReports & { written: () => number } {
  let written = 0;
  return {
    written: () => written,
    write: () => {
      written += 1;
      return Promise.resolve({ text: 'x'.repeat(bytes), period: 'then', devicesMissing: 0 });
    },
  };
}
