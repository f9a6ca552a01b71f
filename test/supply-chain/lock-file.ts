import { readFileSync } from 'node:fs';

export interface LockedPackage {
  /** where it is installed, such as `node_modules/send/node_modules/ms` */
  path: string;
  name: string;
  version: string;
  /** an SPDX expression, or nothing */
  licence: string;
  integrity: string;
  /** needed for development only */
  dev: boolean;
  hasInstallScript: boolean;
}

interface Entry {
  name?: string;
  version: string;
  license?: string;
  integrity?: string;
  dev?: boolean;
  hasInstallScript?: boolean;
}

/** Every copy of every package that a lock file installs, nested ones too. */
export function readLockFile(file = 'package-lock.json'): LockedPackage[] {
  const { packages } = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Entry> };
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, { name, version, license = '', integrity = '', dev = false, hasInstallScript = false }]) => ({
      path,
      name: name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      licence: license,
      integrity,
      dev,
      hasInstallScript,
    }));
}
