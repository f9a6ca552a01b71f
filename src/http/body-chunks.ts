import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault } from '../domain/fault.js';
import { Refusal } from './problems.js';

/** There is nobody left to answer: nothing went wrong here. */
export const callerGone = new Error('the caller went away');

/**
 * Gives each piece of the body to `take`, and the next only once `take` is done with it. Rejects with `callerGone`, with what
 * a broken HTTP message is refused with, and with whatever `take` throws.
 */
export function eachChunk(request: IncomingMessage, response: ServerResponse, take: (chunk: Buffer) => Promise<void> | undefined): Promise<void> {
  if (request.headers.expect !== undefined && request.httpVersion !== '1.0') response.writeContinue();
  return new Promise((resolve, reject) => {
    let taken: Promise<void> | undefined;
    request.on('data', (chunk: Buffer) => {
      try {
        taken = take(chunk);
        if (taken !== undefined) pauseFor(taken, request, reject);
      } catch (cause) {
        reject(asError(cause));
      }
    });
    // a pause does not hold back the end: it may come while the last piece is being taken
    request.once('end', () => resolve(taken));
    request.on('error', (cause) => reject(cause instanceof Fault || cause instanceof Refusal ? cause : callerGone));
    request.once('close', () => reject(callerGone));
  });
}

function pauseFor(taken: Promise<void>, request: IncomingMessage, reject: (cause: Error) => void): void {
  request.pause();
  taken.then(() => request.resume(), reject);
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error('the body could not be taken', { cause });
}
