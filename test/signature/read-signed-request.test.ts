import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { expect } from 'chai';
import { readServiceRequest } from '../../src/duis/read-service-request.js';
import { readSignedRequest } from '../../src/signature/read-signed-request.js';
import { refusalOf } from '../duis/refusal.js';
import { serviceRequestXml } from '../support/duis.js';
import { exclusiveForm, inclusiveForm, makeSigner, now, type Signing, signersOf, signXml, supplier } from './signing.js';

const message = serviceRequestXml({ signature: false });
const other = serviceRequestXml({ signature: false, counter: 1002, remotePartyRole: 'Supplier' });
const inventory = `<sr:Request xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway" schemaVersion="5.4"><sr:Header><sr:RequestID>${supplier}:90-B3-D5-1F-30-00-00-02:7</sr:RequestID>
<sr:CommandVariant>8</sr:CommandVariant><sr:ServiceReference>8.2</sr:ServiceReference><sr:ServiceReferenceVariant>8.2</sr:ServiceReferenceVariant></sr:Header>
<sr:Body><sr:ReadInventory><sr:DeviceID note="a">a &amp; b</sr:DeviceID></sr:ReadInventory></sr:Body></sr:Request>`;

const signer = makeSigner();
const mallory = makeSigner({ entityId: '90-B3-D5-1F-30-99-00-00', serial: '0badcafe' });
const signers = signersOf(signer, mallory);
const signed = signXml(message, signer);

const read = (text: string, known = signers) => readSignedRequest(Buffer.from(text), known, now);
const signatureOf = (text: string): string => /<ds:Signature [^]*<\/ds:Signature>/.exec(text)![0];
const inSignature = (change: (signature: string) => string): string => signed.replace(signatureOf(signed), (signature) => change(signature));

describe('a signed Service Request', () => {
  const written: readonly (readonly [string, string])[] = [
    ['as the DCC signs', signed],
    ['with a second transform, exclusive', signXml(message, signer, { form: 'exclusive' })],
    ['with line ends of another system', signed.replaceAll('\n', '\r\n')],
    ['with its signature laid out in lines, and comments', signXml(message, signer, { signature: (text) => text.replaceAll('><', '>\n  <!-- x --><').replaceAll('<!-- x --></', '</') })],
    ['with a carriage return in its base64, as Java writes it', inSignature((text) => text.replace(/(<ds:SignatureValue>.{76})/, '$1&#13;\n'))],
    ['with comments around it and in its root', signed.replace('<sr:Header>', '<!-- a --><sr:Header>').replace('</sr:Request>', '</sr:Request><!-- b -->')],
    ['with comments in its root that begin as they end', signXml(message.replace('<sr:Header>', '<!-->a--><sr:Header>').replace('<sr:Body>', '<!--->b--><sr:Body>'), signer)],
    ['with such comments in its SignedInfo', signXml(message, signer, { signedInfo: (text) => text.replace('<ds:Reference', '<!-->a--><!--->b--><ds:Reference') })],
    ['with the attributes of its root in another order and other quotes', signed.replace(/ (xmlns:sr)="([^"]*)"([^>]*) (schemaVersion)="5.4"/, ' $4=\'5.4\'$3\n  $1=\'$2\'')],
    ['with another prefix of the signature', signXml(message, signer, { signature: (text) => text.replaceAll('ds:', 'ns3:').replace('xmlns:ds', 'xmlns:ns3') })],
    ['with a space after a comma of the issuer', inSignature((text) => text.replace('CN=Z1,OU=07', 'CN=Z1, OU=07'))],
  ];
  for (const [how, text] of written) {
    it(`is read ${how}`, () => {
      expect(read(text)).to.deep.equal(readServiceRequest(Buffer.from(message)));
    });
  }

  it('is read from the very octets that were signed, not from those that came', () => {
    const sent = signXml(inventory, signer).replace('a &amp; b', 'a &#38; &#98;').replace('note="a"', 'note = \'&#x61;\'');
    expect(read(sent)).to.deep.equal(readServiceRequest(Buffer.from(inventory)));
    expect(readServiceRequest(Buffer.from(sent)).contentDigest).not.to.equal(read(sent).contentDigest);
  });
});

