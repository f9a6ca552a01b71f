import { listCertificateFiles, readCertificateDirectory } from './configuration/certificate-directory.js';
import type { Configuration } from './configuration/schema.js';
import { watchFiles } from './configuration/watch-files.js';
import { Fault } from './domain/fault.js';
import type { Logger } from './http/http-parts.js';
import { readSigners, type Signers } from './signature/signers.js';

/** Whose signatures count now. */
export interface SignersInForce {
  current: () => Signers;
  /** Takes up what changed, and says in the log what was refused, which leaves those before in force. Answers how to stop. */
  watch(log: Pick<Logger, 'info' | 'error'>): () => void;
}

/** Undefined: nobody's signature is verified here. Throws `Fault('configuration-invalid')` where the certificates cannot be read. */
export function openSigners({ signature, signers: { directory, reloadSeconds } }: Pick<Configuration, 'signature' | 'signers'>): SignersInForce | undefined {
  if (signature !== 'verify') return undefined;
  if (directory === null) {
    const problem = 'name the directory that holds the certificates of those who sign';
    throw new Fault('configuration-invalid', 'signatures cannot be verified without certificates (signature: verify)', [{ at: 'signers.directory', problem }]);
  }
  const read = (): Signers => readSigners(readCertificateDirectory(directory, 'signers.directory'), directory);
  let current = read();
  return {
    current: () => current,
    watch: (log) => watchFiles(() => listCertificateFiles(directory), reloadSeconds, () => {
      try {
        current = read();
        log.info({ signers: current.size }, 'signers reloaded');
      } catch (cause) {
        const fault = cause instanceof Fault ? cause : new Fault('configuration-invalid', 'the certificates of signers cannot be read', [], { cause });
        log.error({ signers: current.size, problems: fault.places }, `signers refused, those before stay in force: ${fault.message}`);
      }
    }),
  };
}
