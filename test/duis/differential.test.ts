import { expect } from 'chai';
import fc from 'fast-check';
import { XmlComment, XmlDocument, XmlElement as LibxmlElement, XmlText } from 'libxml2-wasm';
import { Fault } from '../../src/domain/fault.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { readServiceRequest } from '../../src/duis/read-service-request.js';
import { readXml } from '../../src/duis/read-xml.js';
import type { XmlElement } from '../../src/duis/xml-tree.js';
import { serviceRequestXml } from '../support/duis.js';
import { rounds, seed } from '../fuzz/rounds.js';
import { byteMutations, diceFrom, elementMutations, pick } from './mutations.js';
import { sharedRequests } from './refusal.js';

const namespaces = { sr: 'http://www.dccinterface.co.uk/ServiceUserGateway' };
const bodyElements: Readonly<Record<string, string>> = {
  '6.21': 'RequestHandoverOfDCCControlledDevice/sr:ReplacementCertificates',
  '6.15.1': 'UpdateSecurityCredentialsKRP/sr:ReplacementCertificates/sr:SupplierOrNetworkOperatorCertificates',
};
const mostMilliseconds = 50;

const inventory = `<sr:Request xmlns:sr="${namespaces.sr}" schemaVersion="5.4"><sr:Header><sr:RequestID>90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:7</sr:RequestID>
<sr:CommandVariant>8</sr:CommandVariant><sr:ServiceReference>8.2</sr:ServiceReference><sr:ServiceReferenceVariant>8.2</sr:ServiceReferenceVariant></sr:Header>
<sr:Body><sr:ReadInventory><sr:DeviceID>a &amp; b</sr:DeviceID></sr:ReadInventory></sr:Body></sr:Request>`;
const originals = [
  serviceRequestXml(), serviceRequestXml({ srv: '6.15.1', executionDateTime: '2030-01-15T00:00:00Z' }),
  serviceRequestXml({ certificates: [{ use: 'DigitalSigning', base64: 'AAAA' }], signature: false }), inventory,
  ...sharedRequests().map(({ bytes }) => bytes.toString()),
];

/** What libxml2 sees at an absolute path: exactly one node. */
function valueAt(document: XmlDocument, path: string): string {
  const nodes = document.find(path, namespaces);
  expect(nodes.length, path).to.equal(1);
  return nodes[0]!.content;
}

function collapsed(text: string): string {
  return text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}

function expectSameValues(document: XmlDocument, request: ServiceRequest): void {
  const header = '/sr:Request/sr:Header/sr:';
  expect(collapsed(valueAt(document, `${header}RequestID`))).to.equal(request.requestId);
  expect(Number(collapsed(valueAt(document, `${header}CommandVariant`)))).to.equal(request.commandVariant);
  expect(valueAt(document, `${header}ServiceReference`)).to.equal(request.serviceReference);
  expect(valueAt(document, `${header}ServiceReferenceVariant`)).to.equal(request.srv);
  expect(collapsed(valueAt(document, '/sr:Request/@schemaVersion'))).to.equal(request.schemaVersion);
  expect(document.find('/sr:Request/sr:Body/*', namespaces).length).to.equal(1);
  expect(document.find('/sr:Request/sr:*', namespaces).length).to.equal(2);
  if (request.remotePartyRole !== undefined) {
    expectSameCredentials(document, request);
  }
}

/** libxml2-wasm leaves out a byte order mark that begins a long value, and shows that of a short one. */
function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

function expectSameCredentials(document: XmlDocument, request: ServiceRequest): void {
  const block = `/sr:Request/sr:Body/sr:${bodyElements[request.srv]!}`;
  const body = `/sr:Request/sr:Body/*`;
  expect(collapsed(valueAt(document, `${body}/sr:RemotePartyRole`))).to.equal(request.remotePartyRole);
  const dates = document.find(`${body}/sr:ExecutionDateTime`, namespaces).map(({ content }) => Date.parse(collapsed(content).replace(/^\d{5}-/, '+0$&')));
  expect(dates).to.deep.equal(request.executionDateTime === undefined ? [] : [request.executionDateTime]);
  expect(document.find(`${block}/*`, namespaces).length).to.equal(request.certificates.length);
  for (const { use, base64 } of request.certificates) {
    expect(withoutMark(valueAt(document, `${block}/sr:${use}Certificate`).replace(/[ \t\r\n]+/g, ''))).to.equal(withoutMark(base64));
  }
}

