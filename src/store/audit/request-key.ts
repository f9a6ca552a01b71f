/**
 * A request key is `originator:target:counter`. Records are found by originator and counter: an originator counts upwards, so
 * new entries of that index lie side by side, where whole keys would scatter over it with their targets.
 */
export function splitRequestKey(requestKey: string): { originator: string; counter: string } {
  const originator = requestKey.split(':', 1).join('');
  return { originator, counter: requestKey.slice(requestKey.lastIndexOf(':') + 1) };
}
