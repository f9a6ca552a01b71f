import { expect } from 'chai';
import { createLineCutter } from '../../src/http/lines.js';

const limit = 10;

/** Every line, told as `number:text`, too long ones as `number:-`. */
function linesOf(chunks: readonly string[]): string[] {
  const cutter = createLineCutter(limit);
  const lines = [...chunks.flatMap((chunk) => [...cutter.cut(Buffer.from(chunk))]), ...cutter.rest()];
  return lines.map(({ number, bytes }) => `${number}:${bytes?.toString() ?? '-'}`);
}

describe('a stream of lines', () => {
  const streams: readonly (readonly [name: string, text: string, lines: readonly string[]])[] = [
    ['LF', 'a\nb\n', ['1:a', '2:b']],
    ['CRLF', 'a\r\nb\r\n', ['1:a', '2:b']],
    ['a last line without an end', 'a\nb', ['1:a', '2:b']],
    ['blank lines, which count', '\n \t\na\n\r\n\nb', ['3:a', '6:b']],
    ['nothing', '', []],
    ['only line ends', '\n\n', []],
    ['a longest line', '0123456789\nb', ['1:0123456789', '2:b']],
    ['a longest line with CRLF', '0123456789\r\nb', ['1:0123456789', '2:b']],
    ['a line that is too long', 'a\n01234567890\nb\n', ['1:a', '2:-', '3:b']],
    ['a too long line of 100', `a\n${'x'.repeat(100)}\nb`, ['1:a', '2:-', '3:b']],
    ['a last line that is too long', 'a\n01234567890', ['1:a', '2:-']],
    ['a CR inside a line', 'a\rb\n', ['1:a\rb']],
    ['two too long ones', '01234567890\n01234567890\nb', ['1:-', '2:-', '3:b']],
  ];
  for (const [name, text, lines] of streams) {
    it(`is cut the same, however it comes in pieces: ${name}`, () => {
      for (let size = 1; size <= Math.max(text.length, 1); size += 1) {
        const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size));
        expect(linesOf(pieces), `pieces of ${size}`).to.deep.equal(lines);
      }
    });
  }

  it('keeps nothing of a line that is too long', () => {
    const cutter = createLineCutter(1000);
    const piece = Buffer.alloc(100_000, 'x');
    const before = process.memoryUsage().arrayBuffers;
    for (let count = 0; count < 1000; count += 1) expect([...cutter.cut(piece)]).to.deep.equal([]);
    expect(process.memoryUsage().arrayBuffers - before).to.be.below(1_000_000);
  });
});