describe('the signature of a Service Request', () => {
  const n = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');
  const one = Buffer.alloc(32, 1);
  const valued = (value: Buffer | ((octets: Buffer) => Buffer)): string => signXml(message, signer, { value: typeof value === 'function' ? value : () => value });
  const resigned = (signing: Signing): string => signXml(message, signer, signing);
  const info = (from: string | RegExp, to: string): string => resigned({ signedInfo: (text) => text.replace(from, to) });
  /** The other message in plain sight, and what was signed in what could be taken for an attribute and more, or for comments. */
  const hiddenInComments = (text: string): string => {
    const [, head = '', body = '', tail = ''] = /^([^]*?<sr:Request[^>]*>\s*)<sr:Header>([^]*<\/sr:Body>)([^]*)$/.exec(text) ?? [];
    const seen = /<sr:Header>[^]*<\/sr:Body>/.exec(other)![0];
    return `${head}<!--><sr:Header xmlns:xml="-->${seen}<!--">${body}<!-->${tail}`;
  };
  const object = `<ds:Object>${message.replace(/<\?.*\?>/, '')}</ds:Object>`;
  const invalid: readonly (readonly [string, () => string, RegExp])[] = [
    ['of another message', () => other.replace('</sr:Request>', `${signatureOf(signed)}</sr:Request>`), /another than the one that was signed/],
    ['of a message with one value changed', () => signed.replace(':1001<', ':1002<'), /another than the one that was signed/],
    ['of a message with white space added', () => signed.replace('<sr:Body>', '<sr:Body> '), /another than the one that was signed/],
    ['of a message with a namespace declared that nobody uses', () => signed.replace('<sr:Body>', '<sr:Body xmlns:a="urn:a">'), /another than the one that was signed/],
    ['of a message whose prefix was declared again', () => signed.replace('<sr:Body>', '<sr:Body xmlns:ds="urn:a">'), /another than the one that was signed/],
    ...(['inclusive', 'exclusive'] as const).map((form) =>
      [`that stands in comments, so that every reader sees another (${form} form)`, () => hiddenInComments(form === 'exclusive' ? resigned({ form }) : signed), /another than the one that was signed/] as const),
    ['by nobody known', () => signXml(message, makeSigner({ serial: '0f' })), /no certificate of a known signer has issuer `CN=Z1,OU=07` and serial number `15`/],
    ['by another than the certificate named', () => signXml(message, { ...signer, key: mallory.key }), /did not sign this/],
    ['by another User, who is known too', () => signXml(message, mallory), /it is of 90-B3-D5-1F-30-99-00-00, and the originator of the message is 90-B3-D5-1F-30-01-00-00/],
    ['whose KeyInfo was made another\'s', () => inSignature((text) => text.replace(signer.serialNumber, mallory.serialNumber)), /did not sign this/],

    ['that wraps the signed message in an Object', () => other.replace('</sr:Request>', `${signatureOf(signed).replace('</ds:Signature>', `${object}</ds:Signature>`)}</sr:Request>`), /ds:Signature: it must hold ds:SignedInfo, ds:SignatureValue, ds:KeyInfo, and no other element/],
    ['that holds an Object from the start', () => resigned({ signature: (text) => text.replace('</ds:Signature>', '<ds:Object/></ds:Signature>') }), /and no other element/],
    ['that holds another signature', () => inSignature((text) => text.replace('</ds:Signature>', `${text}</ds:Signature>`)), /and no other element/],
    ['in which another signature stands for the SignedInfo', () => inSignature((text) => text.replace(/<ds:SignedInfo>/, `${text}<ds:SignedInfo>`)), /and no other element/],
    ['with an Id', () => inSignature((text) => text.replace('<ds:Signature ', '<ds:Signature Id="a" ')), /attribute `Id` must not stand here/],
    ['with an element of another namespace', () => inSignature((text) => text.replaceAll('ds:X509SerialNumber', 'x:X509SerialNumber').replace('<x:X509SerialNumber', '<x:X509SerialNumber xmlns:x="urn:x"')), /and no other element/],
    ['with an Id on its SignedInfo', () => info('<ds:SignedInfo>', '<ds:SignedInfo Id="a">'), /attribute `Id` must not stand here/],
    ['with xml:space', () => inSignature((text) => text.replace('<ds:Signature ', '<ds:Signature xml:space="preserve" ')), /attribute `xml:space` must not stand here/],
    ['that refers to a part', () => info('URI=""', 'URI="#body"'), /its one attribute must be URI=""/],
    ['that refers by XPointer', () => info('URI=""', 'URI="#xpointer(/)"'), /its one attribute must be URI=""/],
    ['that refers to nothing named', () => info(' URI=""', ''), /its one attribute must be URI=""/],
    ['that refers to the whole by another attribute', () => info('URI=""', 'Id=""'), /its one attribute must be URI=""/],
    ['with an algorithm by another attribute', () => info('<ds:DigestMethod Algorithm', '<ds:DigestMethod Id'), /its one attribute must be Algorithm=/],
    ['with a type of its reference', () => info('URI=""', 'URI="" Type="http://www.w3.org/2000/09/xmldsig#Object"'), /its one attribute must be URI=""/],
    ['with two references', () => resigned({ signedInfo: (text) => text.replace(/<ds:Reference[^]*<\/ds:Reference>/, (reference) => reference.repeat(2)) }), /ds:CanonicalizationMethod, ds:SignatureMethod, ds:Reference, and no other element/],
    ['with no reference', () => info(/<ds:Reference[^]*<\/ds:Reference>/, ''), /and no other element/],
    ['with two SignedInfos', () => inSignature((text) => text.replace(/<ds:SignedInfo>[^]*<\/ds:SignedInfo>/, (each) => each.repeat(2))), /and no other element/],

    ['without transforms', () => info(/<ds:Transforms>.*<\/ds:Transforms>/, ''), /and no other element/],
    ['with an empty list of transforms', () => info(/<ds:Transforms>.*<\/ds:Transforms>/, '<ds:Transforms/>'), /it must hold ds:Transform, and no other element/],
    ...['http://www.w3.org/TR/1999/REC-xpath-19991116', 'http://www.w3.org/TR/1999/REC-xslt-19991116', 'http://www.w3.org/2000/09/xmldsig#base64', 'http://www.w3.org/2002/06/xmldsig-filter2', 'urn:mine'].map((algorithm) =>
      [`with transform ${algorithm}`, () => info('http://www.w3.org/2000/09/xmldsig#enveloped-signature', algorithm), /its one attribute must be Algorithm="http:\/\/www.w3.org\/2000\/09\/xmldsig#enveloped-signature"/] as const),
    ['with an XPath in its transform', () => info(/(<ds:Transform [^>]*)\/>/, '$1><ds:XPath>not(ancestor-or-self::sr:Body)</ds:XPath></ds:Transform>'), /it must hold nothing, and no other element/],
    ['with a third transform', () => info('</ds:Transforms>', `<ds:Transform Algorithm="${exclusiveForm}"/>`.repeat(2) + '</ds:Transforms>'), /it must hold ds:Transform, and no other element/],
    ['with the same transform twice', () => resigned({ signedInfo: (text) => text.replace(/<ds:Transform .*?\/>/, (each) => each.repeat(2)) }), /its one attribute must be Algorithm="http:\/\/www.w3.org\/2001\/10\/xml-exc-c14n#"/],
    ...[inclusiveForm, `${inclusiveForm}#WithComments`, `${exclusiveForm}WithComments`, 'http://www.w3.org/2006/12/xml-c14n11', ''].flatMap((algorithm) => [
      [`with canonicalisation \`${algorithm}\``, () => info(exclusiveForm, algorithm), /its one attribute must be Algorithm="http:\/\/www.w3.org\/2001\/10\/xml-exc-c14n#"/] as const,
      [`with canonicalisation \`${algorithm}\` as second transform`, () => resigned({ form: 'exclusive', signedInfo: (text) => text.replace(`<ds:Transform Algorithm="${exclusiveForm}"`, `<ds:Transform Algorithm="${algorithm}"`) }), /its one attribute must be Algorithm=/] as const,
    ]),
    ['with InclusiveNamespaces', () => info(`${exclusiveForm}"/>`, `${exclusiveForm}"><ec:InclusiveNamespaces xmlns:ec="${exclusiveForm}" PrefixList="sr"/></ds:CanonicalizationMethod>`), /it must hold nothing, and no other element/],
    ['with InclusiveNamespaces in its transform', () => resigned({ form: 'exclusive', signedInfo: (text) => text.replace(/(<ds:Transform Algorithm="[^"]*xml-exc-c14n#")\/>/, `$1><ec:InclusiveNamespaces xmlns:ec="${exclusiveForm}" PrefixList="sr"/></ds:Transform>`) }), /it must hold nothing, and no other element/],
    ...['http://www.w3.org/2000/09/xmldsig#hmac-sha1', 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256', 'http://www.w3.org/2000/09/xmldsig#rsa-sha1', 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'http://www.w3.org/2000/09/xmldsig#dsa-sha1', 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1', 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512', 'none', ''].map((algorithm) =>
      [`with method \`${algorithm}\``, () => info('http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256', algorithm), /its one attribute must be Algorithm="http:\/\/www.w3.org\/2001\/04\/xmldsig-more#ecdsa-sha256"/] as const),
    ['with a second attribute of its method', () => info('ecdsa-sha256"/>', 'ecdsa-sha256" Id="a"/>'), /its one attribute must be Algorithm=/],
    ['with an HMACOutputLength', () => info('ecdsa-sha256"/>', 'ecdsa-sha256"><ds:HMACOutputLength>0</ds:HMACOutputLength></ds:SignatureMethod>'), /it must hold nothing/],
    ['with text in its method', () => info('ecdsa-sha256"/>', 'ecdsa-sha256">0</ds:SignatureMethod>'), /it must hold nothing/],
    ...['http://www.w3.org/2000/09/xmldsig#sha1', 'http://www.w3.org/2001/04/xmldsig-more#md5', 'http://www.w3.org/2001/04/xmlenc#sha512'].map((algorithm) =>
      [`with digest ${algorithm}`, () => info('http://www.w3.org/2001/04/xmlenc#sha256', algorithm), /its one attribute must be Algorithm="http:\/\/www.w3.org\/2001\/04\/xmlenc#sha256"/] as const),
    ['with a digest too short', () => info(/<ds:DigestValue>[^<]*</, `<ds:DigestValue>${Buffer.alloc(20).toString('base64')}<`), /ds:DigestValue: base64 of 32 octets is expected/],
    ['with an empty digest', () => info(/<ds:DigestValue>[^<]*</, '<ds:DigestValue><'), /base64 of 32 octets is expected/],
    ['with the digest of something else', () => info(/<ds:DigestValue>[^<]*</, `<ds:DigestValue>${createHash('sha256').update('').digest('base64')}<`), /another than the one that was signed/],
    ['with a SignedInfo changed after it was signed', () => inSignature((text) => text.replace(/<ds:DigestValue>.*<\/ds:DigestValue>/, (value) => value.replace(/>.*</, `>${createHash('sha256').update('').digest('base64')}<`))), /did not sign this/],

    ['in DER', () => valued((octets) => sign('sha256', octets, signer.key)), /ds:SignatureValue: base64 of 64 octets is expected/],
    ['with r and s of nothing', () => valued(Buffer.alloc(64)), /did not sign this/],
    ['with r = 0', () => valued(Buffer.concat([Buffer.alloc(32), one])), /did not sign this/],
    ['with s = 0', () => valued(Buffer.concat([one, Buffer.alloc(32)])), /did not sign this/],
    ['with r = n', () => valued(Buffer.concat([n, one])), /did not sign this/],
    ['with s = n', () => valued(Buffer.concat([one, n])), /did not sign this/],
    ['with r and s above everything', () => valued(Buffer.alloc(64, 0xff)), /did not sign this/],
    ['empty', () => valued(Buffer.alloc(0)), /base64 of 64 octets is expected/],
    ['with an octet too many', () => valued((octets) => Buffer.concat([sign('sha256', octets, { key: signer.key, dsaEncoding: 'ieee-p1363' }), Buffer.of(0)])), /base64 of 64 octets is expected/],
    ['on another curve', () => valued((octets) => sign('sha256', octets, { key: generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey, dsaEncoding: 'ieee-p1363' })), /base64 of 64 octets is expected/],
    ['on another curve of the same size', () => valued((octets) => sign('sha256', octets, { key: generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey, dsaEncoding: 'ieee-p1363' })), /did not sign this/],
    ['over another digest of the SignedInfo', () => valued((octets) => sign('sha512', octets, { key: signer.key, dsaEncoding: 'ieee-p1363' })), /did not sign this/],
    ['in base64 with a foreign character', () => inSignature((text) => text.replace('<ds:SignatureValue>', '<ds:SignatureValue>*')), /base64 of 64 octets is expected/],
    ['in base64 with a no-break space', () => inSignature((text) => text.replace('<ds:SignatureValue>', '<ds:SignatureValue>\u00A0')), /base64 of 64 octets is expected/],
    ['in base64 of URLs', () => inSignature((text) => text.replace(/(<ds:SignatureValue>)(.*)(<\/ds:SignatureValue>)/, (_, open: string, value: string, close: string) => open + Buffer.from(value, 'base64').toString('base64url') + close)), /base64 of 64 octets is expected/],
    ['in base64 with an attribute', () => inSignature((text) => text.replace('<ds:SignatureValue>', '<ds:SignatureValue Id="a">')), /attribute `Id` must not stand here/],

    ['with a key of its own', () => inSignature((text) => text.replace(/<ds:X509Data>.*<\/ds:X509Data>/, '<ds:KeyValue/>')), /ds:KeyInfo: it must hold ds:X509Data, and no other element/],
    ['with a key of its own beside', () => inSignature((text) => text.replace('</ds:KeyInfo>', '<ds:KeyValue/></ds:KeyInfo>')), /ds:KeyInfo: it must hold ds:X509Data/],
    ['with a certificate of its own', () => inSignature((text) => text.replace(/<ds:X509IssuerSerial>.*<\/ds:X509IssuerSerial>/, `<ds:X509Certificate>${signer.der.toString('base64')}</ds:X509Certificate>`)), /ds:X509Data: it must hold ds:X509IssuerSerial/],
    ['with a certificate of its own beside', () => inSignature((text) => text.replace('</ds:X509Data>', `<ds:X509Certificate>${mallory.der.toString('base64')}</ds:X509Certificate></ds:X509Data>`)), /ds:X509Data: it must hold ds:X509IssuerSerial/],
    ['with a key to be fetched', () => inSignature((text) => text.replace(/<ds:X509Data>.*<\/ds:X509Data>/, '<ds:RetrievalMethod URI="http://localhost/"/>')), /ds:KeyInfo: it must hold ds:X509Data/],
    ['without KeyInfo', () => inSignature((text) => text.replace(/<ds:KeyInfo>.*<\/ds:KeyInfo>/, '')), /and no other element/],
    ...['OU=07,CN=Z1', 'cn=Z1,ou=07', 'CN=z1,OU=07', 'CN=\\5A1,OU=07', 'CN="Z1",OU=07', 'CN=Z1+OU=07', 'CN=Z1;OU=07', '2.5.4.3=Z1,OU=07', 'CN=Z1,OU=07,', 'CN=Z1', '', 'CN = Z1,OU=07'].map((issuer) =>
      [`with issuer \`${issuer}\``, () => inSignature((text) => text.replace('CN=Z1,OU=07', () => issuer)), /no certificate of a known signer has issuer/] as const),
    ...[`0${signer.serialNumber}`, `+${signer.serialNumber}`, `-${signer.serialNumber}`, `0x1ecc6ed40f92a828`, '1ecc6ed40f92a828', `${signer.serialNumber}.0`, `${signer.serialNumber.slice(0, 3)} ${signer.serialNumber.slice(3)}`, `${signer.serialNumber}\u0660`, ''].map((serial) =>
      [`with serial number \`${serial}\``, () => inSignature((text) => text.replace(signer.serialNumber, serial)), /no certificate of a known signer has issuer/] as const),
  ];
  for (const [what, text, problem] of invalid) {
    it(`is refused ${what}`, () => {
      const sent = text();
      expect(refusalOf(() => read(sent))).to.have.property('code', 'signature-invalid');
      expect(refusalOf(() => read(sent)).message).to.match(problem);
    });
  }

  const certificates: readonly (readonly [string, Parameters<typeof makeSigner>[0], RegExp])[] = [
    ['expired', { notBefore: '150901000000Z', notAfter: '261120095959Z' }, /it is valid from 2015-09-01T00:00:00.000Z to 2026-11-20T09:59:59.000Z, and not now/],
    ['not yet valid', { notBefore: '261120100001Z' }, /and not now/],
    ['of a Network Operator for credentials', { ou: '03' }, /it is of OU 03 for digitalSignature; a User signs messages with one of OU 87/],
    ['of the DSP', { ou: '89' }, /it is of OU 89/],
    ['of a User for key agreement', { usage: Buffer.from('03020308', 'hex') }, /it is of OU 87 for keyAgreement; a User signs messages with one of OU 87 for digitalSignature/],
  ];
  for (const [what, parts, problem] of certificates) {
    it(`is refused when the signer's certificate is ${what}`, () => {
      const odd = makeSigner(parts);
      const { code, message: told } = refusalOf(() => read(signXml(message, odd), signersOf(odd)));
      expect(code).to.equal('signature-invalid');
      expect(told).to.match(problem);
    });
  }

  it('counts to the last second of the certificate', () => {
    const ending = makeSigner({ notBefore: '261120100000Z', notAfter: '261120100000Z' });
    expect(read(signXml(message, ending), signersOf(ending)).srv).to.equal('6.21');
  });

  it('is missed, wherever the message is not signed as a whole', () => {
    expect(refusalOf(() => read(message)).code).to.equal('signature-required');
    const inBody = inventory.replace('</sr:ReadInventory>', `${signatureOf(signXml(inventory, signer))}</sr:ReadInventory>`);
    expect(refusalOf(() => read(inBody)).code).to.equal('signature-required');
  });
});

describe('a message that is no plain Service Request', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['with its signature first', message.replace('<sr:Header>', `${signatureOf(signed)}<sr:Header>`), 'not-decidable'],
    ['with its signature before the Body', message.replace('<sr:Body>', `${signatureOf(signed)}<sr:Body>`), 'not-decidable'],
    ['with its signature in the Body', message.replace('</sr:Body>', `${signatureOf(signed)}</sr:Body>`), 'not-decidable'],
    ['with two signatures', signed.replace('</sr:Request>', `${signatureOf(signed)}</sr:Request>`), 'not-decidable'],
    ['with a second Body before that which was signed', signed.replace(/<sr:Body>[^]*<\/sr:Body>/, (body) => /<sr:Body>[^]*<\/sr:Body>/.exec(other)![0] + body), 'not-decidable'],
    ['with a second Body behind the signature', signed.replace('</sr:Request>', `${/<sr:Body>[^]*<\/sr:Body>/.exec(other)![0]}</sr:Request>`), 'not-decidable'],
    ['that wraps the signed one', other.replace('</sr:Request>', `${signed.replace(/<\?.*\?>/, '')}</sr:Request>`), 'not-decidable'],
    ['wrapped by another root', `<a>${signed.replace(/<\?.*\?>/, '')}</a>`, 'not-decidable'],
    ['with an Id on its root', signed.replace('schemaVersion', 'Id="a" schemaVersion'), 'not-decidable'],
    ['with an inherited xml:lang', signed.replace('schemaVersion', 'xml:lang="en" schemaVersion'), 'not-decidable'],
    ['whose prefix says another namespace', signed.replace('<sr:Body>', '<sr:Body xmlns:sr="urn:a">'), 'not-decidable'],
    ['with a value by reference', signed.replace('>6.21</sr:ServiceReferenceVariant>', '>6.2&#49;</sr:ServiceReferenceVariant>'), 'not-decidable'],
    ['with a comment in a value', signed.replace('>6.21<', '>6.<!-- -->21<'), 'not-well-formed'],
    ['with a comment in the signature value', inSignature((text) => text.replace('<ds:SignatureValue>', '<ds:SignatureValue>A<!-- -->')), 'not-well-formed'],
    ['with CDATA', signed.replace('>6.21<', '>6.<![CDATA[2]]>1<'), 'not-well-formed'],
    ['with a processing instruction', signed.replace('<sr:Header>', '<?a b?><sr:Header>'), 'not-well-formed'],
    ['with a DOCTYPE', signed.replace('<sr:Request', '<!DOCTYPE sr:Request [<!ATTLIST sr:Request Id ID #IMPLIED>]><sr:Request'), 'not-well-formed'],
    ['with an entity', signed.replace('>6.21<', '>&a;<'), 'not-well-formed'],
    ['with bytes behind its root', `${signed}x`, 'not-well-formed'],
    ['with a second root', `${signed}<a/>`, 'not-well-formed'],
    ['with an attribute twice', signed.replace('URI=""', 'URI="" URI=""'), 'not-well-formed'],
  ];
  for (const [what, text, code] of cases) {
    it(`is refused as it is without signatures: ${what}`, () => {
      expect(refusalOf(() => read(text)).code).to.equal(code);
      expect(refusalOf(() => readServiceRequest(Buffer.from(text))).code).to.equal(code);
    });
  }
});
