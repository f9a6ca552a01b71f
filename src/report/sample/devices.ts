import { v7 as uuidv7 } from 'uuid';
import type { RejectedDevice } from '../../audit/panel-source.js';
import type { Span } from '../../audit/record.js';
import { dayInBritain, midnightInBritain } from '../../domain/calendar.js';
import { isWorkday } from './days.js';
import { rejected, sampleKinds, type SampleRequest, verified } from './headings.js';
import { chooseOperators, gasCheckedFrom } from './operators.js';
import { type SampleSupplier, sampleSuppliers, sampleUserIds } from './parties.js';
import type { SampleRandom } from './random.js';
import { type Sent, sendSome } from './sent.js';

/** A device from its first counted rejection until it is put right, and the requests that say so. */
export interface SampleDevice {
  rejected: RejectedDevice;
  sent: readonly Sent[];
}

const hour = 3_600_000;

/** Devices that are first rejected within the spans, up to the moment of the report. */
export function makeRejectedDevices(spans: readonly Required<Span>[], now: number, numbers: { last: number }, random: SampleRandom): SampleDevice[] {
  return spans.flatMap((span) => sampleSuppliers.flatMap((supplier) =>
    Array.from({ length: random.about(supplier.rejected) }, () => makeDevice(supplier, span, now, numbers, random)),
  ));
}

function makeDevice(supplier: SampleSupplier, span: Required<Span>, now: number, numbers: { last: number }, random: SampleRandom): SampleDevice {
  const day = chooseDay(span, random);
  const request = chooseRequest(supplier, day, random);
  const { responsible, placed } = chooseOperators(request, random);
  const heading = rejected(request, responsible, placed);
  const times = chooseTimes(midnightInBritain(day) + (7 + 12 * random.share()) * hour, now, random);
  const [rejectedAt, lastRejectedAt] = [times[0], times.at(-1) ?? times[0]];
  const rightAt = lastRejectedAt + (random.happens(0.75) ? 2 + 110 * random.share() : 140 + 500 * random.share()) * hour;
  const isPutRight = random.happens(supplier.care) && rightAt < now;
  const putRight = isPutRight ? { at: Math.floor(rightAt), decisionId: decisionId(rightAt, random), supplier: supplier.id } : null;
  return {
    rejected: { device: deviceId(random), heading, rejectedAt, decisionId: decisionId(rejectedAt, random), rejections: times.length, lastRejectedAt, putRight },
    sent: [
      ...times.flatMap((at) => sendSome({ at, heading, entries: 1 }, 0.12, numbers, random)),
      ...(putRight === null ? [] : [{ at: putRight.at, heading: verified(request), entries: 1 }]),
    ],
  };
}

/** Four of five that would fall on a weekend fall on another day. */
function chooseDay(span: Required<Span>, random: SampleRandom): string {
  const day = dayInBritain(span.from + random.share() * (span.to - span.from));
  return isWorkday(day) || random.happens(0.2) ? day : chooseDay(span, random);
}

function chooseRequest(supplier: SampleSupplier, day: string, random: SampleRandom): SampleRequest {
  const [main = '', ...others] = sampleUserIds(supplier);
  const [update, handover, gas] = sampleKinds;
  const chance = random.share();
  const { srv, deviceType } = chance < update.share ? update : day < gasCheckedFrom || chance < update.share + handover.share ? handover : gas;
  return { supplier: supplier.id, originator: random.pick([main, ...others]), srv, deviceType };
}

/** When the same wrong certificate was tried: the first moment, and mostly none or one more. */
function chooseTimes(first: number, now: number, random: SampleRandom): [number, ...number[]] {
  const times: [number, ...number[]] = [Math.floor(first)];
  let next = first;
  while (random.happens(0.4) && times.length < 8) {
    next += (1 + 40 * random.share()) * hour;
    if (next < now) times.push(Math.floor(next));
  }
  return times;
}

function deviceId(random: SampleRandom): string {
  const hex = [...random.bytes(4)].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0'));
  return ['00', '5A', '3D', '7C', ...hex].join('-');
}

function decisionId(at: number, random: SampleRandom): string {
  return uuidv7({ msecs: Math.floor(at), random: random.bytes(16), seq: 0 });
}
