import { expect } from 'chai';
import { readCertificatesOfFile } from '../../src/smki/read-certificate-file.js';
import { oddCertificate } from '../support/pki.js';

const der = oddCertificate();
const base64 = der.toString('base64');
const lines = (base64.match(/.{1,64}/g) ?? []).join('\n');
const pem = `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
const keyBlock = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';

describe('the certificates of a file', () => {
  const files: [what: string, file: string | Buffer, labels: string[]][] = [
    ['DER', der, ['certificate']],
    ['base64 on one line', base64, ['certificate']],
    ['base64 on many lines', `\r\n${lines.replaceAll('\n', '\r\n')}\r\n`, ['certificate']],
    ['PEM', pem, ['certificate']],
    ['PEM with line ends of another system and a byte order mark', `\ufeff${pem.replaceAll('\n', '\r\n')}`, ['certificate']],
    ['PEM with what openssl prints before it', `Certificate:\n  Data: <none>\n${pem}`, ['certificate']],
    ['PEM with other blocks', `${keyBlock}${pem}`, ['certificate']],
    ['PEM with two', `${pem}\n${pem}`, ['certificate 1, line 1', `certificate 2, line ${pem.split('\n').length + 1}`]],
  ];
  for (const [what, file, labels] of files) {
    it(`are found in ${what}`, () => {
      const found = readCertificatesOfFile(Buffer.from(file)) ?? [];
      expect(found.map(({ label }) => label)).to.deep.equal(labels);
      for (const one of found) expect(der.equals(one.der)).to.equal(true);
    });
  }

  for (const file of ['<?xml version="1.0"?><sr:Request/>', '\ufeff \n<Request/>', '<']) {
    it(`are another reader's when it looks like XML: ${JSON.stringify(file)}`, () => {
      expect(readCertificatesOfFile(Buffer.from(file))).to.equal(undefined);
    });
  }

  const refused: [what: string, file: string, message: string][] = [
    ['an empty file', '', 'the text is empty; base64 of a DER certificate is expected'],
    ['a text', 'Hello, world', 'character 6 is `,`, which is not in the base64 alphabet'],
    ['PEM without a certificate', keyBlock, 'the PEM file holds no `-----BEGIN CERTIFICATE-----`'],
    ['PEM that breaks off', pem.slice(0, 200), 'a block that begins with `-----BEGIN CERTIFICATE-----` does not end with `-----END CERTIFICATE-----`'],
    ['PEM of which the second breaks off', `${pem}${pem.slice(0, 200)}`, 'a block that begins with `-----BEGIN CERTIFICATE-----` does not end with `-----END CERTIFICATE-----`'],
    ['PEM with rubbish in the second', `${pem}${pem.replace('MII', 'M*I')}`, `certificate 2, line ${pem.split('\n').length}: character 2 is \`*\`, which is not in the base64 alphabet`],
  ];
  for (const [what, file, message] of refused) {
    it(`are refused in ${what}`, () => {
      expect(() => readCertificatesOfFile(Buffer.from(file))).to.throw(message);
    });
  }
});
