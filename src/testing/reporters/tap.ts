import { type FlatTest, allTests } from './all-tests.js';
import type { Reporter, Write } from './reporter.js';

/** Test Anything Protocol, version 14; the values of its YAML are JSON, which is YAML too. */
export function tapReporter(write: Write): Reporter {
  return {
    onTest: () => undefined,
    end: (report) => {
      const tests = allTests(report);
      ['TAP version 14', `1..${tests.length}`, ...tests.flatMap(describeTest)].forEach(write);
    },
  };
}

function describeTest({ suite, name, at, status, messages, details, durationMs }: FlatTest, index: number): string[] {
  const skip = status === 'skipped' ? ` # SKIP ${escaped(messages.join('; '))}` : '';
  const line = `${status === 'failed' ? 'not ok' : 'ok'} ${index + 1} - ${escaped(`${suite}: ${name}`)}${skip}`;
  const diagnostics = status === 'failed' ? { message: messages.join('; '), at, ...details } : {};
  return [line, '  ---', ...Object.entries({ duration_ms: Math.round(durationMs * 1000) / 1000, ...diagnostics }).map(([key, value]) => `  ${key}: ${onOneLine(value)}`), '  ...'];
}

/** Some readers take U+2028 and its like for line ends. */
function onOneLine(value: unknown): string {
  return JSON.stringify(value).replace(/[\u0085\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A brace at the end would begin a subtest. */
function escaped(text: string): string {
  return text.replace(/[\\#]/g, '\\$&').replace(/\s+/g, ' ').trim().replace(/\{$/, '{ ');
}
