import { z } from 'zod';

/** The SEC Panel's report (SECMP0063 PIA 3.2, Requirement 4) as JSON tells it, and as every other format is written from it. */

const instant = z.iso.datetime({ precision: 3 });
const day = z.iso.date().meta({ description: 'calendar day in Great Britain' });
const count = z.int().min(0);
const share = z.number().min(0).max(1).nullable().meta({ description: '0 to 1; null: nothing to take a share of' });
const partyName = z.string().meta({ description: 'name in the party directory; the id where the directory knows it no longer' });
const period = z.strictObject({
  from: instant.meta({ description: 'included' }),
  to: instant.meta({ description: 'excluded' }),
  label: z.string().meta({ description: 'for people', examples: ['October 2026', '5 to 11 October 2026', '1 November 2026 to 26 November 2026 at 00:41 GMT'] }),
});

export const figures = z.strictObject({
  rejections: count.meta({ description: 'rejections that count for the SEC Panel: decisions, a request that was sent again not counted again' }),
  rejectedAttempts: count.meta({ description: 'how often such a response code was sent, a request that was sent again included' }),
  rejectedRequests: count.meta({ description: 'distinct RequestIDs among these' }),
  inScopeAttempts: count.meta({ description: 'attempts to which the check applied' }),
  inScopeRequests: count.meta({ description: 'distinct RequestIDs among these' }),
  attempts: count.meta({ description: 'all that was sent' }),
  requests: count.meta({ description: 'distinct RequestIDs among these' }),
  share: share.meta({ description: 'rejectedAttempts of inScopeAttempts' }),
  previousRejections: count.meta({ description: 'rejections of the period before' }),
});

const split = z.strictObject({
  srv: z.string(), deviceType: z.string().meta({ description: '`unknown`: not in the inventory, or not looked up' }), ...figures.shape,
});
const byCode = z.strictObject({
  responseCode: z.string(),
  srv: z.string(),
  reason: z.string(),
  rejections: count,
  esme: count.meta({ description: 'rejections for ESMEs' }),
  gpf: count.meta({ description: 'rejections for GPFs' }),
  rejectedAttempts: count,
  previousRejections: count,
});
const heldBack = z.strictObject({
  srv: z.string(), deviceType: z.string().nullable(), reason: z.string(), responseCode: z.string(),
  by: z.enum(['switch', 'rule']).meta({ description: '`switch`: the check is switched to observe; `rule`: only a rule in observe mode rejects' }),
  decisions: count, attempts: count,
});
const other = z.strictObject({
  srv: z.string(), deviceType: z.string().nullable(), reason: z.string(), responseCode: z.string(),
  decisions: count, attempts: count,
});
const unchecked = z.strictObject({ decision: z.enum(['permit', 'reject']), ...other.shape });
const why = z.strictObject({ rule: z.string().nullable().meta({ description: 'id of the rule that decided; null: a store did not answer' }), title: z.string(), decisions: count, attempts: count });
const putRightFigures = z.strictObject({
  devices: count.meta({ description: 'devices with a counted rejection in the period; one that is rejected anew after it was put right counts anew' }),
  inTime: count.meta({ description: 'put right within the limit' }),
  late: count.meta({ description: 'put right after the limit' }),
  outstanding: count.meta({ description: 'not put right, within the limit so far' }),
  overdue: count.meta({ description: 'not put right, the limit is past' }),
  earlier: count.meta({ description: 'beside these: devices first rejected before the period, not rejected in it, and not put right yet' }),
});

export const supplierFigures = z.strictObject({
  supplier: z.string().nullable().meta({ description: 'party id; null: all User IDs together of which no party is known, as none has them or as it could not be looked up' }),
  name: z.string().meta({ description: 'name of the party' }),
  users: z.array(z.strictObject({ userId: z.string(), rejections: count, inScopeAttempts: count, attempts: count })).meta({ description: 'Service User IDs that sent something, most rejections first' }),
  figures,
  codes: z.array(byCode),
  splits: z.array(split),
  observed: z.array(heldBack),
  unverified: count.meta({ description: 'decisions permitted as `unverified`' }),
  putRight: putRightFigures,
});

