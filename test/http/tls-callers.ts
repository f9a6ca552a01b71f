import { once } from 'node:events';
import { Agent } from 'node:https';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { Identity } from '../access/authorities.js';
import { type CallerCertificates, type Guarded, removeFolders, type Showing, startGuarded } from '../access/guarded-http.js';
import { type HttpChoices, stopHttp } from '../support/http.js';

export const getRules = 'GET /v1/rules HTTP/1.1\r\nHost: x\r\n\r\n';

/** The HTTP interface behind TLS, and callers of it, which are there until the test is over. */
export interface TlsCallers {
  guarded: Guarded;
  /** of a caller who may read the rules and have requests decided */
  one: Identity;
  /** the status of the answer, or the code of the error that came in its place */
  told: (showing?: Showing, path?: string) => Promise<number | string | undefined>;
  /** keeps one connection */
  keeping: () => Agent;
  /** a connection of that caller */
  greet: (options?: ConnectionOptions) => Promise<TLSSocket>;
}

const agents: Agent[] = [];
const sockets: TLSSocket[] = [];

/** Where every caller of the authority called `CN=it` may read the rules. */
export async function startTls(callerCertificates: CallerCertificates, http: HttpChoices = {}): Promise<TlsCallers> {
  const guarded = await startGuarded(callerCertificates === 'off' ? [] : [{ name: 'it', certificate: { subject: 'CN=it' }, scopes: ['rules', 'decide'] }], { callerCertificates, http });
  const one = await guarded.authority.issue('CN=it');
  return {
    guarded,
    one,
    told: (showing = {}, path = '/v1/rules') => guarded.ask('GET', path, showing).then(({ status }) => status, (cause: unknown) => (cause as NodeJS.ErrnoException).code),
    keeping: () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1, maxCachedSessions: 0 });
      agents.push(agent);
      return agent;
    },
    greet: async (options = {}) => {
      const socket = connect({ host: '127.0.0.1', port: guarded.http.port, ca: guarded.authority.cert, cert: one.cert, key: one.key, ...options });
      sockets.push(socket);
      socket.on('error', () => undefined);
      await once(socket, 'secureConnect');
      return socket;
    },
  };
}

export async function stopTls(): Promise<void> {
  for (const agent of agents.splice(0)) agent.destroy();
  for (const socket of sockets.splice(0)) socket.destroy();
  await stopHttp();
  removeFolders();
}

/** All that is said on it until it closes. */
export function hear(socket: TLSSocket): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    socket.on('data', (chunk: Buffer) => { heard += chunk.toString(); });
    socket.on('close', () => { resolve(heard); });
  });
}
