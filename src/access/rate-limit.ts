import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { CallerSettings } from './settings.js';

/** `take` one request; answers for how many milliseconds none is left, 0 where there was one. */
export interface RateLimit {
  requests: number;
  seconds: number;
  take: () => Promise<number>;
}

/** by the names of callers */
export type RateLimits = ReadonlyMap<string, RateLimit>;

/** Of each caller who has one. Whose is what it was `before` has no more left than he had: files change, and tables are read again, at any time. */
export function limitsOf(callers: readonly CallerSettings[], before: RateLimits = new Map()): RateLimits {
  return new Map(callers.flatMap(({ name, requestsPerSecond, burst = requestsPerSecond }) => {
    if (requestsPerSecond === undefined || burst === undefined) return [];
    const [known, limit] = [before.get(name), createRateLimit(requestsPerSecond, burst)];
    return [[name, known?.requests === limit.requests && known.seconds === limit.seconds ? known : limit]];
  }));
}

/** No more than `burst` requests in each span of the time in which that many are allowed; a span begins with a request that comes after the last one. */
function createRateLimit(requestsPerSecond: number, burst: number): RateLimit {
  const seconds = burst / requestsPerSecond;
  const limiter = new RateLimiterMemory({ points: burst, duration: seconds });
  return {
    requests: burst,
    seconds,
    take: async () => {
      try {
        await limiter.consume('');
        return 0;
      } catch (cause) {
        if (!(cause instanceof RateLimiterRes)) throw cause;
        // a clock that is put back makes the span no longer: it ends by a timer
        return Math.min(Math.max(1, cause.msBeforeNext), seconds * 1000);
      }
    },
  };
}
