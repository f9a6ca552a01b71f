import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** `take` one request; answers for how many milliseconds none is left, 0 where there was one. */
export interface RateLimit {
  requests: number;
  seconds: number;
  take: () => Promise<number>;
}

/** No more than `burst` requests in each span of the time in which that many are allowed; a span begins with a request that comes after the last one. */
export function createRateLimit(requestsPerSecond: number, burst: number): RateLimit {
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
        return Math.max(1, cause.msBeforeNext);
      }
    },
  };
}
