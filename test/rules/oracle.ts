import type { FactValue } from '../../src/domain/fact.js';

const permit = (reason: string) => `permit ${reason}`;
const reject = (reason: string) => `reject ${reason}`;

/** DOMAIN section 13 read as plainly as it can be: no engine, no YAML. The numbers are those of its precedence. */
export function decidePlainly(fact: (name: string) => FactValue): string {
  const srv = fact('srv');
  const isUpdate = srv === '6.15.1';
  const isHandover = srv === '6.21';
  // (1)
  if (!isUpdate && !isHandover) return permit('not-applicable');
  const cell = fact('remotePartyRole');
  if (cell === 'Recovery' || cell === 'ACB') return permit('exempt-recovery');
  if (fact('originatorKind') === 'dcc') return permit('exempt-recovery');
  const sender = fact('userRole');
  if (isUpdate && (sender === 'ED' || sender === 'GT')) return permit('exempt-network-operator');
  const commandVariant = Number(fact('commandVariant'));
  const isBeforeSigning = isUpdate ? commandVariant === 4 : commandVariant >= 1 && commandVariant <= 3;
  if (!isBeforeSigning || cell !== 'NetworkOperator') return permit('not-applicable');
  if (sender !== 'IS' && sender !== 'GS') return permit('not-applicable');
  // (2)
  if (fact('cancellation') === true) return permit('exempt-cancellation');
  // (3)
  if (fact('device') === 'unknown') return permit('unverified');
  const isDeviceInScope = fact('deviceType') === 'ESME' || (isHandover && fact('deviceType') === 'GPF');
  if (!isDeviceInScope || fact('enforcement') === 'off') return permit('not-applicable');
  // (4)
  if (fact('mpxn') === 'unknown' || fact('registration') === 'unknown' || fact('registrationData') === 'stale') return permit('unverified');
  // (5)
  if (fact('certificates') !== 'readable' || fact('certificateUse') === 'swapped') return reject('unreadable-certificate');
  // (6) and (7)
  if (fact('certificateRole') === 'recovery') return permit('exempt-recovery');
  if (fact('certificateRole') !== 'network-operator') return reject('not-a-network-operator-certificate');
  // (8) to (10)
  const match = fact('networkOperatorMatch');
  if (match === 'operator-unknown') return permit('unverified');
  if (match === 'owner-unknown') return reject('unknown-certificate-owner');
  return match === 'match' ? permit('verified') : reject('wrong-network-operator');
}
