// Service Requests of real size, one text for each kind of the mix, SRV, operator and pair of certificates. Target and counter are filled in for each request.
import { randomBytes } from 'node:crypto';
import { createAuthority, issueCertificate } from '../../dist/smki/issue-certificate.js';
import { serviceRequestXml } from '../../dist/duis/write-service-request.js';
import { entityIdOf, originator } from './estate.mjs';
import { inputAt, mix, operatorCount, pairCount } from './mix.mjs';

export const targetMark = 'TA-RG-ET-TA-RG-ET-TA-RG';
export const counterMark = 'COUNTER_OF_16_DG';
const requestId = `${originator}:${targetMark}:${counterMark}`;
/** What of an input picks its template. */
const keyedBy = ['kind', 'srv', 'operator', 'pair'];

/** `templates`: by key, each with `body` and what must be decided of it. */
export async function requestTemplates() {
  const make = await certificateMaker();
  return templatesOf(make, (parts) => withRealSignature(serviceRequestXml({ ...parts, requestId })));
}

/** The same requests in their JSON form, a line each. */
export async function jsonRequestTemplates() {
  const make = await certificateMaker();
  return templatesOf(make, ({ srv, remotePartyRole, certificates }) => JSON.stringify({
    requestId, commandVariant: srv === '6.21' ? 1 : 4, srv, schemaVersion: '5.4', remotePartyRole, executionDateTime: null,
    certificates: certificates.map(({ use, base64 }) => ({ use, certificate: base64 })),
  }));
}

/** A function that makes the next request as XML, none twice. */
export async function requestMaker(rows) {
  const templates = await requestTemplates();
  const first = firstCounter();
  let index = 0;
  return () => {
    const input = inputAt(index, rows);
    index += 1;
    return fillIn(templates.templates[keyOf(templates, input)].body, input, first + index);
  };
}

export const keyOf = ({ keyedBy: names }, input) => names.map((name) => input[name]).join(' ');
export const fillIn = (body, { target }, counter) => body.replaceAll(targetMark, target).replaceAll(counterMark, String(counter));

/** 16 digits, larger than any that an earlier run used. */
export const firstCounter = () => Date.now() * 1_000;

async function certificateMaker() {
  const authority = await createAuthority({ name: 'Bench Issuing Authority' });
  const above = await createAuthority({ name: 'Bench Root Authority' });
  const pathCertificates = [authority, above].map(({ certificate }) => certificate.base64);
  const pairs = await inTurn(operatorCount + 1, (operator) => inTurn(pairCount, () => pairOf(authority, entityIdOf(operator))));
  return { pathCertificates, pairs };
}

async function pairOf(authority, entityId) {
  const uses = ['DigitalSigning', 'KeyAgreement'];
  return inTurn(uses.length, async (index) => ({ use: uses[index], base64: (await issueCertificate(authority, { entityId, ou: '03', use: uses[index] })).base64 }));
}

function templatesOf({ pathCertificates, pairs }, write) {
  const templates = {};
  for (const { kind, decision, reason } of mix) {
    for (const srv of ['6.15.1', '6.21']) {
      for (let operator = 0; operator < operatorCount; operator += 1) {
        for (let pair = 0; pair < pairCount; pair += 1) {
          const certificates = certificatesFor(kind, operator, (owner) => pairs[owner][pair]);
          const body = write({ srv, certificates, pathCertificates, remotePartyRole: kind === 'supplier-cell' ? 'Supplier' : 'NetworkOperator' });
          templates[keyOf({ keyedBy }, { kind, srv, operator, pair })] = { body, decision, reason };
        }
      }
    }
  }
  return { keyedBy, templates };
}

/** `operator`: who is responsible for the device. */
function certificatesFor(kind, operator, pairOfOwner) {
  if (kind === 'wrong-network-operator') return pairOfOwner((operator + 1) % operatorCount);
  if (kind === 'unknown-certificate-owner') return pairOfOwner(operatorCount);
  const [signing, agreement] = pairOfOwner(operator);
  return kind === 'unreadable-certificate' ? [signing, { ...agreement, base64: cutShort(agreement.base64) }] : [signing, agreement];
}

const cutShort = (base64) => Buffer.from(base64, 'base64').subarray(0, -3).toString('base64');

/** Digest and signature as long as those of a real P-256 signature; the service trusts the one who checked it upstream. */
function withRealSignature(xml) {
  return xml
    .replace(/\s*<!-- NOTE: [^]*?-->/, '')
    .replace(/(<ds:DigestValue>)[^<]*/, `$1${randomBytes(32).toString('base64')}`)
    .replace(/(<ds:SignatureValue>)[^<]*/, `$1${randomBytes(64).toString('base64')}`)
    .replace(/(<ds:X509SerialNumber>)[^<]*/, `$1${BigInt(`0x${randomBytes(16).toString('hex')}`)}`);
}

async function inTurn(count, make) {
  const made = [];
  for (let index = 0; index < count; index += 1) made.push(await make(index));
  return made;
}
