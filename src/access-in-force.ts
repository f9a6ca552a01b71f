import { scopesOfAnonymous } from './access/anonymous.js';
import { createCallerTable } from './access/caller.js';
import { createGate, type Gate } from './access/gate.js';
import { findOpenDoors } from './access/open-doors.js';
import { createTokenVerifier } from './access/token-verifier.js';
import { beliefOf, readTlsFiles, readTokenKeysFile } from './configuration/access-files.js';
import { keyName } from './configuration/leaves.js';
import type { Configuration } from './configuration/schema.js';
import { watchFiles } from './configuration/watch-files.js';
import { createTurns } from './decision/turns.js';
import { Fault } from './domain/fault.js';
import type { Logger } from './http/http-parts.js';
import type { TlsMaterial } from './http/tls.js';

type Access = Configuration['access'];

export interface AccessInForce {
  gate: () => Gate;
  /** undefined: no TLS */
  tls: () => TlsMaterial | undefined;
  /** Reads the files again, and takes up `read()` for the `access` keys; what is refused is logged, and what was in force stays. */
  reload: (read?: () => Access) => Promise<void>;
  /** Has `take` hear of the certificates for TLS, now and whenever they are others. */
  eachTls: (take: (material: TlsMaterial) => void) => void;
  /** Looks no more whether files change. */
  stop: () => void;
}

export interface AccessKeeping {
  log: Logger;
  now: () => number;
  /** hears of what is taken up after the start */
  onAccess?: ((access: Access) => void) | undefined;
}

interface State {
  access: Access;
  gate: Gate;
  tls: TlsMaterial | undefined;
}

/**
 * Who may do what, by the configuration and the files that it names, which are looked at from before they are read. Throws
 * `Fault('configuration-invalid')` where a file cannot be used, or where the settings would leave a door open. The `server` keys are those of the start
 * for ever.
 */
export async function keepAccessInForce({ server, access }: Configuration, { log, now, onAccess = () => undefined }: AccessKeeping): Promise<AccessInForce> {
  const takeTurns = createTurns();
  let take: (material: TlsMaterial) => void = () => undefined;
  let named = access;
  const stop = watchFiles(() => filesOf(server, named), access.reloadSeconds, () => void reload());

  async function readAll(read: () => Access, before?: State): Promise<State> {
    const next = await readState(server, read(), now);
    if (before !== undefined) requireAsClosed(next, before, server);
    named = next.access;
    warn(log, server, next);
    return next;
  }

  async function takeUp(read: () => Access): Promise<void> {
    try {
      state = await readAll(read, state);
      if (state.tls !== undefined) take(state.tls);
      onAccess(state.access);
      log.info({ callers: state.access.callers.length }, 'access reloaded');
    } catch (cause) {
      const { message, places } = cause instanceof Fault ? cause : new Fault('configuration-invalid', 'what was read cannot be used');
      log.error({ problems: places }, `access refused, what was in force stays: ${message}`);
    }
  }

  const reload: AccessInForce['reload'] = (read = () => state.access) => takeTurns('access', () => takeUp(read));
  let state = await takeTurns('access', () => readAll(() => access)).catch((cause: unknown) => {
    stop();
    throw cause;
  });
  return {
    gate: () => state.gate,
    tls: () => state.tls,
    reload,
    eachTls: (taking) => {
      take = taking;
      if (state.tls !== undefined) take(state.tls);
    },
    stop,
  };
}

/** A door that is open because nobody is configured is left so at the start alone: a file that was emptied by mistake must not open one that was closed. */
function requireAsClosed(next: State, before: State, server: Configuration['server']): void {
  const isOpen = ({ access }: State): boolean => access.anonymous === null && scopesOfAnonymous(access, server).length > 0;
  if (!isOpen(next) || isOpen(before)) return;
  const problem = 'it names no caller any more, which would let in everybody on this machine: set access.anonymous to what they may do, or start again';
  throw new Fault('configuration-invalid', 'the configuration would open what was closed', [{ at: 'access.callers', problem }]);
}

async function readState(server: Configuration['server'], access: Access, now: () => number): Promise<State> {
  const mistakes = findOpenDoors(server, access);
  if (mistakes.length > 0) {
    const places = mistakes.map(({ path, problem }) => ({ at: keyName(path), problem }));
    throw new Fault('configuration-invalid', 'the configuration would let in whom it should not, or keep out whom it names', places);
  }
  const tls = readTlsFiles(server.tls);
  const keys = readTokenKeysFile(access.tokens);
  const tokens = keys && (await createTokenVerifier(access.tokens, keys, now));
  const gate = createGate({ callers: createCallerTable(access.callers), anonymous: scopesOfAnonymous(access, server), belief: beliefOf(tls), tokens, now });
  return { access, gate, tls };
}

/** What is open on purpose is said all the same. */
function warn(log: Logger, server: Configuration['server'], { access, tls }: State): void {
  const anonymous = scopesOfAnonymous(access, server);
  const isOwnMachine = anonymous.length > 0 && access.anonymous === null;
  if (tls === undefined && server.plainHttp === 'anywhere') log.warn({ host: server.host }, 'what is said can be read and changed on its way: there is no TLS (server.plainHttp: anywhere)');
  if (anonymous.length > 0 && !isOwnMachine) log.warn({ scopes: anonymous }, 'callers who do not say who they are may do this (access.anonymous)');
}

function filesOf({ tls }: Configuration['server'], { tokens }: Access): string[] {
  return [tls.certificateFile, tls.keyFile, tls.passphraseFile, ...tls.callerAuthorityFiles, tokens.keysFile].filter((file) => file !== null);
}
