import { createReadStream, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { Fault } from '../../src/domain/fault.js';
import { importFile } from '../../src/store/import/import-file.js';
import { caught, importText, storeFolder } from './store-folder.js';

const header = 'mpxn,network_operator,supplier,effective_from,effective_to';
const rows = (count: number, operator = 'EELC') => Array.from({ length: count }, (_, index) => `${1_000_000 + index},${operator},,2024-01-01,`);
const file = (...lines: string[]) => [header, ...lines, ''].join('\n');

describe('importing a file', () => {
  const folder = storeFolder();

  it('reads gzip for what it holds, whatever the file is called', async () => {
    const store = folder.store();
    expect(await importText(store, 'registration', gzipSync(file(...rows(3))))).to.include({ applied: 3 });
    const twoMembers = Buffer.concat([gzipSync(file(...rows(3))), gzipSync(rows(5).slice(3).join('\n'))]);
    expect(await importText(store, 'registration', twoMembers)).to.include({ read: 5, applied: 2, unchanged: 3 });
  });

  it('applies nothing of a gzip file that is cut short, corrupt, or followed by something else', async () => {
    const store = folder.store();
    const whole = gzipSync(file(...rows(5_000).map((row, index) => row.replace('EELC', `OP${index % 97}`))));
    const corrupt = Buffer.from(whole);
    corrupt.writeUInt8(corrupt.readUInt8(whole.length - 5) ^ 1, whole.length - 5);
    const broken = [
      whole.subarray(0, 2),
      whole.subarray(0, 15),
      whole.subarray(0, whole.length / 2),
      whole.subarray(0, -1),
      corrupt,
      Buffer.concat([whole, Buffer.from('more')]),
      Buffer.concat([whole, Buffer.alloc(512), gzipSync(rows(1).join())]),
    ];
    const inPieces = [whole, Buffer.alloc(512), gzipSync(rows(1).join())];
    for (const pieces of [...broken.map((bytes) => [bytes]), inPieces]) {
      const fault = await caught(() => importText(store, 'registration', '', { input: Readable.from(pieces) }));
      expect(fault).to.include({ code: 'data-invalid' });
      expect(fault.message).to.match(/^`some\.csv` is no whole gzip file/);
    }
    expect(store.reference.registrationAsOf()).to.equal(undefined);
    expect(store.reference.findRegistration('1000000')).to.deep.equal([]);
  });

  it('says of a file that is packed in a way it does not read what it is', async () => {
    const packed: [Buffer, string][] = [
      [gzipSync(gzipSync(file(...rows(3)))), '`some.csv` was packed twice: unpack it once'],
      [Buffer.from('PK\x03\x04\x14\0\0\0\x08\0'), '`some.csv` is a zip archive, as a workbook (.xlsx) is, too: unpack it, or save it as CSV'],
    ];
    for (const kind of ['registration', 'inventory', 'parties'] as const) {
      for (const [bytes, message] of packed) expect(await caught(() => importText(folder.store(), kind, bytes)), kind).to.include({ code: 'data-invalid', message });
    }
  });

  it('reads a gzip file that is filled up with zeros', async () => {
    const filled = [gzipSync(file(...rows(3))), Buffer.alloc(100_000), Buffer.alloc(100_000)];
    expect(await importText(folder.store(), 'registration', Buffer.concat(filled))).to.include({ applied: 3 });
    expect(await importText(folder.store(), 'registration', '', { input: Readable.from(filled) })).to.include({ unchanged: 3 });
  });

  it('reads the bytes in whatever pieces they come', async () => {
    const bytes = Buffer.from(`\uFEFF${file(...rows(4)).replaceAll('\n', '\r\n')}`);
    const input = Readable.from([...bytes].map((byte) => Buffer.from([byte])));
    expect(await importText(folder.store(), 'registration', '', { input })).to.include({ read: 4, applied: 4 });
  });

  it('tells how far it is', async () => {
    const text = file(...rows(20_000));
    writeFileSync(folder.path('r.csv'), text);
    const seen: [number, number][] = [];
    await importText(folder.store(), 'registration', '', { input: createReadStream(folder.path('r.csv')), onProgress: (bytes, read) => seen.push([bytes, read]) });
    expect(seen.length).to.be.greaterThan(5);
    expect(seen.at(-1)).to.deep.equal([text.length, 20_000]);
    expect(seen.every(([bytes], index) => bytes > (seen[index - 1]?.[0] ?? 0))).to.equal(true);
  });

  it('names every fault of the header at once, with the nearest name', async () => {
    const fault = await caught(() => importText(folder.store(), 'registration', 'mpxn,networkoperator,mpxn,colour\n1,2,3,4'));
    expect(fault).to.deep.include({
      code: 'data-invalid',
      places: [
        { at: 'line 1, column 2', problem: '`networkoperator` is not known: `network_operator` perhaps' },
        { at: 'line 1, column 3', problem: '`mpxn` is column 1 already' },
        { at: 'line 1, column 4', problem: '`colour` is not known' },
        { at: 'line 1', problem: '`network_operator` is missing' },
        { at: 'line 1', problem: '`effective_from` is missing' },
      ],
    });
  });

  const headers: Record<string, [string | Buffer, RegExp]> = {
    'nothing at all': ['', /is empty/],
    'line ends that are a carriage return alone': ['mpxn,network_operator,effective_from\r1,EELC,2020-01-01\r', /line 1 its lines end in a carriage return alone \(CR\): save the file with line ends LF or CRLF$/m],
    'such line ends beside quotes': ['"mpxn","network_operator"\r"1","EELC"\r', /line 1 its lines end in a carriage return alone/],
    'blank lines only': ['\n\r\n', /is empty/],
    'another separator': ['mpxn;network_operator;effective_from\n1;2;3', /the header/],
    'another encoding with other line ends': [Buffer.from(file(...rows(1)).replaceAll('\n', '\r\n'), 'utf16le'), /holds a NUL byte/],
    'another encoding': [Buffer.from(file(...rows(1)), 'utf16le'), /the header/],
    'bytes that are no text': [Buffer.from([0xff, 0xfe, 0x00, 0x0a]), /the header/],
    'a quote that is not closed': ['"mpxn,network_operator,effective_from\n1,2,3', /the header/],
    'one endless line': ['x'.repeat(200_000), /^line 1 of `.*` has more than 65536 bytes/],
  };
  for (const [what, [text, message]] of Object.entries(headers)) {
    it(`refuses ${what} in place of a header`, async () => {
      const fault = await caught(() => importText(folder.store(), 'registration', text));
      const places = fault instanceof Fault ? fault.places : [];
      expect(fault).to.include({ code: 'data-invalid' });
      expect([fault.message, ...places.map(({ at, problem }) => `${at} ${problem}`)].join('\n')).to.match(message);
    });
  }

  it('names a file that cannot be read, and lets the next import begin', async () => {
    const fault = await caught(() => importFile(folder.store(), { kind: 'registration', file: 'gone.csv', input: createReadStream(folder.path('gone.csv')), replace: false, skipBadRows: false }));
    expect(fault).to.include({ code: 'data-invalid' });
    expect(fault.message).to.match(/^cannot read `gone\.csv`: .*no such file/i);
    expect(await importText(folder.store(), 'registration', file(...rows(1)))).to.include({ applied: 1 });
  });

  it('applies nothing of a file that breaks off while it is read', async () => {
    const store = folder.store();
    function* breaking() {
      yield Buffer.from(file(...rows(2_000)));
      throw new Error('the line went dead');
    }
    expect(await caught(() => importText(store, 'registration', '', { input: Readable.from(breaking()) }))).to.include({ code: 'data-invalid' });
    expect(store.reference.findRegistration('1000000')).to.deep.equal([]);
  });

  it('lists the first 100 bad rows in the order of their lines, and counts all', async () => {
    const bad = Array.from({ length: 150 }, (_, index) => (index % 2 === 0 ? `x${index},EELC,,2024-01-01,` : `1,EELC,,2024-01-01,`));
    const report = await importText(folder.store(), 'registration', file(...bad));
    expect(report).to.include({ read: 150, rejected: 149, problemCount: 149 });
    expect(report.problems.map(({ at }) => Number(/\d+/.exec(at)?.[0]))).to.deep.equal([2, ...Array.from({ length: 99 }, (_, index) => index + 4)]);
  });

  it('writes skipped rows as they came, with the reason, so that they can be mended and imported', async () => {
    const store = folder.store();
    const rejectedTo = folder.path('r.rejected.csv');
    const report = await importText(store, 'registration', [
      header, '1,EELC,,2024-01-01,', '2,"E""E",,2024-99-01,', '=1+1,EELC,,2024-01-01,', '3,EELC,,2024-01-01,,too,many', '4,EELC', '"5,EELC,,2024-01-01,', '1,LOND,,2024-01-01,', '1,LOND,,2024-05-01,', '6,EELC,,2024-01-01,',
    ].join('\n'), { skipBadRows: true, rejectedTo });
    expect(report).to.include({ read: 9, applied: 2, rejected: 7, rejectedTo });
    expect(readFileSync(rejectedTo, 'utf8').split('\n')).to.deep.equal([
      `${header},reason`,
      '2,"E""E",,2024-99-01,,effective_from: `2024-99-01` is no day of the calendar: write it as YYYY-MM-DD',
      `'=1+1,EELC,,2024-01-01,,mpxn: \`=1+1\` is no MPxN: write 1 to 13 digits`,
      '3,EELC,,2024-01-01,,7 fields where the header has 5,too,many',
      '4,EELC,,,,2 fields where the header has 5',
      '"""5,EELC,,2024-01-01,",,,,,a quote is not closed on the line: no field can hold a line break',
      '1,LOND,,2024-01-01,,effective_from: the same mpxn and effective_from as in line 2',
      '1,LOND,,2024-05-01,,"effective_from: the period 2024-05-01 to open overlaps 2024-01-01 to open of line 2: give line 2 an effective_to, 2024-05-01 at the latest"',
      '',
    ]);
    const mended = readFileSync(rejectedTo, 'utf8').split('\n').filter((line) => /^mpxn|^2,/.test(line)).join('\n').replace('2024-99-01', '2024-09-01');
    const again = await importText(store, 'registration', mended, { skipBadRows: true, rejectedTo: folder.path('again.csv') });
    expect(again).to.include({ read: 1, applied: 1, rejectedTo: undefined });
    expect(existsSync(folder.path('again.csv'))).to.equal(false);
  });

  it('writes all of a skipped row that is too short, wherever the reason stood', async () => {
    const rejectedTo = folder.path('r.rejected.csv');
    await importText(folder.store(), 'registration', 'reason,mpxn,network_operator,effective_from\n2,EELC,2024-01-01\n"3\nold,4,EELC,2024-99-01\n', { skipBadRows: true, rejectedTo });
    const written = readFileSync(rejectedTo, 'utf8').trimEnd().split('\n').map((line) => line.split(',').slice(0, 3).join());
    expect(written).to.deep.equal(['mpxn,network_operator,effective_from', '2,EELC,2024-01-01', '"""3",,', '4,EELC,2024-99-01']);
  });

  it('changes nothing where every row is bad, but still writes them', async () => {
    const bad = Array.from({ length: 2_500 }, (_, index) => `x${index},EELC,,2024-01-01,`);
    const report = await importText(folder.store(), 'registration', file(...bad), { skipBadRows: true, replace: true, rejectedTo: folder.path('all.csv') });
    expect(report).to.include({ read: 2_500, applied: 0, rejected: 2_500 });
    expect(readFileSync(folder.path('all.csv'), 'utf8').split('\n').map((line) => line.slice(0, line.indexOf(',')))).to.deep.equal(['mpxn', ...bad.map((_, index) => `x${index}`), '']);
    expect(folder.store().reference.registrationAsOf()).to.equal(undefined);
  });

  it('applies nothing where the bad rows cannot be written', async () => {
    const store = folder.store();
    const fault = await caught(() => importText(store, 'registration', file('x,EELC,,2024-01-01,', ...rows(1)), { skipBadRows: true, rejectedTo: folder.path('no/such/folder.csv') }));
    expect(fault).to.include({ code: 'data-invalid' });
    expect(store.reference.findRegistration('1000000')).to.deep.equal([]);
  });

  it('refuses a second import while one is running, and only then', async () => {
    const store = folder.store();
    let second: Promise<Error> | undefined;
    function* slowly() {
      yield Buffer.from(file(...rows(10)));
      second = caught(() => importText(folder.open(), 'inventory', 'device_id,device_type\n00-00-00-00-00-00-00-01,ESME'));
      yield Buffer.from(rows(20).slice(10).join('\n'));
    }
    const first = await importText(store, 'registration', '', { input: Readable.from(slowly()) });
    const fault = await second;
    expect(first).to.include({ applied: 20 });
    expect(fault).to.include({ code: 'store-unavailable' });
    expect(fault?.message).to.match(/another import into .* is running/);
    expect(await importText(store, 'inventory', 'device_id,device_type\n00-00-00-00-00-00-00-01,ESME')).to.include({ applied: 1 });
  });

  it('leaves neither a long log nor temporary files behind', async () => {
    const store = folder.store();
    await importText(store, 'registration', file(...rows(20_000)));
    expect(readFileSync(`${store.referencePath}-wal`)).to.have.length(0);
    expect(readdirSync(folder.path('.')).filter((name) => !name.startsWith('slotguard.'))).to.deep.equal([]);
  });

  it('imports 300,000 rows in any order without holding them in memory', async () => {
    const count = 300_000;
    const mpxn = (index: number) => 1_300_000_000_000 + ((index * 7_919) % count);
    function* lines() {
      yield `${header}\n`;
      for (let from = 0; from < count; from += 1_000) {
        yield Array.from({ length: 1_000 }, (_, index) => `${mpxn(from + index)},OP${(from + index) % 50},,2024-01-01,\n`).join('');
      }
    }
    const store = folder.store();
    const report = await importText(store, 'registration', '', { input: Readable.from(lines()) });
    expect(report).to.include({ read: count, applied: count });
    const samples = Array.from({ length: 500 }, (_, index) => index * 599);
    const found = samples.map((index) => store.reference.findRegistration(String(mpxn(index)))[0]?.networkOperator);
    expect(found).to.deep.equal(samples.map((index) => `OP${index % 50}`));
  });
});
