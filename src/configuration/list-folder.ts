import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What lies in a folder and in its folders, but for those. A link to a folder is told and not followed, as it may lead round and round: a recursive
 * `readdirSync` follows it, without names of kinds in every version of Node, with them from 22 on. Throws as `readdirSync` does.
 */
export function listFolder(folder: string, isPassedOver: (name: string) => boolean = () => false): Dirent[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !isPassedOver(name))
    .flatMap((entry) => (entry.isDirectory() ? listFolder(join(folder, entry.name), isPassedOver) : [entry]));
}

export const isHidden = (name: string): boolean => name.startsWith('.');

export function pathOf({ parentPath, name }: Dirent): string {
  return join(parentPath, name);
}
