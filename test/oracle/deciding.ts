import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemble } from '../../src/assembly.js';
import type { AuditRecord } from '../../src/audit/record.js';
import type { Configuration } from '../../src/configuration/schema.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { readJson } from '../../src/duis/read-json.js';
import { readServiceRequest } from '../../src/duis/read-service-request.js';
import { readServiceRequestJson } from '../../src/duis/read-service-request-json.js';
import type { RuleSet } from '../../src/rules/rule.js';
import { fillStore } from '../../src/scenarios/fill-store.js';
import { load } from '../configuration/configuration-files.js';
import type { CertificatePool } from './certificate-pool.js';
import { decidePlainly, type PlainDecision } from './plain-decision.js';
import { asJsonText, asXmlText, type RandomRequest } from './random-request.js';
import type { RandomWorld } from './random-world.js';

const shipped = load([]).values;

export interface Settled {
  world: RandomWorld;
  settings: Configuration;
  /** by the whole of the product but HTTP; the form is that in which the request is sent */
  decide: (request: RandomRequest, form: 'xml' | 'json') => Promise<AuditRecord>;
  judgeBy: (rules: RuleSet) => void;
  remove: () => Promise<void>;
}

/** The product as it is put together, over a store of its own into which the world was imported. */
export async function settle(world: RandomWorld, given: RuleSet): Promise<Settled> {
  const { estate, now } = world;
  const folder = mkdtempSync(join(tmpdir(), 'slotguard-oracle-'));
  const settings = { ...shipped, ...world.settings, store: { url: `sqlite:${join(folder, 'slotguard.db')}` } };
  await fillStore(settings.store.url, {
    file: 'random', parties: estate.parties, devices: new Map(estate.devices.map((device) => [device.id, device])),
    registrations: Object.entries(estate.registrations).flatMap(([mpxn, history]) => history.map((period) => ({ ...period, mpxn }))),
    certificates: new Map(), request: {}, now, imported: estate.registrationAsOf ?? now,
  });
  const assembly = await assemble(settings, { now: () => now, given });
  return {
    world,
    settings,
    decide: async (request, form) => (await assembly.decide(readSent(request, form), { via: 'http', explain: false })).record,
    judgeBy: (rules) => { assembly.rules.replace(rules); },
    remove: async () => {
      await assembly.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function readSent(request: RandomRequest, form: 'xml' | 'json'): ServiceRequest {
  return form === 'xml' ? readServiceRequest(Buffer.from(asXmlText(request))) : readServiceRequestJson(readJson(Buffer.from(asJsonText(request)), shipped.server.maxBodyBytes));
}

export function sayPlainly(request: RandomRequest, { world: { estate, now }, settings }: Settled, { says }: CertificatePool): PlainDecision {
  return decidePlainly({ request, estate, settings, says, now });
}

/** What the record says of that which the oracle decides too. */
export function said({ decision, reason, responseCode, observed }: AuditRecord): PlainDecision {
  return { decision, reason, responseCode, observed };
}
