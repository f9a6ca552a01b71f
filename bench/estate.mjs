// A store with as many devices and registrations as asked for, and requests about them: real size, distinct devices, a mix of decisions.
import { mkdirSync, createWriteStream, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { createAuthority, issueCertificate } from '../dist/smki/issue-certificate.js';
import { serviceRequestXml } from '../dist/duis/write-service-request.js';

const originator = '02-DE-30-11-00-00-00-01';
const operators = [
  { id: 'eastmoor', mpid: 'EMOR', entityId: '02-DE-30-01-00-00-00-01' },
  { id: 'westvale', mpid: 'WVAL', entityId: '02-DE-30-02-00-00-00-01' },
];

export const slotguard = (environment, ...args) =>
  execFileSync(process.execPath, [new URL('../dist/main.js', import.meta.url).pathname, ...args], { env: { ...process.env, ...environment }, encoding: 'utf8' });

export async function makeEstate(folder, rows) {
  mkdirSync(folder, { recursive: true });
  const environment = { SLOTGUARD_STORE_URL: `sqlite:${join(folder, 'bench.db')}`, SLOTGUARD_LOG_LEVEL: 'warn' };
  writeFileSync(join(folder, 'parties.yaml'), parties());
  await writeRows(join(folder, 'inventory.csv'), 'device_id,device_type,device_status,import_mpxn', rows, (n) => `${deviceId(n)},ESME,Commissioned,${mpan(n)}`);
  await writeRows(join(folder, 'registration.csv'), 'mpxn,network_operator,supplier,effective_from', rows, (n) => `${mpan(n)},${operators[n % 2].mpid},BSPK,2020-01-01`);
  const reports = ['parties', 'inventory', 'registration'].map((kind) =>
    slotguard(environment, 'import', kind, join(folder, kind === 'parties' ? 'parties.yaml' : `${kind}.csv`)).trim(),
  );
  return { environment, reports };
}

/** Answers a function that makes the next request: eight in ten are verified, one is another operator's, one is about an unknown device. */
export async function requestMaker(rows) {
  const authority = await createAuthority({ name: 'Bench' });
  const templates = await Promise.all(operators.map((operator) => template(authority, operator.entityId)));
  let counter = 0;
  return () => {
    counter += 1;
    const device = (counter * 7919) % rows;
    const isOthers = counter % 10 === 1;
    const target = counter % 10 === 2 ? deviceId(rows + device) : deviceId(device);
    return templates[(device + (isOthers ? 1 : 0)) % 2].replace('TARGET', target).replace('COUNTER', String(counter));
  };
}

async function template(authority, entityId) {
  const base64 = async (use) => (await issueCertificate(authority, { entityId, ou: '03', use })).base64;
  const certificates = [
    { use: 'DigitalSigning', base64: await base64('DigitalSigning') },
    { use: 'KeyAgreement', base64: await base64('KeyAgreement') },
  ];
  return serviceRequestXml({ requestId: `${originator}:TARGET:COUNTER`, certificates, pathCertificates: [Buffer.from(authority.certificate.der).toString('base64')] });
}

const deviceId = (n) => `02-DE-40-00-${(n + 0x10000000).toString(16).toUpperCase().padStart(8, '0').match(/../g).join('-')}`;
const mpan = (n) => String(9_000_000_000_000 + n);

async function writeRows(file, header, rows, row) {
  const out = createWriteStream(file);
  out.write(`${header}\n`);
  for (let n = 0; n < rows; n += 1) if (!out.write(`${row(n)}\n`)) await new Promise((resolve) => out.once('drain', resolve));
  out.end();
  await finished(out);
}

function parties() {
  const operator = ({ id, mpid, entityId }) =>
    `  - { id: ${id}, name: ${id}, kind: network-operator, entityIds: [${entityId.slice(0, 11)}-00-00-00-00/32], users: [], marketParticipantIds: [${mpid}], distributorIds: [] }`;
  return ['parties:', ...operators.map(operator), `  - { id: brightspark, name: Brightspark, kind: supplier, entityIds: [02-DE-30-11-00-00-00-00/32], users: [{ id: ${originator}, role: IS }], marketParticipantIds: [BSPK], distributorIds: [] }`, ''].join('\n');
}