/** Reads quickly and throws nothing but a `Fault`; the time is that of the processor, measured again before it is believed. */
function readQuickly<T>(read: () => T): T | Fault {
  const started = process.cpuUsage();
  let outcome: T | Fault;
  try {
    outcome = read();
  } catch (error) {
    if (!(error instanceof Fault)) {
      throw error;
    }
    outcome = error;
  }
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1000 < mostMilliseconds || isQuick(read), 'took too long').to.equal(true);
  return outcome;
}

function isQuick(read: () => unknown): boolean {
  return [1, 2, 3].some(() => {
    const started = process.cpuUsage();
    try {
      read();
    } catch { /* what it throws was seen before */ }
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1000 < mostMilliseconds;
  });
}

/** Whether it was accepted; then libxml2 must see the same. */
function compareRequest(bytes: Buffer): boolean {
  const request = readQuickly(() => readServiceRequest(bytes));
  if (request instanceof Fault) {
    expect(['not-well-formed', 'not-decidable', 'too-large']).to.include(request.code);
    return false;
  }
  const document = XmlDocument.fromBuffer(bytes);
  try {
    expectSameValues(document, request);
  } finally {
    document.dispose();
  }
  return true;
}

function outline(element: XmlElement): unknown {
  const attributes = element.attributes.map(({ namespace, name, value }) => `{${namespace}}${name}=${value}`).sort();
  return [`{${element.namespace}}${element.name}`, attributes, element.children.length === 0 ? element.text : element.children.map(outline)];
}

/** Blank text beside a comment, which is all that may stand there, is no text to us. */
function libxmlOutline(element: LibxmlElement): unknown {
  const attributes = element.attrs.map((attribute) => `{${attribute.namespaceUri}}${attribute.name}=${attribute.value}`).sort();
  const children: LibxmlElement[] = [];
  let text = '';
  let hasComment = false;
  for (let node = element.firstChild; node !== null; node = node.next) {
    children.push(...(node instanceof LibxmlElement ? [node] : []));
    text += node instanceof XmlText ? node.content : '';
    hasComment ||= node instanceof XmlComment;
  }
  return [`{${element.namespaceUri}}${element.name}`, attributes, children.length > 0 ? children.map(libxmlOutline) : hasComment ? text.trim() : text];
}

function compareTree(xml: string): boolean {
  const bytes = Buffer.from(xml);
  const root = readQuickly(() => readXml(bytes));
  if (root instanceof Fault) {
    return false;
  }
  const document = XmlDocument.fromBuffer(bytes);
  try {
    expect(outline(root)).to.deep.equal(libxmlOutline(document.root));
  } finally {
    document.dispose();
  }
  return true;
}

