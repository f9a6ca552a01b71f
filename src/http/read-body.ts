import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault } from '../domain/fault.js';
import { eachChunk } from './body-chunks.js';
import { createByteCollector } from './byte-collector.js';
import { Refusal } from './problems.js';

export interface BodyLimits {
  maxBodyBytes: number;
  requestTimeoutSeconds: number;
}

/**
 * Reads the whole body. Throws `Fault('too-large')` as soon as that is known, from Content-Length before the first byte, and
 * `Refusal('request-timeout')` when it is not complete in time.
 */
export async function readBody(request: IncomingMessage, response: ServerResponse, limits: BodyLimits): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? Number.NaN);
  if (announced > limits.maxBodyBytes) throw tooLarge(limits);
  let whole: Buffer | undefined;
  const collector = createByteCollector(limits.maxBodyBytes);
  const arrived = eachChunk(request, response, (chunk) => {
    if (chunk.length === announced) whole = chunk;
    else if (!collector.add(chunk)) throw tooLarge(limits);
    return undefined;
  });
  await inTime(arrived, limits.requestTimeoutSeconds);
  return whole ?? collector.take();
}

async function inTime(arrived: Promise<void>, seconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Refusal('request-timeout', `the body was not complete after ${seconds} s: send it faster`));
    }, seconds * 1000);
  });
  await Promise.race([arrived, late]).finally(() => {
    clearTimeout(timer);
  });
}

function tooLarge({ maxBodyBytes }: BodyLimits): Fault {
  return new Fault('too-large', `the body has more than the ${maxBodyBytes} bytes that are read (server.maxBodyBytes)`);
}
