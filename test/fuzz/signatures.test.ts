import { expect } from 'chai';
import { readSignedRequest } from '../../src/signature/read-signed-request.js';
import { makeSigner, now, signersOf, signXml } from '../signature/signing.js';
import { serviceRequestXml } from '../support/duis.js';
import { readOrFault } from './only-faults.js';

const signer = makeSigner();
const signers = signersOf(signer);
const message = serviceRequestXml({ signature: false });
const room = 200_000;

/** As many as there is room for. */
const many = (one: string, most = room): string => one.repeat(Math.floor(most / one.length));
const declarations = (from: number): string => Array.from({ length: 16 }, (_, index) => ` xmlns:n${from + index}="a:${index}"`).join('');
/** Within as many declarations as are read. */
const inDeclarations = (depth: number, within: string): string => {
  const levels = Array.from({ length: depth }, (_, level) => `<x${declarations(level * 16)}>`);
  return `${levels.join('')}${within}${'</x>'.repeat(depth)}`;
};

const longNamespaces = Array.from({ length: 16 }, (_, index) => ` xmlns:n${index}="a:${'b'.repeat(980)}${index}"`).join('');

const hostileElements: readonly (readonly [string, string])[] = [
  ['elements that each declare a prefix, below hundreds', inDeclarations(24, many('<y xmlns:z="a:b"/>'))],
  ['elements that each use a prefix, below hundreds', inDeclarations(24, many('<n7:y xmlns:n7="a:c"/>'))],
  ['elements of a long namespace', `<x xmlns:z="a:${'b'.repeat(990)}">${many('<z:y/>', 110_000)}</x>`],
  ['elements with 64 attributes in disorder', `<x>${many(`<y ${Array.from({ length: 64 }, (_, index) => `a${(index * 37) % 64}=""`).join(' ')}/>`)}</x>`],
  ['elements with 64 attributes of long namespaces that differ at their ends', `<x${longNamespaces}>${many(`<y ${Array.from({ length: 64 }, (_, index) => `n${(index * 5) % 16}:${'abcd'.charAt(index >> 4)}=""`).join(' ')}/>`, 110_000)}</x>`],
  ['elements with 16 attributes of namespaces', inDeclarations(1, many(`<y ${Array.from({ length: 16 }, (_, index) => `n${index}:a="1"`).join(' ')}/>`))],
];

describe('signatures that would take long to verify', () => {
  for (const [what, hostile] of hostileElements) {
    it(`are refused at once where a SignedInfo that nobody signed holds ${what}`, () => {
      const signed = signXml(message, signer).replace('</ds:SignedInfo>', `${hostile}</ds:SignedInfo>`);
      expect(readOrFault(() => readSignedRequest(Buffer.from(signed), signers, now), ['signature-invalid', 'not-well-formed'], what)).to.include({ code: 'signature-invalid' });
    });

    it(`are verified, or found too large, in time where somebody known signed ${what}`, () => {
      const inventory = `<sr:Request xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway" schemaVersion="5.4"><sr:Header><sr:RequestID>90-B3-D5-1F-30-01-00-00:90-B3-D5-1F-30-00-00-02:7</sr:RequestID>
<sr:CommandVariant>8</sr:CommandVariant><sr:ServiceReference>8.2</sr:ServiceReference><sr:ServiceReferenceVariant>8.2</sr:ServiceReferenceVariant></sr:Header><sr:Body><sr:ReadInventory>${hostile}</sr:ReadInventory></sr:Body></sr:Request>`;
      const signed = Buffer.from(signXml(inventory, signer));
      readOrFault(() => readSignedRequest(signed, signers, now), ['signature-invalid', 'too-large', 'not-decidable'], what, 200_000);
    });
  }
});
