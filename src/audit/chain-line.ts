import { linkAfter, type SealedMpxn } from './chain.js';

/**
 * A record in an export: one line of JSON. What is beside the record's own fields under `chain` can be cut off, which leaves the text that
 * the link is made of.
 */
export interface ChainLine {
  text: string;
  seq: number;
  /** of the record before, and of this one */
  before: string;
  link: string;
  /** what the text commits itself to, where it was exported in clear */
  sealed: SealedMpxn | undefined;
}

const opening = ',"chain":{';

/** `{...}` -> `{...,"chain":{"seq":1,"before":"...","link":"..."}}` */
export function writeChainLine({ text, seq, before, link, sealed }: ChainLine): string {
  return `${text.slice(0, -1)},"chain":${JSON.stringify({ seq, before, link, ...sealed })}}`;
}

/** Undefined for a line that was not written so, or whose link is not that of its text. */
export function readChainLine(line: string): ChainLine | undefined {
  const cut = line.lastIndexOf(opening);
  if (cut < 0) return undefined;
  const text = `${line.slice(0, cut)}}`;
  const { seq, before, link, sealed } = readChain(line.slice(cut + opening.length - 1, -1));
  const isWhole = typeof seq === 'number' && typeof before === 'string' && typeof link === 'string' && linkAfter(before, text) === link;
  if (!isWhole) return undefined;
  const read = { text, seq, before, link, sealed };
  return writeChainLine(read) === line ? read : undefined;
}

function readChain(json: string): { seq?: unknown; before?: unknown; link?: unknown; sealed: SealedMpxn | undefined } {
  try {
    const { mpxn, salt, ...place } = JSON.parse(json) as Record<string, unknown>;
    return { ...place, sealed: typeof mpxn === 'string' && typeof salt === 'string' ? { mpxn, salt } : undefined };
  } catch {
    return { sealed: undefined };
  }
}
