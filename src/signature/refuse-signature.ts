import { Fault } from '../domain/fault.js';

/** Throws `Fault('signature-invalid')`: the message carries a signature that does not show who sent it. */
export function refuseSignature(at: string, problem: string): never {
  throw new Fault('signature-invalid', `the signature of the message is refused: ${at}: ${problem}`, [{ at, problem }]);
}