describe('our reader beside libxml2', () => {
  it('sees the same in what was not changed', () => {
    expect(originals.map((xml) => compareRequest(Buffer.from(xml)))).to.deep.equal(originals.map(() => true));
  });

  for (const [name, mutate] of Object.entries(elementMutations)) {
    it(`accepts only what libxml2 accepts, and sees the same: elements, ${name}`, () => {
      const dice = diceFrom(seed);
      for (let round = 0; round < rounds(300, 10_000); round += 1) {
        const xml = mutate(pick(dice, originals), dice);
        expect(() => compareRequest(Buffer.from(xml)), xml).not.to.throw();
      }
    });
  }

  for (const [name, mutate] of Object.entries(byteMutations)) {
    it(`accepts only what libxml2 accepts, and sees the same: bytes, ${name}`, () => {
      const dice = diceFrom(seed + 1);
      for (let round = 0; round < rounds(400, 10_000); round += 1) {
        const bytes = mutate(Buffer.from(pick(dice, originals)), dice);
        expect(() => compareRequest(bytes), bytes.toString('latin1')).not.to.throw();
      }
    });
  }

  it('accepts some of the changed messages, so that there was something to compare', () => {
    const dice = diceFrom(3);
    const accepted = Object.values(elementMutations)
      .map((mutate) => Array.from({ length: 60 }, () => compareRequest(Buffer.from(mutate(pick(dice, originals), dice)))).filter(Boolean).length);
    expect(accepted.reduce((sum, count) => sum + count)).to.be.greaterThan(60);
  });

  it('sees the same tree in whatever it accepts', () => {
    const pieces = fc.constantFrom(
      '<a>', '</a>', '<a/>', '<p:a>', '</p:a>', '<a xmlns="urn:1">', '<a xmlns:p="urn:2" p:b="1" b=\'2\'>', '<p:a xmlns:p="urn:3" xmlns:q="urn:3" q:b="">', '<a b="&lt;&#10;\t\n">', '<a xml:lang="en">', '<a xmlns="">',
      '</a >', '<a\n/>', 'x', ' ', '\r\n', '&amp;', '&#65;', '&#x1F600;', '<!-- c -->', ']]', '>', 'é', '\u{1F600}', '<é:a xmlns:é="urn:e"/>', '<a b="1" c="2"></a>', '"', '--');
    let accepted = 0;
    fc.assert(fc.property(fc.array(pieces, { maxLength: 7 }), (parts) => {
      accepted += compareTree(`<a xmlns:p="urn:0">${parts.join('')}</a>`) ? 1 : 0;
    }), { numRuns: 3000, seed: 11 });
    expect(accepted).to.be.greaterThan(300);
  });

  it('is quick with whatever is large', () => {
    const large: Readonly<Record<string, string>> = {
      'open elements': '<a>'.repeat(87_000),
      'elements': `<a>${'<b/>'.repeat(60_000)}</a>`,
      'attributes': `<a ${Array.from({ length: 40_000 }, (_, index) => `a${index}=""`).join(' ')}/>`,
      'elements of 64 attributes': `<a>${`<b ${Array.from({ length: 64 }, (_, index) => `a${index}=""`).join(' ')}/>`.repeat(500)}</a>`,
      'declarations': `<a>${`<b ${Array.from({ length: 16 }, (_, index) => `xmlns:a${index}="urn:u"`).join(' ')}/>`.repeat(1100)}</a>`,
      'nested declarations': Array.from({ length: 32 }, (_, depth) => `<a ${Array.from({ length: 16 }, (_unused, index) => `xmlns:a${depth}-${index}="urn:u"`).join(' ')}>`).join('').replace(/-/g, '_'),
      'references': `<a>${'&#65;'.repeat(52_000)}</a>`,
      'broken references': `<a>${'&'.repeat(260_000)}</a>`,
      'references without end': `<a>${'&#1'.repeat(87_000)}</a>`,
      'comments': `${'<!---->'.repeat(37_000)}<a/>`,
      'an open comment': `<a/>${'<!--'.repeat(65_000)}`,
      'dashes': `<!--${'-'.repeat(260_000)}`,
      'line ends': `${'\r'.repeat(260_000)}<a/>`,
      'white space in a tag': `<a${' '.repeat(260_000)}b/>`,
      'white space in a value': serviceRequestXml().replace(':1001<', `:1001${' '.repeat(250_000)}x<`),
      'white space around a value': serviceRequestXml().replace(':1001<', `:1001${' '.repeat(250_000)}<`),
      'zeros': serviceRequestXml().replace('>0<', `>${'0'.repeat(250_000)}x<`),
      'a fraction of a second': serviceRequestXml({ executionDateTime: `2030-01-15T00:00:00.${'0'.repeat(250_000)}x` }),
      'a schema version': serviceRequestXml({ schemaVersion: `${'5'.repeat(250_000)}.` }),
      'white space in a certificate': serviceRequestXml({ certificates: [{ use: 'DigitalSigning', base64: 'A '.repeat(125_000) }] }),
      'text without end': `<a>${'x'.repeat(262_000)}`,
      'brackets': `<a>${']'.repeat(260_000)}</a>`,
      'a declaration': `<?xml version="1.0"${' '.repeat(260_000)}`,
      'a name': `<${'a'.repeat(260_000)}`,
      'names': `<a ${'b '.repeat(130_000)}`,
      'quotes': `<a b=${'"'.repeat(260_000)}`,
      'letters beyond ASCII': `<a>${'é'.repeat(130_000)}</a>`,
    };
    for (const [what, xml] of Object.entries(large)) {
      const bytes = Buffer.from(xml);
      expect(() => { readQuickly(() => readXml(bytes)); readQuickly(() => readServiceRequest(bytes)); }, what).not.to.throw();
    }
  });
});
