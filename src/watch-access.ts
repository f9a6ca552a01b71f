import { scopesOfAnonymous } from './access/anonymous.js';
import { findOpenDoors } from './access/open-doors.js';
import type { TokenKeys } from './access/token-keys.js';
import { readTlsFiles, readTokenKeysFile, validityOf } from './configuration/access-files.js';
import { keyName } from './configuration/leaves.js';
import { refuseOnceOnly } from './configuration/refuse-once-only.js';
import type { Configuration } from './configuration/schema.js';
import { watchFiles } from './configuration/watch-files.js';
import { createTurns } from './decision/turns.js';
import { Fault } from './domain/fault.js';
import type { Logger } from './http/http-parts.js';
import type { TlsMaterial } from './http/tls.js';

type Access = Configuration['access'];

/** All that says who may do what: the table, and what the files hold. Plain data, which one process can send to others. */
export interface AccessMaterial {
  access: Access;
  /** undefined: no TLS */
  tls?: TlsMaterial | undefined;
  /** undefined: no token is read */
  tokenKeys?: TokenKeys | undefined;
  /** the last change was refused, and this is what was in force before */
  isChangeRefused?: boolean;
}

/** Where a process hears who may do what. */
export interface AccessSource {
  first: AccessMaterial;
  /** Has `take` hear of whatever comes after that. */
  follow: (take: (material: AccessMaterial) => Promise<void>) => void;
  stop: () => void;
}

export interface AccessWatch extends AccessSource {
  /** Reads the files again, and `read()` for the `access` keys; what is refused is logged, and what was in force stays. */
  reload: (read?: () => Access) => Promise<void>;
}

/**
 * Reads who may do what, by the configuration and the files that it names, which are looked at from before they are read. A table that was asked for while a
 * file could not be used is taken up once it can. Throws `Fault('configuration-invalid')` where a file cannot be used, or where the settings would leave
 * a door open. The `server` keys are those of the start for ever.
 */
export function watchAccess({ server, access }: Configuration, log: Logger): AccessWatch {
  const takeTurns = createTurns();
  let wanted = access;
  let taking: (material: AccessMaterial) => Promise<void> = () => Promise.resolve();
  const stop = watchFiles(() => filesOf(server, wanted), access.reloadSeconds, () => void reload());

  /** Answers whether it is in force now. A table that was asked for before and could not be is forgotten: this one is asked for instead. */
  async function takeUp(read: () => Access): Promise<boolean> {
    try {
      wanted = current.access;
      const next = read();
      requireClosed(server, next);
      requireAsClosed(server, next, current.access);
      wanted = next;
      refuseOnceOnly(filesOf(server, next));
      const material = readMaterial(server, next);
      warn(log, server, material);
      await taking(material);
      current = material;
      log.info({ callers: next.callers.length }, 'access reloaded');
      return true;
    } catch (cause) {
      const { message, places } = cause instanceof Fault ? cause : new Fault('configuration-invalid', 'what was read cannot be used');
      log.error({ problems: places }, `access refused, what was in force stays: ${message}`);
      await tellRefused();
      return false;
    }
  }

  async function tellRefused(): Promise<void> {
    current = { ...current, isChangeRefused: true };
    await taking(current);
  }

  /** Files that changed go with the table that was asked for last; where that cannot be, a certificate that was renewed goes with the one in force. */
  async function readFilesAgain(): Promise<void> {
    const asked = wanted;
    if ((await takeUp(() => asked)) || asked === current.access) return;
    if (await takeUp(() => current.access)) await tellRefused();
    wanted = asked;
  }

  /** What was taken up before anybody listened is not lost. */
  const follow: AccessWatch['follow'] = (take) => {
    taking = take;
    void takeTurns('access', async () => { if (current !== first) await take(current); });
  };

  function readFirst(): AccessMaterial {
    try {
      requireClosed(server, access);
      return readMaterial(server, access);
    } catch (cause) {
      stop();
      throw cause;
    }
  }

  const reload: AccessWatch['reload'] = (read) => takeTurns('access', async () => { await (read === undefined ? readFilesAgain() : takeUp(read)); });
  const first = readFirst();
  let current = first;
  warn(log, server, first);
  return { first, follow, reload, stop };
}

function readMaterial(server: Configuration['server'], access: Access): AccessMaterial {
  return { access, tls: readTlsFiles(server.tls), tokenKeys: readTokenKeysFile(access.tokens) };
}

function requireClosed(server: Configuration['server'], access: Access): void {
  const mistakes = findOpenDoors(server, access);
  if (mistakes.length === 0) return;
  const places = mistakes.map(({ path, problem }) => ({ at: keyName(path), problem }));
  throw new Fault('configuration-invalid', 'the configuration would let in whom it should not, or keep out whom it names', places);
}

/** A door that is open because nobody is configured is left so at the start alone: a file that was emptied by mistake must not open one that was closed. */
function requireAsClosed(server: Configuration['server'], next: Access, before: Access): void {
  const isOpen = (access: Access): boolean => access.anonymous === null && scopesOfAnonymous(access, server).length > 0;
  if (!isOpen(next) || isOpen(before)) return;
  const problem = 'it names no caller any more, which would let in everybody on this machine: set access.anonymous to what they may do, or start again';
  throw new Fault('configuration-invalid', 'the configuration would open what was closed', [{ at: 'access.callers', problem }]);
}

const soonMilliseconds = 30 * 86_400_000;

/** What is open on purpose is said all the same, and so is what callers will turn away from. */
function warn(log: Logger, server: Configuration['server'], { access, tls }: AccessMaterial): void {
  const anonymous = scopesOfAnonymous(access, server);
  const isOwnMachine = anonymous.length > 0 && access.anonymous === null;
  if (tls === undefined && server.plainHttp === 'anywhere') log.warn({ host: server.host }, 'what is said can be read and changed on its way: there is no TLS (server.plainHttp: anywhere)');
  if (anonymous.length > 0 && !isOwnMachine) log.warn({ scopes: anonymous }, 'callers who do not say who they are may do this (access.anonymous)');
  if (tls !== undefined) warnOfEnd(log, validityOf(tls));
}

function warnOfEnd(log: Logger, { from, to }: { from: number; to: number }): void {
  const now = Date.now();
  if (from <= now && now + soonMilliseconds < to) return;
  const problem = from <= now && now <= to ? 'valid for less than 30 days: renew it' : 'not valid now: callers turn away from it';
  log.warn({ validFrom: new Date(from).toISOString(), validTo: new Date(to).toISOString() }, `the certificate of this server is ${problem} (server.tls.certificateFile)`);
}

function filesOf({ tls }: Configuration['server'], { tokens }: Access): string[] {
  return [tls.certificateFile, tls.keyFile, tls.passphraseFile, ...tls.callerAuthorityFiles, tokens.keysFile].filter((file) => file !== null);
}
