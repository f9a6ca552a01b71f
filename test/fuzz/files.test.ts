import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { XmlDocument } from 'libxml2-wasm';
import { Fault } from '../../src/domain/fault.js';
import { readInventory } from '../../src/duis/read-inventory.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import { readParties } from '../../src/parties/read-parties.js';
import { loadRules } from '../../src/rules/load-rules.js';
import { readScenarios } from '../../src/scenarios/read-scenarios.js';
import { defaultFile, load } from '../configuration/configuration-files.js';
import { byteMutations, diceFrom, elementMutations, pick } from '../duis/mutations.js';
import { sharedFile } from '../duis/refusal.js';
import { shippedFiles } from '../rules/rule-files.js';
import { scenarioText, worldText } from '../scenarios/small-world.js';
import { importText, storeFolder } from '../store/store-folder.js';
import { mutateLines } from './mutate-lines.js';
import { readOrFault } from './only-faults.js';
import { rounds, seed } from './rounds.js';

const partiesText = `parties:
  - id: epn                                   # stable key
    name: Eastern Power Networks plc
    kind: network-operator
    entityIds:
      - 90-B3-D5-1F-30-02-00-00/48
      - { from: 90-B3-D5-1F-30-05-00-00, to: 90-B3-D5-1F-30-05-00-FF }
    users: [{ id: 90-B3-D5-1F-30-02-00-00, role: ED }]
    marketParticipantIds: [EELC]
    distributorIds: ["10"]
    group: ukpn
  - { id: bright, name: Bright, kind: supplier, users: [{ id: 90-B3-D5-1F-30-01-00-00, role: IS }] }
`;
const inventoryText = 'device_id,device_type,device_status,import_mpxn,secondary_import_mpan,export_mpan,hub_id\n00-DB-12-34-56-78-90-A3,ESME,Commissioned,1012345678333,,,\n00-DB-12-34-56-78-90-A4,GPF,,"3938424403",,,00-DB-12-34-56-78-92-01\n';
const registrationText = 'mpxn,network_operator,supplier,effective_from,effective_to\n1012345678333,EELC,BRIT,2019-04-01,2026-01-01\n1012345678333,NEEB,,2026-01-01,\n3938424403,GAS,,2019-04-01,\n';

/** microseconds: reading three files with all that is checked of them takes up to 180,000, and more on a slow machine */
const mostForRules = 500_000;

