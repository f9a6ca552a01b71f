import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { caught, importText, storeFolder } from './store-folder.js';

const header = 'device_id,device_type,device_status,import_mpxn,secondary_import_mpan,export_mpan,hub_id';
const id = (number: number) => `00-00-00-00-00-00-00-${number.toString(16).toUpperCase().padStart(2, '0')}`;

describe('importing an inventory', () => {
  const folder = storeFolder();
  const response = (devices: string) => `<sr:Response xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway" schemaVersion="5.4"><sr:Body><sr:ResponseMessage>
<sr:ServiceReference>8.2</sr:ServiceReference><sr:ServiceReferenceVariant>8.2</sr:ServiceReferenceVariant><sr:DSPInventory>
${devices}</sr:DSPInventory></sr:ResponseMessage></sr:Body></sr:Response>`;
  const device = (eui64: string, type: string) => `<sr:Device><sr:DeviceID>${eui64}</sr:DeviceID><sr:DeviceType>${type}</sr:DeviceType></sr:Device>\n`;

  it('takes columns in any order, and only the two that it needs', async () => {
    const report = await importText(folder.store(), 'inventory', `device_type,device_id\nESME,${id(1)}\n`);
    expect(report).to.include({ read: 1, applied: 1, unchanged: 0, rejected: 0, removed: 0, problemCount: 0, rejectedTo: undefined });
    expect(folder.store().reference.findDevice(id(1))).to.include({ type: 'ESME', status: undefined });
  });

  const [two, three, four] = ['1200000000002', '1200000000003', '1200000000004'];

  it('counts what is new, other and the same, and adds to what is there', async () => {
    const store = folder.store();
    await importText(store, 'inventory', `${header}\n${id(1)},ESME,Pending,1,${two},${three},${id(9)}\n${id(2)},ESME,,,,,\n${id(3)},GSME,,,,,${id(9)}\n`);
    const report = await importText(store, 'inventory', `${header}\n${id(1).toLowerCase()},ESME,Pending,1,${two},${three},${id(9)}\n${id(2)},ESME,Commissioned,,,,\n${id(4)},CHF,,,,,\n`);
    expect(report).to.include({ read: 3, applied: 2, unchanged: 1, removed: 0 });
    expect([1, 2, 3, 4, 5].map((number) => store.reference.findDevice(id(number))?.status)).to.deep.equal(['Pending', 'Commissioned', undefined, undefined, undefined]);
    expect([3, 4, 5].map((number) => store.reference.findDevice(id(number))?.type)).to.deep.equal(['GSME', 'CHF', undefined]);
  });

  it('sees a change in each column', async () => {
    const store = folder.store();
    const rows = [
      `ESME,Pending,1,${two},${three},`, `GPF,Pending,1,${two},${three},`, `ESME,,1,${two},${three},`, `ESME,Pending,01,${two},${three},`, `ESME,Pending,1,,${three},`,
      `ESME,Pending,1,${two},${four},`, `ESME,Pending,1,${two},${three},${id(9)}`,
    ];
    for (const row of rows) {
      const first = await importText(store, 'inventory', `${header}\n${id(1)},${row}\n`);
      const second = await importText(store, 'inventory', `${header}\n${id(1)},${row}\n`);
      expect([first.applied, second.unchanged]).to.deep.equal([1, 1]);
    }
  });

  it('keeps the whole file out for one bad row, and lists every bad row with line, field and reason', async () => {
    const store = folder.store();
    const report = await importText(store, 'inventory', [
      header, `${id(1)},ESME,,,,,`, '90-B3,ESME,,,,,', `${id(2)},ESMEE,Comissioned,,,,`, `${id(3)},,,,,,`, `${id(4)},IHD,,12a,,,`,
      `${id(5)},ESME,,,,`, `${id(1).toLowerCase()},GSME,,,,,`, `${id(6)},ESME,,008013121312345678907,,,`, `${id(7)},esme,,,,,x`, ',ESME,,,,,',
    ].join('\n'));
    expect(report).to.include({ read: 10, applied: 0, unchanged: 0, rejected: 9, problemCount: 11, rejectedTo: undefined });
    expect(report.problems).to.deep.equal([
      { at: 'line 3, device_id', problem: '`90-B3` is no EUI-64: write eight hex pairs joined by `-`, such as 90-B3-D5-1F-30-01-00-00' },
      { at: 'line 4, device_type', problem: '`ESMEE` is not known (`ESME` perhaps): it is none of ESME, GSME, GPF, CHF, HCALCS, PPMID, IHD, CAD' },
      { at: 'line 4, device_status', problem: '`Comissioned` is not known (`Commissioned` perhaps): it is none of Pending, Whitelisted, InstalledNotCommissioned, Commissioned, Decommissioned, Withdrawn, Suspended, Recovery, Recovered' },
      { at: 'line 5, device_type', problem: 'is missing' },
      { at: 'line 6, import_mpxn', problem: '`12a` is no MPxN: write 1 to 13 digits' },
      { at: 'line 7', problem: '6 fields where the header has 7' },
      { at: 'line 8, device_id', problem: 'the same device_id as in line 2' },
      { at: 'line 9, import_mpxn', problem: 'a full MPAN of 21 digits: its last 13 are the MPAN core to write here' },
      { at: 'line 10, device_type', problem: '`esme` is not known (`ESME` perhaps): it is none of ESME, GSME, GPF, CHF, HCALCS, PPMID, IHD, CAD' },
      { at: 'line 10, hub_id', problem: '`x` is no EUI-64: write eight hex pairs joined by `-`, such as 90-B3-D5-1F-30-01-00-00' },
      { at: 'line 11, device_id', problem: 'is missing' },
    ]);
    expect(store.reference.findDevice(id(1))).to.equal(undefined);
  });

  it('takes MPANs of 13 digits only, where an MPRN cannot stand', async () => {
    const report = await importText(folder.store(), 'inventory', `${header}\n${id(1)},ESME,,123,123,12345678901234,\n${id(2)},ESME,,,,008013121312345678907,\n`);
    expect(report.problems).to.deep.equal([
      { at: 'line 2, secondary_import_mpan', problem: '`123` is no MPAN: write 13 digits' },
      { at: 'line 2, export_mpan', problem: '`***********234` is no MPAN: write 13 digits' },
      { at: 'line 3, export_mpan', problem: 'a full MPAN of 21 digits: its last 13 are the MPAN core to write here' },
    ]);
  });

  it('tells no MPxN in full where columns are shifted, or there is no header', async () => {
    const number = '9000000000102';
    const report = await importText(folder.store(), 'inventory', `${header}\n${number},${number},${number},,,,${number}\n${id(2)},x${number},,,,,\n`);
    expect(report.problems).to.have.length(5);
    expect(JSON.stringify(report.problems)).to.contain('`**********102` is none of Pending').and.not.contain('900000');
    const fault = await caught(() => importText(folder.store(), 'inventory', `${id(1)},ESME,,${number},,,\n`));
    expect(JSON.stringify(Object.entries(fault))).to.contain('`**********102` is not known').and.not.contain(number);
    const xml = await importText(folder.store(), 'inventory', response(device(number, 'ESME') + device(id(2), number)));
    expect(JSON.stringify(xml.problems)).to.contain('*102').and.not.contain(number);
  });

  it('tells none in full that is written in groups, and dates and EUI-64s as they are', async () => {
    const groups = ['90 0000 0000 102', '90-0000-0000-102', '90\u00a00000\u00a00000\u00a0102', '90.0000.0000.102', '9 0 0 0 0 0 0 0 0 0 1 0 2', '90_0000_0000_102', '90  0000  0000  102', '90\u200b0000\u200b0000\u200b102', '９０００００００００１０２', '90’0000’0000’102'];
    const report = await importText(folder.store(), 'inventory', `${header}\n${groups.map((group, index) => `${id(index)},ESME,${group},${group},,,\n`).join('')}${id(groups.length)},2026-11-20,,,,,90-00-00-00-01-02\n`);
    expect(report.problems).to.have.length(2 * groups.length + 2);
    for (const { problem } of report.problems.slice(0, -2)) expect(problem).to.match(/^`\*{10,}.{3}` is no/).and.not.match(/0{2}/);
    expect(report.problems.slice(-2).map(({ problem }) => problem.split(' ')[0])).to.deep.equal(['`2026-11-20`', '`90-00-00-00-01-02`']);
  });

  it('takes whole numbers of any 64 bits for different devices', async () => {
    const store = folder.store();
    const ids = ['00-00-00-00-80-00-00-00', '80-00-00-00-00-00-00-00', '80-00-00-00-80-00-00-00', 'FF-FF-FF-FF-80-00-00-00', 'FF-FF-FF-FF-FF-FF-FF-FF', '00-00-00-00-00-00-00-00', '7F-FF-FF-FF-FF-FF-FF-FF'];
    const report = await importText(store, 'inventory', `device_id,device_type,import_mpxn\n${ids.map((eui64, index) => `${eui64},ESME,${index + 1}`).join('\n')}`);
    expect(report.applied).to.equal(7);
    expect(ids.map((eui64) => store.reference.findDevice(eui64)?.importMpxn)).to.deep.equal(['1', '2', '3', '4', '5', '6', '7']);
  });

  it('makes the file the whole truth where it replaces', async () => {
    const store = folder.store();
    const first = await importText(store, 'inventory', `${header}\n${[1, 2, 3, 4].map((number) => `${id(number)},GSME,,,,,${id(9)}`).join('\n')}`, { replace: true });
    expect(first).to.include({ read: 4, applied: 4, unchanged: 0, removed: 0 });
    const mostlySame = await importText(store, 'inventory', `${header}\n${id(1)},GSME,,,,,${id(9)}\n${id(2)},GSME,,,,,${id(9)}\n${id(5)},GSME,,,,,${id(9)}\n`, { replace: true });
    expect(mostlySame).to.include({ read: 3, applied: 1, unchanged: 2, removed: 2 });
    expect(store.reference.findGasMetersOfHub(id(9)).map((device) => device.id)).to.deep.equal([id(1), id(2), id(5)]);
    const mostlyNew = await importText(store, 'inventory', `${header}\n${id(1)},ESME,,,,,${id(9)}\n${id(7)},GSME,,,,,${id(9)}\n`, { replace: true });
    expect(mostlyNew).to.include({ read: 2, applied: 2, unchanged: 0, removed: 2 });
    expect(store.reference.findGasMetersOfHub(id(9)).map((device) => device.id)).to.deep.equal([id(7)]);
    expect([1, 2, 5, 7].map((number) => store.reference.findDevice(id(number))?.type)).to.deep.equal(['ESME', undefined, undefined, 'GSME']);
  });

  it('does not replace by nothing, nor by fewer than half, unless forced', async () => {
    const store = folder.store();
    const rows = (count: number) => Array.from({ length: count }, (_, index) => `${id(index)},ESME,,,,,\n`).join('');
    expect(await caught(() => importText(store, 'inventory', `${header}\n`, { replace: true }))).to.include({ code: 'data-invalid' });
    await importText(store, 'inventory', `${header}\n${rows(10)}`);
    const fault = await caught(() => importText(store, 'inventory', `${header}\n${rows(4)}`, { replace: true }));
    expect(fault).to.include({ code: 'data-invalid', message: '`some.csv` would replace 10 rows by 4: if that is meant, say --force' });
    expect(await caught(() => importText(store, 'inventory', `${header}\n`, { replace: true }))).to.include({ code: 'data-invalid' });
    expect(await importText(store, 'inventory', `${header}\n${rows(5)}`, { replace: true })).to.include({ unchanged: 5, removed: 5 });
    expect(await importText(store, 'inventory', `${header}\n${rows(1)}`, { replace: true, force: true })).to.include({ unchanged: 1, removed: 4 });
    expect(await importText(store, 'inventory', `${header}\n`, { replace: true, force: true })).to.include({ read: 0, removed: 1 });
    expect(store.reference.findDevice(id(0))).to.equal(undefined);
  });

  it('takes a file of no rows for no change, where it does not replace', async () => {
    expect(await importText(folder.store(), 'inventory', header)).to.include({ read: 0, applied: 0, rejected: 0 });
  });

  it('reads the devices of a DUIS Read Inventory Response', async function () {
    const path = new URL('../../../shared/duis/responses/read-inventory-response-5.4.xml', import.meta.url);
    let xml: Buffer;
    try {
      xml = readFileSync(path);
    } catch {
      this.skip();
    }
    const store = folder.store();
    expect(await importText(store, 'inventory', xml, { file: 'inventory.xml' })).to.include({ read: 3, applied: 3 });
    expect(await importText(store, 'inventory', gzipSync(xml), { file: 'inventory.xml.gz' })).to.include({ read: 3, unchanged: 3 });
    expect(store.reference.findDevice('88-73-84-CC-6A-10-02-DB')).to.deep.include({ type: 'GPF', status: 'InstalledNotCommissioned', hubId: '88-73-84-90-6A-10-02-DB' });
  });

  it('lists what is wrong in a response, and applies the rest where bad rows are skipped', async () => {
    const store = folder.store();
    const xml = response(device(id(1), 'ESME') + device(id(2), 'ESMX'));
    const kept = await importText(store, 'inventory', xml);
    expect(kept).to.include({ read: 2, applied: 0, rejected: 1 });
    expect(kept.problems[0]?.at).to.equal('device 2, line 4, element sr:DeviceType');
    const skipped = await importText(store, 'inventory', xml, { skipBadRows: true, rejectedTo: folder.path('bad.csv') });
    expect(skipped).to.include({ read: 2, applied: 1, rejected: 1 });
    expect(readFileSync(folder.path('bad.csv'), 'utf8')).to.match(new RegExp(`^${header},reason\n${id(2)},ESMX,,,,,,"line 4, element sr:DeviceType: `));
  });

  it('counts a device of a response once, however much is wrong with it, and calls it by its place', async () => {
    const bad = '<sr:Device><sr:DeviceID>00-00</sr:DeviceID><sr:DeviceType>ESMX</sr:DeviceType><sr:ImportMPxN>1200000000002</sr:ImportMPxN></sr:Device>';
    const xml = response(device(id(9), 'CHF') + bad + device(id(1), 'ESME') + device(id(1), 'ESME') + device(id(2), 'GPF')).replaceAll('\n', '');
    const kept = await importText(folder.store(), 'inventory', xml);
    expect(kept).to.include({ read: 5, applied: 0, rejected: 2, problemCount: 3 });
    expect(kept.problems.map(({ at }) => at)).to.deep.equal(['device 2, line 1, element sr:DeviceID', 'device 2, line 1, element sr:DeviceType', 'device 4, line 1, element sr:Device']);
  });

  it('writes a device of a response that it skips so that it can be mended and imported', async () => {
    const store = folder.store();
    const bad = `<sr:Device><sr:DeviceID>${id(1)}</sr:DeviceID><sr:DeviceType>GPFF</sr:DeviceType><sr:DeviceStatus>Pending</sr:DeviceStatus><sr:ImportMPxN>3938424403</sr:ImportMPxN><sr:SecondaryImportMPAN>${two}</sr:SecondaryImportMPAN><sr:ExportMPAN>${three}</sr:ExportMPAN></sr:Device>`;
    await importText(store, 'inventory', response(device(id(9), 'CHF') + bad), { skipBadRows: true, rejectedTo: folder.path('bad.csv') });
    const mended = readFileSync(folder.path('bad.csv'), 'utf8').replace('GPFF,', 'GPF,');
    expect(await importText(store, 'inventory', mended)).to.include({ read: 1, applied: 1 });
    expect(store.reference.findDevice(id(1))).to.include({ type: 'GPF', status: 'Pending', importMpxn: '3938424403', secondaryImportMpan: two, exportMpan: three, hubId: id(9) });
  });

  it('refuses a response of another code than success, whatever devices stand in it', async () => {
    const withCode = (code: string) => response(device(id(1), 'ESME')).replace('<sr:Body>', `<sr:Header><sr:ResponseCode>${code}</sr:ResponseCode></sr:Header><sr:Body>`);
    expect(await importText(folder.store(), 'inventory', withCode('I0'))).to.include({ applied: 1 });
    for (const code of ['E19', 'I99', 'E061508']) {
      const fault = await caught(() => importText(folder.store(), 'inventory', withCode(code), { skipBadRows: true }));
      expect(fault).to.include({ code: 'data-invalid', message: `the response tells of no success: line 1, element sr:ResponseCode: \`${code}\` is not the code of success, \`I0\`: ask for the inventory again` });
      expect(fault).to.have.nested.property('places[0].at', 'line 1, element sr:ResponseCode');
    }
    for (const code of ['9000000000102', 'I9000000000102', '9000000000102 E1', 'E1 9000000000102']) {
      expect((await caught(() => importText(folder.store(), 'inventory', withCode(code)))).message).to.contain('this is not the code of success');
    }
  });

  it('refuses XML that is no inventory', async () => {
    expect(await caught(() => importText(folder.store(), 'inventory', '\n <html></html>'))).to.include({ code: 'data-invalid' });
    expect(await caught(() => importText(folder.store(), 'inventory', '<sr:Response'))).to.include({ code: 'not-well-formed' });
  });
});
