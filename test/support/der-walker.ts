/** A second reader of the few fields that decide, which shares nothing with src/smki nor its libraries. */
export interface WalkedCertificate {
  subject: readonly { oid: string; tag: number; value: Buffer }[];
  keyUsages: readonly { isCritical: boolean; value: string }[];
}

interface Node {
  tag: number;
  content: Buffer;
}

/** Throws on anything that is not framed as DER. `oid` and the key usages' `value` are hex. */
export function walkCertificate(der: Uint8Array): WalkedCertificate {
  const [certificate, ...rest] = children(Buffer.from(der));
  if (!certificate || rest.length > 0) throw new Error('not one element');
  const signedPart = child(children(certificate.content), 0);
  const parts = children(signedPart.content);
  const extensions = children(child(children(child(parts.filter(({ tag }) => tag === 0xa3), 0).content), 0).content);
  return { subject: children(child(parts, 5).content).flatMap(attributesOf), keyUsages: extensions.flatMap(keyUsageOf) };
}

function attributesOf(rdn: Node): { oid: string; tag: number; value: Buffer }[] {
  return children(rdn.content).map(({ content }) => {
    const [type, value, ...rest] = children(content);
    if (!type || !value || rest.length > 0) throw new Error('not one attribute');
    return { oid: type.content.toString('hex'), tag: value.tag, value: value.content };
  });
}

function keyUsageOf({ content }: Node): { isCritical: boolean; value: string }[] {
  const parts = children(content);
  if (child(parts, 0).content.toString('hex') !== '551d0f') return [];
  const isCritical = parts.length === 3 && child(parts, 1).content.toString('hex') === 'ff';
  return [{ isCritical, value: child(parts, parts.length - 1).content.toString('hex') }];
}

function child(nodes: readonly Node[], index: number): Node {
  const node = nodes[index];
  if (!node) throw new Error(`no element ${index}`);
  return node;
}

function children(buffer: Buffer): Node[] {
  const nodes: Node[] = [];
  for (let rest = buffer; rest.length > 0; ) {
    const { header, length } = lengthAt(rest);
    if (rest.length < header + length) throw new Error('cut short');
    nodes.push({ tag: rest.readUInt8(0), content: rest.subarray(header, header + length) });
    rest = rest.subarray(header + length);
  }
  return nodes;
}

function lengthAt(buffer: Buffer): { header: number; length: number } {
  const first = buffer.readUInt8(1);
  if (first < 0x80) return { header: 2, length: first };
  if (first === 0x81 && buffer.readUInt8(2) >= 0x80) return { header: 3, length: buffer.readUInt8(2) };
  if (first === 0x82 && buffer.readUInt8(2) > 0) return { header: 4, length: buffer.readUInt16BE(2) };
  throw new Error('a length that is not DER');
}
