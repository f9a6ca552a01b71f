import { totalsOf } from '../report.js';
import { allTests, type FlatTest } from './all-tests.js';
import type { Reporter, Write } from './reporter.js';

/** JUnit's XML as CI servers read it: one suite a rule or scenario file; times are seconds. */
export function junitReporter(write: Write): Reporter {
  return {
    onTest: () => undefined,
    end: (report) => {
      const tests = allTests(report);
      const suites = [...new Set(tests.map(({ suite }) => suite))].map((suite) => suiteElement(suite, tests.filter((test) => test.suite === suite)));
      write(`<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes({ name: 'slotguard rules test', ...countsOf(tests), time: seconds(report.durationMs) })}>\n${suites.join('')}</testsuites>`);
    },
  };
}

function suiteElement(name: string, tests: readonly FlatTest[]): string {
  const time = tests.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return `  <testsuite${attributes({ name, ...countsOf(tests), time: seconds(time) })}>\n${tests.map(testElement).join('')}  </testsuite>\n`;
}

function countsOf(tests: readonly FlatTest[]): Record<string, string> {
  const { failed, skipped } = totalsOf(tests);
  return { tests: `${tests.length}`, failures: `${failed}`, errors: '0', skipped: `${skipped}` };
}

function testElement({ suite, name, file, at, status, messages, details, durationMs }: FlatTest): string {
  const [, line] = /:(\d+):\d+$/.exec(at) ?? [];
  const open = `    <testcase${attributes({ name, classname: suite, ...(file !== '' && { file }), ...(line !== undefined && { line }), time: seconds(durationMs) })}`;
  if (status === 'passed') return `${open}/>\n`;
  if (status === 'skipped') return `${open}><skipped${attributes({ message: messages.join('; ') })}/></testcase>\n`;
  const text = [at, ...messages, ...Object.entries(details).map(([key, value]) => `${key}: ${JSON.stringify(value)}`)].join('\n');
  return `${open}><failure${attributes({ type: 'failed', message: messages[0] ?? '' })}>${escaped(text)}</failure></testcase>\n`;
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values).map(([name, value]) => ` ${name}="${escaped(value)}"`).join('');
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;', '\r': '&#13;', '\t': '&#9;' };

/** What XML cannot hold becomes U+FFFD. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"\n\r\t]/g, (character) => entities[character] ?? character);
}
