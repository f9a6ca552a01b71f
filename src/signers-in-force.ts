import { isGone, listCertificateFiles, readCertificateDirectory, readCertificateFile } from './configuration/certificate-directory.js';
import type { Configuration } from './configuration/schema.js';
import { watchFiles } from './configuration/watch-files.js';
import { Fault, type Place } from './domain/fault.js';
import type { Logger } from './http/http-parts.js';
import { type GatheredSigners, gatherSigners, requireUsable, type Signers } from './signature/signers.js';

/** Whose signatures count now. */
export interface SignersInForce {
  current: () => Signers;
  /** what is wrong with the directory and the files in it */
  problems: () => readonly Place[];
  /** Takes up what changed since the start, and says in the log what cannot be used. Answers how to stop. */
  watch(log: Pick<Logger, 'info' | 'error'>): () => void;
}

/** Undefined: nobody's signature is verified here. Throws `Fault('configuration-invalid')` where the certificates cannot be read. */
export function openSigners({ signature, signers: { directory, reloadSeconds } }: Pick<Configuration, 'signature' | 'signers'>): SignersInForce | undefined {
  if (signature !== 'verify') return undefined;
  if (directory === null) {
    const problem = 'name the directory that holds the certificates of those who sign';
    throw new Fault('configuration-invalid', 'signatures cannot be verified without certificates (signature: verify)', [{ at: 'signers.directory', problem }]);
  }
  let current = requireUsable(gatherSigners(readCertificateDirectory(directory, 'signers.directory')), directory);
  const lookAgain = (log: Pick<Logger, 'info' | 'error'>): void => {
    const before = current;
    current = readAgain(directory, before);
    if (!isSame(before, current)) tell(log, current);
  };
  return {
    current: () => current.signers,
    problems: () => current.problems,
    watch: (log) => {
      const stop = watchFiles(() => listCertificateFiles(directory), reloadSeconds, () => {
        lookAgain(log);
      });
      if (reloadSeconds > 0) lookAgain(log);
      return stop;
    },
  };
}

/** Of a directory that is gone nobody is left; one that cannot be listed is looked at by the files that were in it. */
function readAgain(directory: string, { held }: GatheredSigners): GatheredSigners {
  try {
    const gathered = gatherSigners(listCertificateFiles(directory).map(readCertificateFile), held);
    return gathered.problems.length === 0 && gathered.signers.size === 0 ? withProblem(gathered, directory, 'there is no certificate in it') : gathered;
  } catch (cause) {
    const paths = isGone(cause) ? [] : [...held.keys()];
    const problem = isGone(cause) ? 'no such directory' : 'the directory cannot be listed: may slotguard read it?';
    return withProblem(gatherSigners(paths.map(readCertificateFile), held), directory, problem);
  }
}

function withProblem(gathered: GatheredSigners, at: string, problem: string): GatheredSigners {
  return { ...gathered, problems: [{ at, problem }, ...gathered.problems] };
}

function isSame(before: GatheredSigners, now: GatheredSigners): boolean {
  return describe(before) === describe(now);
}

/** What was said of a file before is not said again while it lasts. */
function describe({ held, problems }: GatheredSigners): string {
  return JSON.stringify([problems, [...held].map(([path, signers]) => [path, [...signers.values()].map(({ thumbprint }) => thumbprint)])]);
}

function tell(log: Pick<Logger, 'info' | 'error'>, { signers: { size }, problems }: GatheredSigners): void {
  if (problems.length === 0) log.info({ signers: size }, 'signers reloaded');
  else log.error({ signers: size, problems }, 'signers reloaded, but for files that cannot be used: each stands for whom it stood for before, until it is good or gone');
}
