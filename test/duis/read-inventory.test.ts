import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { Fault } from '../../src/domain/fault.js';
import { quickly } from '../fuzz/only-faults.js';
import { readInventory } from '../../src/duis/read-inventory.js';
import { byteMutations, diceFrom, elementMutations, pick } from './mutations.js';
import { refusalOf, sharedFile } from './refusal.js';

interface Row {
  id: string;
  type: string;
  more?: string;
}

function response(rows: readonly Row[], variant = '8.2'): Buffer {
  const devices = rows.map(({ id, type, more = '' }) => `<sr:Device><sr:DeviceID>${id}</sr:DeviceID><sr:DeviceType>${type}</sr:DeviceType>${more}</sr:Device>`);
  return Buffer.from(`<sr:Response xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway" schemaVersion="5.4"><sr:Header><sr:ResponseCode>I0</sr:ResponseCode></sr:Header>
<sr:Body><sr:ResponseMessage><sr:ServiceReference>8.2</sr:ServiceReference><sr:ServiceReferenceVariant>${variant}</sr:ServiceReferenceVariant><sr:DSPInventory>
${devices.join('\n')}
</sr:DSPInventory></sr:ResponseMessage></sr:Body></sr:Response>`);
}

const hub = { id: '00-DB-12-34-56-78-90-A1', type: 'CHF' };
const meter = { id: '00-db-12-34-56-78-90-a2', type: 'ESME' };
const meterId = meter.id.toUpperCase();
const nothing = { status: undefined, importMpxn: undefined, secondaryImportMpan: undefined, exportMpan: undefined, hubId: undefined };

