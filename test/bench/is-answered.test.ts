import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';

interface Address { hostname: string; port: number }
interface Found { answered: number; compared: number; wrong: number; firstWrong?: string }
type Next = () => { bytes: Buffer; expect: string[] };
const bench = async (name: string): Promise<unknown> => import(new URL(`../../bench/measure/${name}`, import.meta.url).href);
const { isAnswered } = (await bench('is-answered.mjs')) as { isAnswered: (text: string, expected: string[]) => boolean };
const { drive } = (await bench('drive.mjs')) as { drive: (addresses: Address[], next: Next, how: { connections: number; seconds: number }) => Promise<Found> };

const rejected = ['"decision":"reject"', '"reason":"wrong-network-operator"'];

describe('what the benchmark takes for an answer', () => {
  it('has what is expected of it', () => {
    expect(isAnswered('{"decision":"reject","reason":"wrong-network-operator"}', rejected)).to.equal(true);
    expect(isAnswered('{"decision":"permit","reason":"verified"}', rejected)).to.equal(false);
    expect(isAnswered('{}', rejected)).to.equal(false);
  });

  it('says it first: a rejection that was only observed is a permit', () => {
    expect(isAnswered('{"decision":"permit","reason":"verified","observed":{"decision":"reject","reason":"wrong-network-operator"}}', rejected)).to.equal(false);
  });

  it('is of the request that was sent, and the first that is not is shown without its head', async () => {
    let asked = 0;
    const server = createServer((request, response) => {
      const id = request.headers['x-id'] as string;
      request.resume().on('end', () => response.end(JSON.stringify({ requestId: (asked += 1) === 3 ? 'of another' : id, decision: 'reject', reason: 'wrong-network-operator' })));
    });
    const { port } = await new Promise<AddressInfo>((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address() as AddressInfo)));
    let sent = 0;
    const next: Next = () => ({ bytes: Buffer.from(`GET / HTTP/1.1\r\nHost: here\r\nX-Id: ${(sent += 1)}\r\n\r\n`), expect: [...rejected, `"requestId":"${sent}"`] });
    const { answered, compared, wrong, firstWrong } = await drive([{ hostname: '127.0.0.1', port }], next, { connections: 1, seconds: 0.3 });
    server.close();
    expect({ wrong, firstWrong }).to.deep.equal({ wrong: 1, firstWrong: 'HTTP/1.1 200 OK {"requestId":"of another","decision":"reject","reason":"wrong-network-operator"}' });
    expect(compared).to.equal(answered).and.to.be.greaterThan(3);
  });
});
