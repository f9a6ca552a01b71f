import { whenTaken } from './when-answered.js';
import type { Answering, Asked, HttpParts } from './http-parts.js';

/**
 * One line in the log and one observation for each request, once its answer is through or its connection closed. It names the route, never the
 * path: what a caller writes into a path, a query or a body may be personal.
 */
export function watchRequest({ metrics, log }: Pick<HttpParts, 'metrics' | 'log'>, route: string, request: Asked, response: Answering): void {
  const began = performance.now();
  whenTaken(response, () => {
    const { method } = request;
    const milliseconds = performance.now() - began;
    const isAnswered = response.writableFinished;
    if (isAnswered) metrics.requestAnswered({ method, route, status: response.statusCode }, milliseconds / 1000);
    const told = isAnswered ? { status: response.statusCode } : { aborted: true };
    const message = isAnswered ? 'answered' : 'the connection closed before the answer was through';
    log.info({ method, route, ...told, ms: Math.round(milliseconds * 10) / 10, ...response.locals }, message);
  });
}