describe('reading an inventory', () => {
  it('takes every field of a device', () => {
    const more = '<sr:DeviceStatus>Commissioned</sr:DeviceStatus><sr:DeviceModel>1</sr:DeviceModel><sr:ImportMPxN>1200023305967</sr:ImportMPxN><sr:SecondaryImportMPAN>1200023305968</sr:SecondaryImportMPAN><sr:ExportMPAN>1200023305969</sr:ExportMPAN>';
    expect(readInventory(response([{ ...meter, more }]))).to.deep.equal({
      devices: [{ id: meterId, type: 'ESME', status: 'Commissioned', importMpxn: '1200023305967', secondaryImportMpan: '1200023305968', exportMpan: '1200023305969', hubId: undefined }],
      rejected: [],
    });
  });

  it('takes the only Communications Hub for that of every other device', () => {
    const { devices } = readInventory(response([meter, hub, { id: '00-DB-12-34-56-78-90-A3', type: 'GPF' }]));
    expect(devices).to.deep.equal([{ ...nothing, id: meterId, type: 'ESME', hubId: hub.id }, { ...nothing, ...hub }, { ...nothing, id: '00-DB-12-34-56-78-90-A3', type: 'GPF', hubId: hub.id }]);
  });

  it('takes none where two hubs stand, even if one of them cannot be read', () => {
    expect(readInventory(response([meter, hub, { ...hub, id: '00-DB-12-34-56-78-90-A9' }])).devices.map(({ hubId }) => hubId)).to.deep.equal([undefined, undefined, undefined]);
    expect(readInventory(response([meter, hub, { ...hub, id: 'x' }])).devices.map(({ hubId }) => hubId)).to.deep.equal([undefined, undefined]);
    expect(readInventory(response([meter, { ...hub, id: 'x' }])).devices.map(({ hubId }) => hubId)).to.deep.equal([undefined]);
  });

  it('takes none from a hub that cannot be taken, and counts as one nothing but a CHF', () => {
    const hubIds = (rows: readonly Row[]) => readInventory(response(rows)).devices.map(({ hubId }) => hubId);
    expect(hubIds([meter, { ...hub, more: '<sr:DeviceStatus>Gone</sr:DeviceStatus>' }])).to.deep.equal([undefined]);
    const withoutType = Buffer.from(response([meter, hub, { ...hub, id: '00-DB-12-34-56-78-90-A9', type: 'IHD' }]).toString().replace('<sr:DeviceType>IHD</sr:DeviceType>', ''));
    expect(readInventory(withoutType).devices.map(({ hubId }) => hubId)).to.deep.equal([hub.id, undefined]);
  });

  it('leaves digits as they stand', () => {
    for (const digits of ['0000000001', '1', '0']) expect(readInventory(response([{ ...meter, more: `<sr:ImportMPxN>${digits}</sr:ImportMPxN>` }])).devices[0]?.importMpxn).to.equal(digits);
  });

  const problems: Readonly<Record<string, readonly [row: Row, element: string]>> = {
    'a DeviceID that is none': [{ ...meter, id: '00-DB' }, 'sr:DeviceID'],
    'an empty DeviceID': [{ ...meter, id: '' }, 'sr:DeviceID'],
    'an unknown type': [{ ...meter, type: 'SAPC' }, 'sr:DeviceType'],
    'a type in another case': [{ ...meter, type: 'esme' }, 'sr:DeviceType'],
    'an unknown status': [{ ...meter, more: '<sr:DeviceStatus>Gone</sr:DeviceStatus>' }, 'sr:DeviceStatus'],
    'an empty status': [{ ...meter, more: '<sr:DeviceStatus/>' }, 'sr:DeviceStatus'],
    'letters in an MPxN': [{ ...meter, more: '<sr:ImportMPxN>12000x</sr:ImportMPxN>' }, 'sr:ImportMPxN'],
    'full-width digits': [{ ...meter, more: '<sr:ImportMPxN>\uFF11</sr:ImportMPxN>' }, 'sr:ImportMPxN'],
    'an MPxN of 14 digits': [{ ...meter, more: '<sr:ImportMPxN>12000233059670</sr:ImportMPxN>' }, 'sr:ImportMPxN'],
    'an empty MPxN': [{ ...meter, more: '<sr:ImportMPxN/>' }, 'sr:ImportMPxN'],
    'a secondary MPAN of 12 digits': [{ ...meter, more: '<sr:SecondaryImportMPAN>120002330596</sr:SecondaryImportMPAN>' }, 'sr:SecondaryImportMPAN'],
    'an export MPAN of 12 digits': [{ ...meter, more: '<sr:ExportMPAN>120002330596</sr:ExportMPAN>' }, 'sr:ExportMPAN'],
    'two MPxNs': [{ ...meter, more: '<sr:ImportMPxN>1</sr:ImportMPxN><sr:ImportMPxN>2</sr:ImportMPxN>' }, 'sr:ImportMPxN'],
    'elements in a value': [{ ...meter, more: '<sr:ImportMPxN><sr:MPAN>1</sr:MPAN></sr:ImportMPxN>' }, 'sr:ImportMPxN'],
    'a device twice, in whatever case': [{ ...hub, id: hub.id.toLowerCase() }, 'sr:Device'],
  };
  for (const [what, [row, element]] of Object.entries(problems)) {
    it(`tells ${what} by its line, and leaves that device out`, () => {
      const read = readInventory(response([hub, row, { id: '00-DB-12-34-56-78-90-A4', type: 'IHD' }]));
      expect(read.rejected.map(({ position, problems: found }) => [position, ...found.map(({ at }) => at)])).to.deep.equal([[2, `line 4, element ${element}`]]);
      expect(read.devices.map(({ type }) => type)).to.deep.equal(['CHF', 'IHD']);
    });
  }

  it('tells what a device lacks', () => {
    const bytes = Buffer.from(response([meter]).toString().replace(/<sr:DeviceID>.*<\/sr:DeviceType>/, ''));
    expect(readInventory(bytes)).to.deep.equal({
      devices: [],
      rejected: [{
        position: 1,
        written: new Map(),
        hubId: undefined,
        problems: [{ at: 'line 3, element sr:Device', problem: 'it lacks sr:DeviceID' }, { at: 'line 3, element sr:Device', problem: 'it lacks sr:DeviceType' }],
      }],
    });
  });

  it('tells how an MPAN and an MPxN are written, and shows no whole one', () => {
    const more = '<sr:ImportMPxN>12000233059670</sr:ImportMPxN><sr:ExportMPAN>120002330596</sr:ExportMPAN>';
    const [rejected] = readInventory(response([{ ...meter, more }])).rejected;
    expect(rejected?.problems.map(({ problem }) => problem)).to.deep.equal([
      '`***********670` is no MPxN: write 1 to 13 digits', '`*********596` is no MPAN: write 13 digits',
    ]);
  });

  it('tells each thing wrong with a device by its own line', () => {
    const lines = '<sr:Device>\n<sr:DeviceID>00-DB</sr:DeviceID>\n<sr:DeviceStatus>Gone</sr:DeviceStatus>\n</sr:Device>';
    const { rejected } = readInventory(Buffer.from(response([meter]).toString().replace(/<sr:Device>.*<\/sr:Device>/, `${lines}\n${lines}`)));
    const places = (first: number) => [`line ${first + 1}, element sr:DeviceID`, `line ${first + 2}, element sr:DeviceStatus`, `line ${first}, element sr:Device`];
    expect(rejected.map(({ problems: found }) => found.map(({ at }) => at))).to.deep.equal([places(3), places(7)]);
  });

  it('hands over a device that it does not take as it stands, what stands twice by the first, with the hub of the others', () => {
    const more = '<sr:ImportMPxN>1</sr:ImportMPxN><sr:ImportMPxN>2</sr:ImportMPxN><x:ExportMPAN xmlns:x="urn:other">3</x:ExportMPAN>';
    const { rejected } = readInventory(response([hub, { ...meter, more }, { ...hub, type: 'ESME' }]));
    expect(rejected.map(({ written, hubId }) => [Object.fromEntries(written), hubId])).to.deep.equal([
      [{ DeviceID: meter.id, DeviceType: 'ESME', ImportMPxN: '1' }, hub.id], [{ DeviceID: hub.id, DeviceType: 'ESME' }, undefined],
    ]);
  });

  it('takes of a device nothing that stands in another namespace', () => {
    const more = '<x:DeviceStatus xmlns:x="urn:other">Commissioned</x:DeviceStatus><x:DeviceType xmlns:x="urn:other">CHF</x:DeviceType>';
    expect(readInventory(response([{ ...meter, more }])).devices).to.deep.equal([{ ...nothing, id: meterId, type: 'ESME' }]);
  });

  it('refuses another message', () => {
    const text = response([meter]).toString();
    const others = [
      text.replaceAll('sr:Response ', 'sr:Request ').replace('</sr:Response>', '</sr:Request>'), text.replace('ServiceUserGateway', 'Other'), response([], '11.2').toString(),
      text.replace(/<sr:DSPInventory>[^]*<\/sr:DSPInventory>/, ''), text.replaceAll('sr:Body', 'sr:Bodies'), text.replace(/<sr:DSPInventory>[^]*<\/sr:DSPInventory>/, '$&$&'),
      text.replaceAll('sr:Device>', 'sr:Gadget>'),
      text.replaceAll('sr:Device>', 'ds:Device>').replace('<sr:Response ', '$&xmlns:ds="urn:other" '),
      text.replaceAll('sr:Response ', 'ds:Response ').replace('</sr:Response>', '</ds:Response>').replace('<ds:Response ', '$&xmlns:ds="urn:other" '),
    ];
    for (const other of others) {
      const { code, message, places } = refusalOf(() => readInventory(Buffer.from(other)));
      expect(code, other).to.equal('data-invalid');
      expect(places.map(({ at, problem }) => `the message is no Read Inventory Response: ${at}: ${problem}`)).to.deep.equal([message]);
    }
    expect(refusalOf(() => readInventory(Buffer.from('device_id,device_type'))).code).to.equal('not-well-formed');
  });

  it('reads many more devices than a request could hold', () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => ({ ...meter, id: `00-DB-12-34-56-78-${(index >> 8).toString(16).padStart(2, '0')}-${(index & 255).toString(16).padStart(2, '0')}` }));
    expect(readInventory(response(rows)).devices).to.have.length(10_000);
    expect(refusalOf(() => readInventory(Buffer.alloc(16 * 1024 * 1024 + 1, ' '))).code).to.equal('too-large');
  });

  it('throws nothing but a Fault, whatever was changed', () => {
    const original = response([hub, { ...meter, more: '<sr:DeviceStatus>Pending</sr:DeviceStatus><sr:ImportMPxN>1200023305967</sr:ImportMPxN>' }]);
    const dice = diceFrom(9);
    for (let round = 0; round < 500; round += 1) {
      const bytes = round % 2 === 0
        ? pick(dice, Object.values(byteMutations))(original, dice)
        : Buffer.from(pick(dice, Object.values(elementMutations))(original.toString(), dice));
      try {
        expect(readInventory(bytes).devices.length).to.be.lessThan(5);
      } catch (error) {
        expect(error, bytes.toString('latin1')).to.be.instanceOf(Fault);
      }
    }
  });

  it('tells of many bad devices where each stands, in time that grows no faster than they do', () => {
    const device = (index: number) => `<sr:Device>\n<sr:DeviceID>00-DB-12-34-56-${index.toString(16).padStart(6, '0').replace(/(..)(?=.)/g, '$1-')}</sr:DeviceID>\n<sr:DeviceType>KETTLE</sr:DeviceType>\n</sr:Device>`;
    const text = response([meter]).toString().replace(/<sr:Device>[^]*<\/sr:Device>/, () => Array.from({ length: 20_000 }, (_, index) => device(index)).join('\n'));
    const found = quickly(() => readInventory(Buffer.from(text)).rejected.flatMap(({ problems: each }) => each), 'many bad devices', 1_500_000);
    expect(found).to.have.length(20_000);
    const lines = text.split('\n').flatMap((line, index) => (line.includes('KETTLE') ? [index + 1] : []));
    expect(found.map(({ at }) => at)).to.deep.equal(lines.map((line) => `line ${line}, element sr:DeviceType`));
  });

  it('reads the published sample', function () {
    const file = sharedFile('responses/read-inventory-response-5.4.xml');
    if (file === undefined) {
      this.skip();
    }
    const { devices, rejected } = readInventory(readFileSync(file));
    expect(rejected).to.deep.equal([]);
    expect(devices.map(({ type, status, hubId }) => [type, status, hubId])).to.deep.equal([
      ['CHF', 'Commissioned', undefined],
      ['CAD', undefined, '88-73-84-90-6A-10-02-DB'],
      ['GPF', 'InstalledNotCommissioned', '88-73-84-90-6A-10-02-DB'],
    ]);
  });
});
