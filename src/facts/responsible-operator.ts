import { allAnswers, type Answer, withAnswer } from '../domain/answer.js';
import { addDays, dayInBritain, lastDay } from '../domain/calendar.js';
import type { RegistrationPeriod } from '../domain/device.js';
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
  /** operators registered for the device's other MPxNs, where they are other parties (DOMAIN 13: compare at SEC Party) */
  disagreeing: readonly string[];
}

export interface Question {
  meterPoint: MeterPoint | undefined;
  findRegistration: (mpxn: string) => Answer<readonly RegistrationPeriod[]>;
  directory: PartyDirectory;
  settings: FactSettings;
  /** max(now, ExecutionDateTime), epoch milliseconds */
  instant: number;
}

/** undefined: the MPxN or its registration is unknown (SECMP0063 PIA 3: "Should the MPAN be unknown ..."). */
export function findResponsibleOperator(question: Question): Answer<ResponsibleOperator | undefined> {
  const { meterPoint } = question;
  if (meterPoint === undefined) return undefined;
  return withAnswer(question.findRegistration(meterPoint.mpxn), (history) => readHistory(question, meterPoint, history));
}

function readHistory(
  question: Question,
  { others, distributorId }: MeterPoint,
  history: readonly RegistrationPeriod[],
): Answer<ResponsibleOperator | undefined> {
  const { directory, settings } = question;
  const day = dayInBritain(question.instant);
  const registered = periodOn(history, day)?.networkOperator;
  const byPrefix = distributorId === undefined ? undefined : directory.findByDistributorId(distributorId);
  if (registered === undefined) return settings.mpanPrefixFallback ? standIn(distributorId, byPrefix) : undefined;
  return withAnswer(othersRegistered(question, others, day, registered), (disagreeing) => ({
    registeredAs: registered,
    by: 'registration',
    party: directory.findByMarketParticipantId(registered),
    alsoAccepted: acceptedByGrace(history, day, settings.operatorChangeGraceDays, directory),
    byPrefix,
    disagreeing,
  }));
}

/** A period that ends on the last day of all is one without an end, as many systems write it. */
function periodOn(history: readonly RegistrationPeriod[], day: string): RegistrationPeriod | undefined {
  return history.find(({ effectiveFrom, effectiveTo = lastDay }) => effectiveFrom <= day && (effectiveTo === lastDay || day < effectiveTo));
}

function standIn(distributorId: string | undefined, party: Party | undefined): ResponsibleOperator | undefined {
  if (distributorId === undefined || party === undefined) return undefined;
  return { registeredAs: `distributor ${distributorId}`, by: 'mpan-prefix', party, alsoAccepted: [], byPrefix: party, disagreeing: [] };
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

function othersRegistered(question: Question, others: readonly string[], day: string, registered: string): Answer<readonly string[]> {
  if (others.length === 0) return noOthers;
  const histories = allAnswers(others.map((mpxn) => question.findRegistration(mpxn)));
  return withAnswer(histories, (found) => {
    const operators = found.map((history) => periodOn(history, day)?.networkOperator).filter((operator) => operator !== undefined);
    return [...new Set(operators.filter((operator) => !isSameParty(question.directory, operator, registered)))];
  });
}

/** A party can be registered by several ids; one that no party has is only itself. */
function isSameParty(directory: PartyDirectory, one: string, other: string): boolean {
  const party = directory.findByMarketParticipantId(one);
  return one === other || (party !== undefined && party === directory.findByMarketParticipantId(other));
}

const noOthers: readonly string[] = [];
