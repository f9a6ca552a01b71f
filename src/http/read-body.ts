import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault } from '../domain/fault.js';
import { type Admission, overloaded } from './admission.js';
import { eachChunk } from './body-chunks.js';
import { createByteCollector } from './byte-collector.js';
import { Refusal } from './problems.js';

export interface BodyLimits {
  maxBodyBytes: number;
  requestTimeoutSeconds: number;
  admission: Pick<Admission, 'bodies'>;
}

/**
 * Reads the whole body. Throws `Fault('too-large')` as soon as that is known, from Content-Length before the first byte, and
 * `Refusal('request-timeout')` when it is not complete in time, and `Refusal('overloaded')` when it has to give way to others.
 */
export async function readBody(request: IncomingMessage, response: ServerResponse, limits: BodyLimits): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? Number.NaN);
  if (announced > limits.maxBodyBytes) throw tooLarge(limits);
  let whole: Buffer | undefined;
  const collector = createByteCollector(limits.maxBodyBytes);
  const { requestTimeoutSeconds: seconds } = limits;
  const late = (): Refusal => new Refusal('request-timeout', `the body was not complete after ${seconds} s: send it faster`);
  const held = limits.admission.bodies.begin(seconds * 1000, (why) => request.emit('error', why === 'time' ? late() : overloaded()));
  try {
    await eachChunk(request, response, (chunk) => {
      if (chunk.length === announced) whole = chunk;
      else if (!collector.add(chunk)) throw tooLarge(limits);
      else held.add(chunk.length);
      return undefined;
    });
  } finally {
    held.end();
  }
  return whole ?? collector.take();
}

function tooLarge({ maxBodyBytes }: BodyLimits): Fault {
  return new Fault('too-large', `the body has more than the ${maxBodyBytes} bytes that are read (server.maxBodyBytes)`);
}
