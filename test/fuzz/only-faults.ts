import { Fault, type FaultCode } from '../../src/domain/fault.js';

const mostForRequests = 100_000;

/**
 * What reading comes to, or the `Fault` of one of these codes that it throws. Fails for any other error, and where it takes more processor
 * time each of six times.
 */
export function readOrFault<T>(read: () => T, codes: readonly FaultCode[], shown: string, mostMicroseconds = mostForRequests): T | Fault {
  return quickly(() => {
    try {
      return read();
    } catch (cause) {
      if (cause instanceof Fault && codes.includes(cause.code)) return cause;
      throw new Error(`${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}: ${shown}`, { cause });
    }
  }, shown, mostMicroseconds);
}

/** Asked again five times before it is believed that it takes long, since collecting garbage counts too, and what other threads do. */
export function quickly<T>(read: () => T, shown: string, mostMicroseconds = mostForRequests): T {
  for (let attempt = 1; ; attempt += 1) {
    const start = process.cpuUsage();
    const result = read();
    const { user, system } = process.cpuUsage(start);
    if (user + system < mostMicroseconds) return result;
    if (attempt === 6) throw new Error(`took ${user + system} µs of processor time: ${shown}`);
  }
}
