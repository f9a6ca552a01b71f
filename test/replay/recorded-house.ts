import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble, readRules } from '../../src/assembly.js';
import type { AuditRecord, Span } from '../../src/audit/record.js';
import type { Configuration } from '../../src/configuration/schema.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { readServiceRequest } from '../../src/duis/read-service-request.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import { replay } from '../../src/replay/replay.js';
import type { ReplayResult } from '../../src/replay/tally.js';
import { rememberJudgements } from '../../src/rules/judge.js';
import { planOn } from '../../src/rules/plan.js';
import { openStoreToRead } from '../../src/store/open-to-read.js';
import { openStore } from '../../src/store/open-store.js';
import type { ImportKind, ImportRequest } from '../../src/store/import/import-request.js';
import { type House, setUpHouse } from '../serve/house.js';
import { importText } from '../store/store-folder.js';

/** 20 November 2026, 10:00 in Great Britain */
export const startOfTest = Date.UTC(2026, 10, 20, 10);

export interface RecordedHouse extends House {
  /** a demo request, changed, with a RequestID of its own */
  make: (name: 'permit' | 'reject' | 'unverified', change?: Partial<ServiceRequest>) => ServiceRequest;
  /** decides them by the real decision point, at `now` */
  decide: (requests: readonly ServiceRequest[], now?: number, change?: Partial<Configuration>) => Promise<AuditRecord[]>;
  import: (kind: ImportKind, text: string, options?: Partial<ImportRequest>) => Promise<void>;
  /** a copy of the shipped rules, changed */
  otherRules: (change: (folder: string) => void) => string;
  replay: (rules: string, span?: Span, change?: Partial<Configuration>) => Promise<ReplayResult>;
}

export async function setUpRecordedHouse(): Promise<RecordedHouse> {
  const house = await setUpHouse();
  let counter = 5_000;
  const { configuration } = house;
  return {
    ...house,
    make: (name, change = {}) => {
      const request = { ...readServiceRequest(Buffer.from(house.request(name, (counter += 1)))), ...change };
      const { originator, target } = request;
      return { ...request, counter: BigInt(counter), requestId: `${originator}:${target}:${counter}`, contentDigest: String(counter) };
    },
    decide: async (requests, now = startOfTest, change = {}) => {
      const assembly = await assemble({ ...configuration, ...change }, { now: () => now });
      const decided = await Promise.all(requests.map((request) => assembly.decide(request, { via: 'http', explain: false })));
      await assembly.close();
      return decided.map(({ record }) => record);
    },
    import: async (kind, text, options = {}) => {
      const store = openStore(configuration.store.url);
      await importText(store, kind, text, { now: () => startOfTest, ...options });
      store.close();
    },
    otherRules: (change) => {
      const folder = mkdtempSync(join(house.folder, 'rules-'));
      cpSync('rules', folder, { recursive: true });
      change(join(folder, 'network-operator-certificate'));
      return folder;
    },
    replay: async (directory, span = {}, change = {}) => {
      const ruleSet = readRules({ ...configuration, rules: { ...configuration.rules, directory } });
      const store = openStoreToRead(configuration.store.url);
      const present = { reference: store.reference, settings: { ...configuration, ...change } };
      try {
        return await replay({ audit: store.audit, present, judge: rememberJudgements(planOn(ruleSet, '2026-11-20', factVocabulary)), span, onProgress: () => undefined });
      } finally {
        store.close();
      }
    },
  };
}

/** Adds an exemption in the stage `device`, whose only case is `fact` having `value`. */
export function exempt(folder: string, fact: string, value: string | boolean, more: { stage?: string; mode?: 'observe'; effective?: string; reason?: string } = {}): void {
  const written = typeof value === 'string' ? `"${value}"` : String(value);
  const text = readFileSync(join(folder, 'check-switched-off.yaml'), 'utf8')
    .replace('id: check-switched-off', 'id: tried-exemption')
    .replace(/stage: .*/, `stage: ${more.stage ?? 'device'}${more.mode === undefined ? '' : `\nmode: ${more.mode}`}`)
    .replace(/effective: .*/, `effective: ${more.effective ?? '{ from: 2020-11-05 }'}`)
    .replace(/then: .*/, `then: { permit: ${more.reason ?? 'not-applicable'} }`)
    .replace(/applies: .*/, `applies: { fact: ${fact}, operator: equal, value: ${written} }`)
    .replace(/given: .*/, `given: { ${fact}: ${written} }`)
    .replace(/(expect:\n)[^]*$/, '$1    - { name: it is, finding: passed }\n');
  writeFileSync(join(folder, 'tried-exemption.yaml'), text);
}

export function removeRule(folder: string, id: string): void {
  rmSync(join(folder, `${id}.yaml`));
}

/** Requests of every combination of what the policy distinguishes and a request can differ in. */
export function everyKind(house: RecordedHouse): ServiceRequest[] {
  const originators = ['02-DE-30-11-00-00-00-01', '02-DE-30-11-00-00-00-77', '02-DE-30-01-00-00-00-01', '02-DE-30-00-00-00-00-05', '90-B3-D5-1F-30-01-00-00'];
  const targets = ['02-DE-30-A0-00-00-00-01', '02-DE-30-A0-00-00-00-03', '02-DE-30-A0-00-00-00-11', '02-DE-30-A0-00-00-00-99'];
  const [eastmoors, westvales] = [house.make('permit').certificates, house.make('reject').certificates];
  const certificates = [eastmoors, westvales, [...eastmoors.slice(0, 1), ...westvales.slice(1)], [{ use: 'DigitalSigning' as const, base64: 'AAAA' }], eastmoors.map((each, index) => ({ ...each, base64: eastmoors[1 - index]!.base64 }))];
  return originators.flatMap((originator) => targets.flatMap((target) => certificates.flatMap((placed) => [
    house.make('permit', { originator, target, certificates: placed }),
    house.make('permit', { originator, target, certificates: placed, srv: '6.15.1', serviceReference: '6.15', commandVariant: 4 }),
    house.make('permit', { originator, target, certificates: placed, remotePartyRole: 'Supplier' }),
    house.make('permit', { originator, target, certificates: placed, executionDateTime: Date.UTC(3000, 11, 31) }),
  ])));
}
