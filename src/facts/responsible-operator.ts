import { addDays, dayInBritain } from '../domain/calendar.js';
import type { RegistrationPeriod } from '../domain/device.js';
import { findDistributorId } from '../domain/mpxn.js';
import type { Party, PartyDirectory } from '../domain/party.js';
import type { MeterPoint } from './meter-point.js';
import type { FactSettings } from './settings.js';

/** Who is responsible for the meter point, as registration data says on the day that counts. */
export interface ResponsibleOperator {
  /** market participant id, or `distributor NN` when the MPAN prefix stood in for a missing registration */
  registeredAs: string;
  by: 'registration' | 'mpan-prefix';
  /** undefined: no party of the directory has that market participant id */
  party: Party | undefined;
  /** the operator before or after, inside the grace window around a change (DOMAIN 13, A21) */
  alsoAccepted: readonly Party[];
  /** the party that the MPAN's first two digits point to: a cross-check, never a reason to reject (DOMAIN 13, A1) */
  byPrefix: Party | undefined;
  /** operators registered for the device's other MPxNs, where they differ */
  disagreeing: readonly string[];
}

export interface Question {
  meterPoint: MeterPoint | undefined;
  findRegistration: (mpxn: string) => Promise<readonly RegistrationPeriod[]>;
  directory: PartyDirectory;
  settings: FactSettings;
  /** max(now, ExecutionDateTime), epoch milliseconds */
  instant: number;
}

/** undefined: the MPxN or its registration is unknown (SECMP0063 PIA 3: "Should the MPAN be unknown ..."). */
export async function findResponsibleOperator(question: Question): Promise<ResponsibleOperator | undefined> {
  const { meterPoint, directory, settings } = question;
  if (meterPoint === undefined) return undefined;
  const day = dayInBritain(question.instant);
  const history = await question.findRegistration(meterPoint.mpxn);
  const registered = periodOn(history, day)?.networkOperator;
  const byPrefix = findByPrefix(directory, meterPoint.mpxn);
  if (registered === undefined) return settings.mpanPrefixFallback ? standIn(meterPoint.mpxn, byPrefix) : undefined;
  return {
    registeredAs: registered,
    by: 'registration',
    party: directory.findByMarketParticipantId(registered),
    alsoAccepted: acceptedByGrace(history, day, settings.operatorChangeGraceDays, directory),
    byPrefix,
    disagreeing: await othersRegistered(question, meterPoint.others, day, registered),
  };
}

function periodOn(history: readonly RegistrationPeriod[], day: string): RegistrationPeriod | undefined {
  return history.find((period) => period.effectiveFrom <= day && (period.effectiveTo === undefined || day < period.effectiveTo));
}

function findByPrefix(directory: PartyDirectory, mpxn: string): Party | undefined {
  const distributorId = findDistributorId(mpxn);
  return distributorId === undefined ? undefined : directory.findByDistributorId(distributorId);
}

function standIn(mpxn: string, party: Party | undefined): ResponsibleOperator | undefined {
  if (party === undefined) return undefined;
  return { registeredAs: `distributor ${mpxn.slice(0, 2)}`, by: 'mpan-prefix', party, alsoAccepted: [], byPrefix: party, disagreeing: [] };
}

/** Operators whose own period begins or ends within the grace days of the day that counts. */
function acceptedByGrace(history: readonly RegistrationPeriod[], day: string, graceDays: number, directory: PartyDirectory): Party[] {
  if (graceDays === 0) return [];
  const earliest = addDays(day, -graceDays);
  const latest = addDays(day, graceDays);
  return history
    .filter((period) => period.effectiveFrom <= latest && (period.effectiveTo === undefined || earliest < period.effectiveTo))
    .map((period) => directory.findByMarketParticipantId(period.networkOperator))
    .filter((party) => party !== undefined);
}

async function othersRegistered(question: Question, others: readonly string[], day: string, registered: string): Promise<string[]> {
  const found = await Promise.all(others.map(async (mpxn) => periodOn(await question.findRegistration(mpxn), day)?.networkOperator));
  return [...new Set(found.filter((operator) => operator !== undefined && operator !== registered))] as string[];
}
