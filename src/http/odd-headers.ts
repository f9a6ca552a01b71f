import type { IncomingMessage } from 'node:http';
import { Fault } from '../domain/fault.js';
import { Refusal } from './problems.js';

const mostHeaders = 100;
/** space and tab */
const blanks = [0x20, 0x09];

/**
 * Refuses what node lets through and would settle by itself: two hosts, content types or authorizations, of which it takes the first; none; a flood of
 * headers, of which it forgets some; an expectation that cannot be met; a transfer encoding without a name, beside which it goes by the length, and
 * others might not; a blank at the end of a header's name, which Node 20.19 takes for a part of it, and others might not.
 */
export function refuseOddHeaders(request: IncomingMessage): void {
  const { rawHeaders, httpVersionMinor } = request;
  if (rawHeaders.length > 2 * mostHeaders) throw new Refusal('headers-too-large', `there are ${rawHeaders.length / 2} headers: send at most ${mostHeaders}`);
  if (hasLooseName(rawHeaders)) throw new Refusal('not-well-formed', 'the HTTP message is broken: a blank stands before the colon of a header', { Connection: 'close' });
  const hosts = countHeaders(rawHeaders, 'host');
  if (hosts > 1 || (hosts === 0 && httpVersionMinor > 0)) throw new Fault('malformed-value', `there are ${hosts} Host headers: send one`);
  const types = countHeaders(rawHeaders, 'content-type');
  if (types > 1) throw new Fault('malformed-value', `there are ${types} Content-Type headers: send one`);
  const { authorization, expect, 'transfer-encoding': transferEncoding } = request.headers;
  if (transferEncoding === '') throw new Fault('malformed-value', 'Transfer-Encoding is empty: send chunked, or a Content-Length alone');
  const authorizations = authorization === undefined ? 0 : countHeaders(rawHeaders, 'authorization');
  if (authorizations > 1) throw new Fault('malformed-value', `there are ${authorizations} Authorization headers: send one`);
  if (expect !== undefined && !/^100-continue$/i.test(expect)) throw new Refusal('expectation-failed', `Expect \`${expect.slice(0, 60)}\` cannot be met: send 100-continue or none`);
}

function countHeaders(rawHeaders: readonly string[], name: string): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const header = rawHeaders[index];
    if (header?.length === name.length && header.toLowerCase() === name) count += 1;
  }
  return count;
}

/** Whether a blank stands at the end of a header's name. */
export function hasLooseName(rawHeaders: readonly string[]): boolean {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const header = rawHeaders[index];
    if (header !== undefined && blanks.includes(header.charCodeAt(header.length - 1))) return true;
  }
  return false;
}
