import { existsSync, readdirSync, readFileSync } from 'node:fs';

const shared = new URL('../../../shared/duis/', import.meta.url);

/** Real certificates by where they stand, in base64 without white space; none where the published material is not at hand. */
export function findRealCertificates(): readonly { label: string; base64: string }[] {
  return [...certificatesIn('certificates/', /-----BEGIN CERTIFICATE-----([^-]+)-----END/g), ...certificatesIn('requests/', />\s*(MII[^<]+)</g)];
}

function certificatesIn(folder: string, pattern: RegExp): { label: string; base64: string }[] {
  const directory = new URL(folder, shared);
  if (!existsSync(directory)) return [];
  return readdirSync(directory).flatMap((file) =>
    [...readFileSync(new URL(file, directory), 'utf8').matchAll(pattern)].map(([, text = ''], index) => ({
      label: `${file} ${index + 1}`,
      base64: text.replace(/\s/g, ''),
    })),
  );
}
