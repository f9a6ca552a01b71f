import { expect } from 'chai';
import { openStore } from '../../src/store/open-store.js';
import { expectAnswerMatches } from '../support/openapi.js';
import { byteMutations, type Dice, diceFrom, elementMutations, pick } from '../duis/mutations.js';
import { sharedRequests } from '../duis/refusal.js';
import { type CertificatePool, createCertificatePool } from '../oracle/certificate-pool.js';
import { decidePlainly } from '../oracle/plain-decision.js';
import { asJsonText, type RandomRequest } from '../oracle/random-request.js';
import { readByWalking } from '../oracle/read-by-walking.js';
import { auditRecord } from '../store/audit-records.js';
import { serviceRequestXml } from '../support/duis.js';
import { hostileRequests } from './hostile.js';
import { mutateCertificate } from './mutate-certificate.js';
import { mutateJson } from './mutate-json.js';
import { readJsonPlainly, readXmlPlainly } from './read-plainly.js';
import { rounds, seed } from './rounds.js';
import { estate, type Serving, settings, startServing } from './serving.js';

const path = '/v1/decisions';
const mostMilliseconds = 100;
const usesOfOneRequestId = 20_000;

interface Sent {
  type: string;
  body: Buffer;
}

describe('the running service under mutated requests', function () {
  this.timeout(1_800_000);
  let serving: Serving;
  let pool: CertificatePool;
  let originals: readonly string[];
  /** the same in JSON */
  let inJson: readonly string[];
  let counter = 1_000_000;
  before(async () => {
    [serving, pool] = await Promise.all([startServing(), createCertificatePool()]);
    originals = [...sharedRequests().map(({ bytes }) => bytes.toString()), ...ownRequests(pool)];
    inJson = originals.flatMap((text) => readXmlPlainly(Buffer.from(text)) ?? []).map((request) => asJsonText({ ...request, schemaVersion: '5.4' }));
  });
  after(() => serving.stop());

  /** The same request never comes twice, so that nothing is answered from a record. */
  function fresh(text: string): string {
    counter += 1;
    return text.replace(/:\d+(?=<\/sr:RequestID>|")/, `:${counter}`);
  }

  for (const [name, mutate] of Object.entries(elementMutations)) {
    it(`of which elements were changed: ${name}`, async () => {
      await sendAll(rounds(20, 4_000), (dice) => xml(Buffer.from(mutate(fresh(pick(dice, originals)), dice))));
    });
  }

  for (const [name, mutate] of Object.entries(byteMutations)) {
    it(`of which bytes were changed: ${name}`, async () => {
      await sendAll(rounds(20, 4_000), (dice) => xml(mutate(Buffer.from(fresh(pick(dice, originals))), dice)));
    });
  }

  it('of which certificates were changed', async () => {
    const permitted = await sendAll(rounds(200, 20_000), (dice) => xml(Buffer.from(fresh(withMutatedCertificate(pick(dice, originals), dice)))));
    expect(permitted, 'some are still verified').to.be.above(0);
  });

  it('in another encoding', async () => {
    await sendAll(rounds(60, 2_000), (dice) => xml(encoded(fresh(pick(dice, originals)), dice)));
  });

  it('in JSON', async () => {
    await sendAll(rounds(300, 40_000), (dice) => ({ type: 'application/json', body: Buffer.from(mutateJson(fresh(pick(dice, inJson)), dice)) }));
  });

  it('in lines of JSON, each answered by a line', async () => {
    const dice = diceFrom(seed);
    for (let round = 0; round < rounds(10, 500); round += 1) {
      const lines = Array.from({ length: 20 }, () => mutateJson(fresh(pick(dice, inJson)), dice).replace(/[\r\n]/g, ' ')).filter((line) => line.trim() !== '');
      const answered = await serving.send('POST', `${path}/batch`, { 'Content-Type': 'application/x-ndjson' }, lines.join('\n'));
      expectAnswerMatches('POST', `${path}/batch`, answered);
      const answers = answered.text.trimEnd().split('\n');
      expect(answers).to.have.length(lines.length);
      answers.forEach((answer, index) => { expectSound(JSON.parse(answer) as Decision, readJsonPlainly(lines[index]!), lines[index]!); });
    }
  });

  for (const { name, type, body, status } of hostileRequests) {
    it(`such as ${name}, which is ${status}`, async () => {
      const answered = await sendOne({ type, body: body() });
      expect(answered.status, answered.text.slice(0, 300)).to.equal(status);
      await expectNoStall([{ type, body: body() }]);
    });
  }

  it('in many lines that cost much, one after the other', async () => {
    const line = `{${Array.from({ length: 24_000 }, (_, index) => `"k${index}":0`).join(',')}}\n`;
    const stalls: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await serving.stall();
      const { status, text } = await serving.send('POST', `${path}/batch`, { 'Content-Type': 'application/x-ndjson' }, line.repeat(60));
      expect([status, text.split('\n').length]).to.deep.equal([200, 61]);
      stalls.push(await serving.stall());
    }
    expect(Math.min(...stalls), 'milliseconds for which nobody else was heard, at best').to.be.below(1.5 * mostMilliseconds);
  });

  it('of one RequestID, however often it was used for something else', async () => {
    const text = fresh(pick(diceFrom(seed), inJson));
    const { requestId } = JSON.parse(text) as { requestId: string };
    const store = openStore(serving.storeUrl);
    for (let from = 0; from < usesOfOneRequestId; from += 1_000) {
      const uses = Array.from({ length: 1_000 }, (_, index) => auditRecord(from + index, {}, { requestKey: requestId, contentDigest: String(from + index).padStart(64, '0') }));
      expect(store.audit.append(uses)).to.deep.equal([]);
    }
    store.close();
    await serving.stall();
    for (const repeated of [undefined, true]) {
      const { text: answered } = await sendOne({ type: 'application/json', body: Buffer.from(text) });
      expect((JSON.parse(answered) as { repeated?: boolean }).repeated).to.equal(repeated);
    }
    await expectNoStall([{ type: 'application/json', body: Buffer.from(text) }]);
  });

  it('and never complained of an error of its own', async () => {
    expect(serving.complaints()).to.equal('');
    expect((await serving.send('GET', '/healthz', {})).status).to.equal(200);
  });

  /** How many were permitted as verified. */
  async function sendAll(count: number, make: (dice: Dice) => Sent): Promise<number> {
    const dice = diceFrom(seed);
    let verified = 0;
    for (let done = 0; done < count; done += 20) {
      const inputs = Array.from({ length: 20 }, () => make(dice));
      for (const input of inputs) verified += (await sendOne(input)).text.includes('"reason":"verified"') ? 1 : 0;
      await expectNoStall(inputs);
    }
    return verified;
  }

  async function sendOne({ type, body }: Sent) {
    const shown = `seed ${seed}: ${body.toString('latin1').slice(0, 10_000)}`;
    const answered = await serving.send('POST', path, { 'Content-Type': type }, body).catch((cause: unknown) => { throw new Error(`${String(cause)}: ${shown}`); });
    expect(serving.isAlive(), shown).to.equal(true);
    expect(answered.status, `${answered.text}: ${shown}`).to.be.below(500);
    expectAnswerMatches('POST', path, answered);
    if (answered.status === 200) expectSound(JSON.parse(answered.text) as Decision, type === 'application/xml' ? readXmlPlainly(body) : readJsonPlainly(body.toString()), shown);
    return answered;
  }

  /** Nothing is verified that the oracle does not verify; and where no certificate was changed, everything is decided as it decides. */
  function expectSound({ decision, reason, responseCode, problem }: Decision, request: RandomRequest | undefined, shown: string): void {
    if (problem !== undefined) return;
    const plainly = request && decideSeen(request, pool);
    if (reason === 'verified') {
      expect(plainly?.reason, shown).to.equal('verified');
    } else if (request?.certificates.every(({ base64 }) => pool.says(base64) !== undefined) === true) {
      const same = { decision: plainly?.decision, reason: plainly?.reason, responseCode: plainly?.responseCode };
      expect({ decision, reason, responseCode }, shown).to.deep.include(same);
    }
  }

  /** A stall counts when it comes again for the same input three times: the machine has other things to do, too. */
  async function expectNoStall(inputs: readonly Sent[]): Promise<void> {
    if (await serving.stall() <= mostMilliseconds) return;
    for (const { type, body } of inputs) {
      let stalls = 0;
      for (; stalls < 3; stalls += 1) {
        await serving.send('POST', path, { 'Content-Type': type }, body);
        if (await serving.stall() <= mostMilliseconds) break;
      }
      expect(stalls, `the event loop stood still: ${body.toString('latin1').slice(0, 10_000)}`).to.be.below(3);
    }
  }
});

interface Decision {
  decision: string;
  reason: string;
  responseCode: string;
  problem?: object;
}

function xml(body: Buffer): Sent {
  return { type: 'application/xml', body };
}

function decideSeen(request: RandomRequest, pool: CertificatePool) {
  try {
    const says = (base64: string) => pool.says(base64) ?? readByWalking(Buffer.from(base64, 'base64'));
    return decidePlainly({ request, estate, settings, says, now: Date.now() });
  } catch {
    return undefined;
  }
}

/** Requests of either SRV with certificates of the responsible operator, of another and of nobody. */
function ownRequests({ ordinary }: CertificatePool): string[] {
  const certificates = (block: number) => (['DigitalSigning', 'KeyAgreement'] as const).map((use) => ({ use, base64: ordinary[use][block]![0]!.base64 }));
  return [
    serviceRequestXml({ certificates: certificates(2) }),
    serviceRequestXml({ certificates: certificates(5) }),
    serviceRequestXml({ certificates: certificates(9), signature: false }),
    serviceRequestXml({ srv: '6.15.1', certificates: certificates(2) }),
    serviceRequestXml({ srv: '6.15.1', certificates: certificates(2), executionDateTime: '2030-01-15T00:00:00Z' }),
    serviceRequestXml({ target: '00-DB-12-34-56-78-90-A4', certificates: certificates(2) }),
  ];
}

function withMutatedCertificate(text: string, dice: Dice): string {
  return text.replace(/(<sr:(?:DigitalSigning|KeyAgreement)Certificate>\s*)([A-Za-z0-9+/=]+)/g, (whole, start: string, base64: string) => {
    return dice(2) === 0 ? whole : start + mutateCertificate([Buffer.from(base64, 'base64')], dice).toString('base64');
  });
}

const encodings: readonly ((text: string) => Buffer)[] = [
  (text) => Buffer.from(`\uFEFF${text}`),
  (text) => Buffer.from(text, 'utf16le'),
  (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
  (text) => Buffer.from(text.replace('UTF-8', 'ISO-8859-1'), 'latin1'),
  (text) => Buffer.from(text.replace('UTF-8', 'UTF-7')),
  (text) => Buffer.from(text.replace('UTF-8', 'utf-8')),
  (text) => Buffer.concat([Buffer.from(text), Buffer.from([0xc0, 0xbc])]),
  (text) => Buffer.from(text.replace('6.21', '6.2\u00A01')),
];

function encoded(text: string, dice: Dice): Buffer {
  const even = text.length % 2 === 0 ? text : `${text} `;
  return pick(dice, encodings)(even);
}
