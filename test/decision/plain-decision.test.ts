import { expect } from 'chai';
import fc from 'fast-check';
import { type DeviceType, deviceTypes } from '../../src/domain/device.js';
import { type RemotePartyRole, remotePartyRoles } from '../../src/domain/service-request.js';
import { bright, certificate, dcc, device, epn, estate as whole, lpn, now, parties, party, period, request, settings as plainSettings, spd, stranger, unreadable } from '../facts/estate.js';
import { asking, decideOver } from './decision-parts.js';
import { decidePlainly } from './plain-decision.js';

const gasSupplier = party('hearth', { kind: 'supplier', users: [{ id: '90-B3-D5-1F-30-03-00-00', role: 'GS' }, { id: '90-B3-D5-1F-30-03-00-01', role: 'ES' }, { id: '90-B3-D5-1F-30-03-00-02', role: 'GT' }] });
const everybody = [...parties, gasSupplier];
const hubId = '00-DB-12-34-56-78-92-01';
const mpxns = ['1000000000012', '1800000000019', '9900000000012', '3000000103'] as const;
const days = ['2015-01-01', '2026-07-01', '2026-11-20', '2026-12-01', '2027-06-01'] as const;

/** Mostly what is in scope: random requests would hardly ever come as far as the certificates. */
const often = <T>(usual: T, ...others: readonly T[]) => fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(...others) });

const placed = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom('DigitalSigning' as const, 'KeyAgreement' as const).map(unreadable) },
  { weight: 12, arbitrary: fc.tuple(fc.constantFrom('DigitalSigning' as const, 'KeyAgreement' as const), fc.constantFrom(epn, epn, lpn, spd, stranger, dcc), often('03', '01', '04', '02', '87')).map(([use, owner, ou]) => certificate(use, { owner, ou })) },
  { weight: 1, arbitrary: fc.constant(certificate('KeyAgreement', { keyUsage: 'digitalSignature' })) },
);

const requests = fc.record({
  srv: fc.constantFrom('6.21', '6.21', '6.15.1', '8.2'),
  commandVariant: often(1, 4, 2, 3, 5),
  originator: often(bright.users[0]!.id, ...everybody.flatMap(({ users }) => users.map(({ id }) => id)), '90-B3-D5-1F-30-00-00-02', '90-B3-D5-1F-30-01-00-77', '90-B3-D5-1F-30-FF-00-00'),
  remotePartyRole: often<RemotePartyRole | undefined>('NetworkOperator', ...remotePartyRoles, undefined),
  target: often(device().id, '00-DB-12-34-56-78-FF-FF'),
  executionDateTime: often(undefined, ...days.map((day) => Date.parse(`${day}T00:00:00Z`)), ...days.map((day) => Date.parse(`${day}T00:00:00Z`) - 3_600_000), Date.UTC(3000, 11, 31)),
  certificates: fc.array(placed, { minLength: 1, maxLength: 3 }),
}).map((parts) => (parts.srv === '6.15.1' && parts.commandVariant === 1 ? { ...parts, commandVariant: 4 } : parts));

const mpxn = (usual: string | undefined) => often(usual, ...mpxns, undefined);
const estates = fc.record({
  target: fc.record({ type: often<DeviceType>('ESME', 'GPF', 'GPF', ...deviceTypes), importMpxn: mpxn(mpxns[0]), secondaryImportMpan: mpxn(undefined), exportMpan: mpxn(undefined), hubId: fc.constantFrom(hubId, undefined) }).map(device),
  gasMeters: fc.array(fc.record({ type: fc.constant('GSME' as const), importMpxn: fc.constantFrom(...mpxns, undefined), hubId: fc.constantFrom(hubId, undefined) }).map((parts) => device({ ...parts, id: 'elsewhere' })), { maxLength: 2 }),
  registrations: fc.record(Object.fromEntries(mpxns.map((each) => [each, fc.tuple(fc.subarray([...days]), fc.array(often('EELC', 'SPOW', 'LOND', 'GONE'), { minLength: 5, maxLength: 5 }), fc.boolean()).map(historyOf)]))),
}).map(({ target, gasMeters, registrations }) => ({ ...whole, parties: everybody, devices: [target, ...gasMeters], registrations }));

/** Periods that begin on these days; with a gap, each ends a month before the next. */
function historyOf([begins, operators, hasGaps]: [readonly string[], readonly string[], boolean]) {
  const endsBefore = (day: string | undefined) => (day === undefined || !hasGaps ? day : `${Number(day.slice(0, 4)) - 1}-12-31`);
  return begins.map((from, index) => period(operators[index]!, from, endsBefore(begins[index + 1]))).filter(({ effectiveFrom, effectiveTo = '9999' }) => effectiveFrom < effectiveTo);
}

const settings = fc.record({ mpanPrefixFallback: fc.boolean(), equivalentGroups: fc.subarray(['eastern']) });

describe('the whole way of a request and DOMAIN 13 written out plainly', () => {
  it('agree on whatever request in whatever estate', async () => {
    const reasons = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(requests, estates, settings, async (parts, estate, set) => {
        const plainly = decidePlainly(request(parts), estate, { ...plainSettings, ...set }, now);
        const { record } = await decideOver({ estate, settings: set }).decide(request(parts), asking);
        expect(`${record.decision} ${record.reason}`).to.equal(plainly);
        reasons.set(plainly, (reasons.get(plainly) ?? 0) + 1);
      }),
      { numRuns: 1_500 },
    );
    expect([...reasons.keys()], 'every reason comes up').to.have.length(10);
  });
});
