import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { PemConverter, X509CertificateGenerator } from '@peculiar/x509';
import { expect } from 'chai';
import { tlsOptionsOf } from '../../src/http/tls.js';

describe('TLS 1.2, where it is allowed', () => {
  let server: Server;

  before(async () => {
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 2048 };
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.createSelfSigned({ name: 'CN=127.0.0.1', keys, signingAlgorithm: algorithm }, webcrypto);
    const key = PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
    server = createServer(tlsOptionsOf({ certificate: certificate.toString('pem'), key, passphrase: undefined, minVersion: 'TLSv1.2', callerCertificates: 'off', authorities: [] }));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => { server.close(); });

  /** the cipher agreed on, or undefined */
  async function agreedOn(ciphers: string, maxVersion: 'TLSv1.2' | 'TLSv1.3'): Promise<string | undefined> {
    const socket: TLSSocket = connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, rejectUnauthorized: false, maxVersion, ciphers });
    try {
      await once(socket, 'secureConnect');
      return socket.getCipher().name;
    } catch {
      return undefined;
    } finally {
      socket.destroy();
    }
  }

  for (const cipher of ['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-RSA-CHACHA20-POLY1305']) {
    it(`agrees on ${cipher}`, async () => { expect(await agreedOn(cipher, 'TLSv1.2')).to.equal(cipher); });
  }

  for (const cipher of ['AES128-GCM-SHA256', 'AES256-SHA', 'ECDHE-RSA-AES128-SHA', 'ECDHE-RSA-AES256-SHA384']) {
    it(`does not agree on ${cipher}`, async () => { expect(await agreedOn(cipher, 'TLSv1.2')).to.equal(undefined); });
  }

  for (const cipher of ['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256']) {
    it(`agrees on ${cipher} with whoever speaks 1.3`, async () => { expect(await agreedOn(cipher, 'TLSv1.3')).to.equal(cipher); });
  }
});
