import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { rowsOf } from '../../src/store/import/csv-fields.js';
import { createLineCutter } from '../../src/store/import/csv-lines.js';
import { caught } from './store-folder.js';

/** The rows of a file that arrives in the given pieces. */
function rowsOfPieces(pieces: readonly Uint8Array[]) {
  const cutter = createLineCutter('some.csv');
  return [...pieces.map((piece) => cutter.cut(Buffer.from(piece))), cutter.end()].flatMap(rowsOf);
}

const rowsOfText = (text: string | Uint8Array) => rowsOfPieces([Buffer.from(text)]);

/** Cut at random, down to single bytes. */
function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((to, index) => bytes.subarray(at[index], to));
}

describe('reading CSV', () => {
  const field = fc.oneof(fc.stringMatching(/^[A-Za-z0-9 é€-]{0,8}$/), fc.constantFrom('', 'a,b', 'say "x"', '""', ' "'));
  const record = fc.array(field, { minLength: 1, maxLength: 5 });
  const quoteAlways = fc.boolean();
  const write = (value: string, always: boolean) => (always || /[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

  it('reads what csv-parse reads, however the bytes arrive', () => {
    fc.assert(fc.property(fc.array(fc.tuple(record, quoteAlways), { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), fc.array(fc.nat()), fc.boolean(), (records, end, cuts, hasLastEnd) => {
      const lines = records.map(([fields, always]) => fields.map((value) => write(value, always)).join(','));
      const text = lines.join(end) + (hasLastEnd ? end : '');
      const expected: string[][] = parse(lines.filter((line) => line.trim() !== '').join('\n'), { relax_column_count: true });
      const rows = rowsOfPieces(pieces(Buffer.from(text), cuts));
      expect(rows.map(({ fields }) => fields)).to.deep.equal(expected);
      expect(rows.filter(({ problem }) => problem !== undefined)).to.deep.equal([]);
    }));
  });

  it('never throws and never loses a line, whatever the bytes are', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), fc.array(fc.nat()), (bytes, cuts) => {
      const whole = rowsOfText(bytes);
      expect(rowsOfPieces(pieces(bytes, cuts))).to.deep.equal(whole);
      const written = Buffer.from(bytes).toString('latin1').split('\n').filter((line) => /[^\s\xa0]/.test(line));
      expect(whole.length).to.be.at.least(written.filter((line) => /[!-~]/.test(line)).length);
    }));
  });

  it('passes over a byte order mark and blank lines, and counts lines as an editor does', () => {
    const rows = rowsOfText('\uFEFFa,b\r\n\r\n  \r\nc,d\r\n\r\n');
    expect(rows).to.deep.equal([{ line: 1, fields: ['a', 'b'] }, { line: 4, fields: ['c', 'd'] }]);
    expect(rowsOfPieces([Buffer.from('é\n\n'), Buffer.from('b\n')]).map(({ line }) => line)).to.deep.equal([1, 3]);
  });

  it('names the line that is not UTF-8, and no other', () => {
    const rows = rowsOfText(Buffer.concat([Buffer.from('a\nb\xe9'), Buffer.from([0x0a, 0xff, 0x2c, 0x31, 0x0a]), Buffer.from('é,2\n')]));
    expect(rows.map(({ line, problem }) => [line, problem])).to.deep.equal([
      [1, undefined], [2, undefined], [3, 'not UTF-8: save the file as UTF-8'], [4, undefined]]);
  });

  it('names the line that holds a NUL byte', () => {
    expect(rowsOfText('a\nb\0c\nd').map(({ problem }) => problem)).to.deep.equal([undefined, 'holds a NUL byte: is it text', undefined]);
  });

  it('refuses a quote that is not closed on its line, and goes on with the next', () => {
    const rows = rowsOfText('"a","b"\n"c,d\n"e",f\ng"h,i\n"j"k,l\nm,"n"\n');
    expect(rows.map(({ fields, problem }) => problem?.slice(0, 23) ?? fields)).to.deep.equal([
      ['a', 'b'], 'a quote is not closed o', ['e', 'f'], 'a quote is not closed o', 'a quote inside a field:', ['m', 'n']]);
  });

  it('refuses a line that is no line', async () => {
    const fault = await caught(() => rowsOfPieces([Buffer.from('a\n'), Buffer.alloc(70_000, 'x')]));
    expect(fault).to.include({ code: 'data-invalid' });
    expect(fault.message).to.match(/^line 2 of `.*` has more than 65536 bytes: is it a CSV file$/);
    expect((await caught(() => rowsOfPieces([Buffer.from('a,b\r'.repeat(20_000))]))).message).to.match(/line 1 of `some.csv` has more than 65536 bytes: its lines end in a carriage return alone \(CR\): save the file/);
    expect(await caught(() => rowsOfPieces(Array(40).fill(Buffer.alloc(2_000, 'x')) as Buffer[]))).to.include({ code: 'data-invalid' });
  });
});
