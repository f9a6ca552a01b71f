import { readCertificateDirectory } from './configuration/certificate-directory.js';
import type { Configuration } from './configuration/schema.js';
import { Fault } from './domain/fault.js';
import { type Authorities, readAuthorities } from './smki/authorities.js';

/** Undefined: nobody asks who issued a certificate. Throws `Fault('configuration-invalid')` where the authorities cannot be read. */
export function openAuthorities({ certificates: { chain, rootsDirectory } }: Pick<Configuration, 'certificates'>): Authorities | undefined {
  if (chain === 'off') return undefined;
  if (rootsDirectory === null) {
    const places = [{ at: 'certificates.rootsDirectory', problem: 'name the directory that holds the certificates of the roots' }];
    throw new Fault('configuration-invalid', 'chains cannot be verified without roots (certificates.chain: verify)', places);
  }
  return readAuthorities(readCertificateDirectory(rootsDirectory, 'certificates.rootsDirectory'), rootsDirectory);
}
