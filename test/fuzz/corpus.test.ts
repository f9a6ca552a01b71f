import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { Fault } from '../../src/domain/fault.js';
import { readParties } from '../../src/parties/read-parties.js';
import { readCertificate } from '../../src/smki/read-certificate.js';
import type { Problem } from '../../src/http/problems.js';
import { importText, storeFolder } from '../store/store-folder.js';
import { type Answered, expectAnswerMatches } from '../support/openapi.js';
import { type Serving, startServing } from './serving.js';

const corpus = new URL('corpus/', import.meta.url);

/** A file of the corpus, how it is answered, and why it is there. */
interface Entry {
  file: string;
  answer: string;
  why: string;
}

const entries = readFileSync(new URL('entries.ndjson', corpus), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as Entry);
const typeOf: Readonly<Record<string, string>> = { xml: 'application/xml', json: 'application/json', ndjson: 'application/x-ndjson' };

describe('the corpus of hostile inputs', () => {
  const folder = storeFolder();
  let serving: Serving;
  before(async () => { serving = await startServing(); });
  after(() => serving.stop());

  for (const { file, answer, why } of entries) {
    it(`${file} (${why}): ${answer}`, async () => {
      expect(await answerTo(file)).to.equal(answer);
    });
  }

  it('has an entry for every file', () => {
    const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes('/'));
    expect(entries.map(({ file }) => file).sort()).to.deep.equal(files.sort());
  });

  it('made nothing of the service complain', () => {
    expect(serving.complaints()).to.equal('');
  });

  async function answerTo(file: string): Promise<string> {
    const kind = file.slice(0, file.indexOf('/'));
    const bytes = readFileSync(new URL(file, corpus));
    const type = typeOf[kind];
    if (type !== undefined) return tell(await send(kind === 'ndjson' ? '/v1/decisions/batch' : '/v1/decisions', type, bytes));
    if (kind === 'certificate') return readCertificate(bytes.toString().trim()).readable ? 'readable' : 'unreadable';
    if (kind === 'parties') return refusedOr(() => { readParties(bytes, file); });
    return refusedOr(async () => {
      const { problemCount } = await importText(folder.store(), kind as 'inventory' | 'registration', bytes);
      if (problemCount > 0) throw new Fault('data-invalid', 'bad rows');
    });
  }

  async function send(path: string, type: string, body: Buffer): Promise<Answered> {
    const answered = await serving.send('POST', path, { 'Content-Type': type }, body);
    expectAnswerMatches('POST', path, answered);
    return answered;
  }
});

interface Told extends Partial<Problem> {
  reason?: string;
  problem?: Problem;
}

/** `200 verified`, `422 not-decidable`; of each line of a batch */
function tell({ status, text }: Answered): string {
  const told = text.trimEnd().split('\n').map((line) => JSON.parse(line) as Told);
  return `${status} ${told.map(({ reason, code, problem }) => reason ?? code ?? problem?.code ?? '').join(', ')}`;
}

async function refusedOr(read: () => void | Promise<void>): Promise<string> {
  try {
    await read();
    return 'taken';
  } catch (cause) {
    if (cause instanceof Fault && cause.code === 'data-invalid') return 'refused';
    throw cause;
  }
}
