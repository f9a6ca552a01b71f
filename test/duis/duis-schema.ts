import { readFileSync } from 'node:fs';
import { XmlBufferInputProvider, XmlDocument, xmlCleanupInputProvider, xmlRegisterInputProvider, XsdValidator } from 'libxml2-wasm';
import { sharedFile } from './refusal.js';

/**
 * The DUIS schema, compiled, where it is at hand. libxml2 does not find file names with spaces, and the signature schema's
 * DOCTYPE would be looked up on the network: both are mended on the way.
 */
export function findDuisValidator(): XsdValidator | undefined {
  const folder = sharedFile('schema/');
  if (folder === undefined) {
    return undefined;
  }
  const text = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
  const provider = new XmlBufferInputProvider({
    'mmc.xsd': Buffer.from(text('MMC Schema V5.4.xsd')),
    'xmldsig-core-schema.xsd': Buffer.from(text('xmldsig-core-schema.xsd').replace(/<!DOCTYPE[^[]*\[[^\]]*\]>/, '')),
  });
  xmlRegisterInputProvider(provider);
  const schema = XmlDocument.fromString(text('DUIS Schema V5.4.xsd').replaceAll('MMC Schema V5.4.xsd', 'mmc.xsd'));
  try {
    return XsdValidator.fromDoc(schema);
  } finally {
    schema.dispose();
    xmlCleanupInputProvider();
  }
}
