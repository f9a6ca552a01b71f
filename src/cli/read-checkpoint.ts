import { type Checkpoint, readCheckpoint } from '../audit/checkpoint.js';
import { Fault } from '../domain/fault.js';
import { isSigned, readSigned } from './checkpoint-signature.js';
import { readInput } from './read-input.js';

/** A checkpoint, or why it is none that counts. Throws `Fault('usage')` where the file or the key cannot be read, or the key is not named. */
export async function readCheckpointFile(file: string, keyFile: string | undefined): Promise<Checkpoint | string> {
  const text = (await readInput(file)).toString();
  if (!isSigned(text)) return keyFile === undefined ? (readCheckpoint(text) ?? `\`${file}\` is no checkpoint`) : `\`${file}\` is not signed`;
  if (keyFile === undefined) throw new Fault('usage', `\`${file}\` is signed: name the public key of who signed it with --key`);
  const signed = await readSigned(text, keyFile);
  if (signed === undefined) return `\`${file}\` was not signed with the key of \`${keyFile}\`, or was altered since`;
  return readCheckpoint(signed) ?? `\`${file}\` is no checkpoint`;
}