const rejectedDevice = z.strictObject({
  device: z.string().meta({ description: 'EUI-64' }),
  supplier: z.string().nullable(),
  name: z.string().meta({ description: 'of the Supplier' }),
  srv: z.string(),
  deviceType: z.string().nullable(),
  responseCode: z.string(),
  responsible: z.string().nullable().meta({ description: 'party id of the responsible Network Operator' }),
  rejectedAt: instant.meta({ description: 'the first counted rejection since it was last right, which may be before the period' }),
  decisionId: z.uuid().meta({ description: 'of that rejection' }),
  rejections: count.meta({ description: 'counted rejections from then on' }),
  dueOn: day.meta({ description: 'the last day within the limit' }),
  state: z.enum(['in-time', 'late', 'outstanding', 'overdue']),
  putRightAt: instant.nullable(),
  putRightBy: z.string().nullable().meta({ description: 'party id of whoever sent the verified request' }),
  workingDays: count.meta({ description: 'from the rejection until it was put right, or until now' }),
  calendar: z.string().meta({ description: 'the bank holidays that were used', examples: ['england-and-wales'] }),
});

const operator = z.strictObject({
  operator: z.string().meta({ description: 'party id; `unknown`: of no party in the directory' }),
  name: partyName,
  responsible: count.meta({ description: 'counted rejections for meters it is responsible for' }),
  placed: count.meta({ description: "counted rejections in which its certificate was placed on another's meter" }),
});
const confusion = z.strictObject({ responsible: z.string(), responsibleName: partyName, placed: z.string(), placedName: partyName, rejections: count });

const stretch = z.strictObject({
  from: day.meta({ description: 'the first day within the period' }),
  to: day.meta({ description: 'the last day within the period, included' }),
  rejections: count,
  isPrevious: z.boolean().meta({ description: 'in the period before' }),
});

export const panelReport = z.strictObject({
  title: z.string(),
  isSample: z.boolean().meta({ description: 'whether the data was generated to show what a report looks like' }),
  generatedAt: instant,
  period,
  previousPeriod: period,
  incomparable: z.array(z.string()).meta({ description: 'why no change can be told, where it cannot' }),
  isComparable: z.boolean().meta({ description: 'whether the period is over, and records reach back over the whole period before' }),
  countedThrough: z.strictObject({ seq: z.int(), link: z.string() }).nullable().meta({ description: 'the last record that was counted: its number and its link in the chain (slotguard audit verify)' }),
  totals: figures,
  suppliers: z.array(supplierFigures).meta({ description: 'every Supplier that sent something in scope, or is compared with what it sent before, or has a rejected device, and every Supplier of the directory; most rejections first' }),
  splits: z.array(split),
  codes: z.array(byCode),
  observed: z.array(heldBack).meta({ description: 'rejections that were not answered, counted apart' }),
  otherRejections: z.array(other).meta({ description: 'rejections that do not count for the SEC Panel, but for those in `unchecked`' }),
  unverified: z.array(why).meta({ description: 'permits without verification, and why' }),
  unchecked: z.array(unchecked).meta({ description: 'permitted or rejected without a check, because data could not be looked up' }),
  unmade: z.strictObject({ unverified: count, unchecked: count }).meta({ description: 'attempts in scope for which the check could not be made: those that were permitted as `unverified`, and those in `unchecked`' }),
  operators: z.array(operator),
  confusions: z.array(confusion).meta({ description: 'whose certificate was placed in whose stead, most first' }),
  weeks: z.array(stretch).meta({ description: 'from Monday to Sunday' }),
  months: z.array(stretch).meta({ description: 'calendar months' }),
  putRight: z.strictObject({
    limitWorkingDays: z.int(),
    totals: putRightFigures,
    byWorkingDays: z.array(z.strictObject({ workingDays: count, devices: count })).meta({ description: 'devices put right, by working days' }),
    devices: z.array(rejectedDevice),
    devicesLeftOut: count.meta({ description: 'devices that are counted and not listed: ask for more' }),
    calendarUntil: day.meta({ description: 'bank holidays are configured up to then' }),
  }),
  reasons: z.record(z.string(), z.string().nullable()).meta({ description: 'what the reasons mean that occur: in the words of the rule set that decided last, or else of the last one that knew them; null: none does' }),
  placeholderCodes: z.array(z.string()).meta({ description: 'response codes of this report that are project placeholders, not issued by DCC' }),
  notes: z.array(z.string()).meta({ description: 'what a reader should know about this report' }),
});

export type PanelReport = z.infer<typeof panelReport>;
export type Figures = z.infer<typeof figures>;
export type Stretch = z.infer<typeof stretch>;
export type SupplierFigures = z.infer<typeof supplierFigures>;
export type PutRightFigures = z.infer<typeof putRightFigures>;
export type RejectedDeviceTold = z.infer<typeof rejectedDevice>;
