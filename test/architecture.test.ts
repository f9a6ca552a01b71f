import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect } from 'chai';

/** Floors from the ground up; a module imports its own folder and what lies below. Folders of one floor never import each other, but on the ground. */
const floors = [
  ['domain', 'yaml', 'duis', 'smki', 'parties'],
  ['facts', 'rules', 'audit', 'signature', 'access'],
  ['proof'],
  ['decision', 'report'],
  ['http', 'store', 'replay'],
  ['configuration', 'scenarios', 'testing', 'cli', 'workers', ''],
];

/** Each library is imported by one file or one folder, or by several for uses that have nothing in common. */
const doors: Record<string, string | readonly string[]> = {
  'json-rules-engine': 'rules/engine.ts',
  '@peculiar/x509': 'smki/',
  'reflect-metadata': 'smki/',
  'lru-cache': ['smki/certificate-cache.ts', 'access/token-verifier.ts', 'store/audit/chain/newest-counters.ts'],
  'better-sqlite3': 'store/',
  'csv-parse': 'store/',
  yaml: 'yaml/',
  jose: ['cli/checkpoint-signature.ts', 'access/token-verifier.ts'],
  'rate-limiter-flexible': 'access/rate-limit.ts',
  express: 'http/',
  opossum: 'facts/guard-reference.ts',
  helmet: 'http/page-headers.ts',
  vega: 'report/',
  'vega-lite': 'report/',
  'prom-client': 'http/',
  commander: '',
  pino: 'cli/log.ts',
};

interface Import {
  from: string;
  to: string;
  isRelative: boolean;
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
const imports = files.flatMap(importsOf);
const relative = imports.filter((each) => each.isRelative);

describe('the house', () => {
  it('imports downwards only, and never sideways above the ground floor', () => {
    const wrong = relative.filter(({ from, to }) => {
      const [here, there] = [folderOf(from), folderOf(to)];
      if (here === there) return false;
      const [mine, theirs] = [floorOf(here), floorOf(there)];
      return theirs > mine || (theirs === mine && mine > 0 && mine < floors.length - 1);
    });
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).to.deep.equal([]);
  });

  it('has no import circle', () => {
    const circles = files.filter((file) => reaches(file, file));
    expect(circles).to.deep.equal([]);
  });

  for (const [library, door] of Object.entries(doors)) {
    it(`lets ${library} in by ${door === '' ? 'the top floor' : [door].flat().join(' and ')} only`, () => {
      const users = imports.filter(({ to, isRelative }) => !isRelative && (to === library || to.startsWith(`${library}/`))).map(({ from }) => from);
      expect(users, `nobody imports ${library}`).not.to.be.empty;
      const strangers = users.filter((from) => (door === '' ? floorOf(folderOf(from)) !== floors.length - 1 : ![door].flat().some((each) => from.startsWith(each))));
      expect(strangers).to.deep.equal([]);
    });
  }

  it('keeps files short', () => {
    const long = files.filter((file) => readFileSync(join('src', file), 'utf8').split('\n').length > 250);
    expect(long).to.deep.equal([]);
  });
});

function importsOf(file: string): Import[] {
  const text = readFileSync(join('src', file), 'utf8');
  return [...text.matchAll(/(?:from|import)(?:\s+|\()'([^']+)'/g)].map(([, to = '']) => {
    const isRelative = to.startsWith('.');
    return { from: file, to: isRelative ? normalize(join(dirname(file), to)).replace(/\.js$/, '.ts') : to, isRelative };
  });
}

function folderOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : '';
}

function floorOf(folder: string): number {
  const floor = floors.findIndex((each) => each.includes(folder));
  expect(floor, `src/${folder} stands on no floor`).to.be.at.least(0);
  return floor;
}

function reaches(from: string, goal: string, seen = new Set<string>()): boolean {
  return relative
    .filter((each) => each.from === from)
    .some(({ to }) => {
      if (to === goal) return true;
      if (seen.has(to)) return false;
      seen.add(to);
      return reaches(to, goal, seen);
    });
}