describe('files with anything changed in them', function () {
  this.timeout(1_800_000);
  const inherited = Object.getOwnPropertyNames(Object.prototype).length;
  afterEach(() => {
    expect(Object.getOwnPropertyNames(Object.prototype), 'nothing was put where every object has it').to.have.length(inherited);
  });

  /** How many were read, and not refused. */
  function readAll(count: number, original: string, read: (text: string) => unknown, code: Fault['code']): number {
    const dice = diceFrom(seed);
    let taken = 0;
    for (let round = 0; round < count; round += 1) {
      const text = mutateLines(original, dice);
      taken += readOrFault(() => read(text), [code], `seed ${seed}: ${text}`) instanceof Fault ? 0 : 1;
    }
    return taken;
  }

  it('are read as parties, or refused', () => {
    expect(readAll(rounds(200, 20_000), partiesText, (text) => readParties(text, 'parties.yaml'), 'data-invalid')).to.be.above(10);
    const bytes = Buffer.from(partiesText);
    const dice = diceFrom(seed);
    for (let round = 0; round < rounds(100, 20_000); round += 1) {
      const changed = pick(dice, Object.values(byteMutations))(bytes, dice);
      readOrFault(() => readParties(changed, 'parties.yaml'), ['data-invalid'], `seed ${seed}: ${changed.toString('latin1')}`);
    }
  });

  it('are read as rules, a policy and invariants, or refused', () => {
    const files = shippedFiles();
    const [policy, invariants, ...rules] = [...files.filter(({ path }) => !path.includes('/')).sort((a, b) => (a.path > b.path ? -1 : 1)), ...files.filter(({ path }) => path.includes('/'))];
    const dice = diceFrom(seed);
    let taken = 0;
    for (let round = 0; round < rounds(100, 6_000); round += 1) {
      const few = [policy!, invariants!, pick(dice, rules)];
      const which = pick(dice, [0, 1, 2, 2, 2]);
      const changed = few.map((file, index) => (index === which ? { ...file, text: mutateLines(file.text, dice) } : file));
      const outcome = readOrFault(() => loadRules(changed, factVocabulary, 'rules'), ['rules-invalid'], `seed ${seed}: ${changed[which]!.text}`, mostForRules);
      taken += outcome instanceof Fault ? 0 : 1;
    }
    expect(taken).to.be.above(5);
  });

  it('are read as configuration, or refused', () => {
    expect(readAll(rounds(40, 4_000), readFileSync(defaultFile, 'utf8'), (text) => load([text]), 'configuration-invalid')).to.be.above(5);
  });

  it('are read as scenarios and their world, or refused', () => {
    const folder = mkdtempSync(join(tmpdir(), 'slotguard-fuzz-'));
    mkdirSync(join(folder, 'worlds'));
    const readWith = (world: string, scenario: string) => {
      writeFileSync(join(folder, 'worlds', 'small.yaml'), world);
      writeFileSync(join(folder, 'd07-tried.yaml'), scenario);
      return readScenarios(folder);
    };
    const taken = readAll(rounds(60, 4_000), worldText, (text) => readWith(text, scenarioText()), 'data-invalid')
      + readAll(rounds(60, 4_000), scenarioText(), (text) => readWith(worldText, text), 'data-invalid');
    rmSync(folder, { recursive: true });
    expect(taken).to.be.above(5);
  });

  it('are read as a Read Inventory Response, or refused, and no device is seen that is not there', function () {
    const file = sharedFile('responses/read-inventory-response-5.4.xml');
    if (file === undefined) this.skip();
    const [original, dice] = [readFileSync(file, 'utf8'), diceFrom(seed)];
    let taken = 0;
    for (let round = 0; round < rounds(300, 20_000); round += 1) {
      const isOfElements = dice(2) === 0;
      const changed = isOfElements
        ? Buffer.from(pick(dice, Object.values(elementMutations))(original, dice))
        : pick(dice, Object.values(byteMutations))(Buffer.from(original), dice);
      const shown = `seed ${seed}: ${changed.toString('latin1')}`;
      const read = readOrFault(() => readInventory(changed), ['not-well-formed', 'not-decidable', 'too-large', 'data-invalid'], shown);
      if (read instanceof Fault) continue;
      const document = XmlDocument.fromBuffer(changed);
      const seen = document.find('//*[local-name() = "DeviceID"]').map(({ content }) => content.trim().toUpperCase());
      document.dispose();
      expect(seen, shown).to.include.members(read.devices.map(({ id }) => id));
      taken += 1;
    }
    expect(taken).to.be.above(10);
  });
});

/** An inventory that begins with `<` is read as a Read Inventory Response. */
const refusals: Readonly<Record<string, readonly string[]>> = { inventory: ['data-invalid', 'not-well-formed', 'not-decidable'], registration: ['data-invalid'], parties: ['data-invalid'] };

describe('tables with anything changed in them', function () {
  this.timeout(1_800_000);
  const folder = storeFolder();

  for (const [kind, original] of [['inventory', inventoryText], ['registration', registrationText], ['parties', partiesText]] as const) {
    it(`are imported as ${kind}, or refused as a whole`, async () => {
      const [store, dice] = [folder.open(), diceFrom(seed)];
      let taken = 0;
      for (let round = 0; round < rounds(40, 3_000); round += 1) {
        const bytes = dice(3) === 0 ? pick(dice, Object.values(byteMutations))(Buffer.from(original), dice) : Buffer.from(mutateLines(original, dice));
        const shown = `seed ${seed}: ${bytes.toString('latin1')}`;
        const report = await importText(store, kind, bytes, { rejectedTo: folder.path('rejected.csv') }).catch((cause: unknown) => {
          if (cause instanceof Fault && refusals[kind]!.includes(cause.code)) return undefined;
          throw new Error(`${String(cause)}: ${shown}`, { cause });
        });
        if (report === undefined) continue;
        if (report.problemCount > 0) expect(report.applied, shown).to.equal(0);
        else expect(report.applied + report.unchanged, shown).to.equal(report.read);
        taken += report.problemCount === 0 ? 1 : 0;
      }
      expect(taken).to.be.above(3);
      expect(() => [store.reference.readDirectory(), store.reference.findDevice('00-DB-12-34-56-78-90-A3'), store.reference.findRegistration('1012345678333')]).not.to.throw();
    });
  }
});
