import { withoutSpaceAround } from '../duis/xml-text.js';
import type { XmlAttribute, XmlElement } from '../duis/xml-tree.js';
import { refuseSignature } from './refuse-signature.js';

/**
 * Requires of the elements of a message as it came that they say what its canonical text says, but for `without`: whoever acts on the answer reads the
 * message as it came. Throws `Fault('signature-invalid')`.
 */
export function requireSame(came: XmlElement, signed: XmlElement, without?: XmlElement): void {
  const children = came.children.filter((child) => child !== without);
  const isSame = came.namespace === signed.namespace && came.name === signed.name && isSameSet(came.attributes, signed.attributes)
    && children.length === signed.children.length && (children.length > 0 || withoutSpaceAround(came.text) === withoutSpaceAround(signed.text));
  if (!isSame) refuseSignature(`element ${came.qualifiedName.slice(0, 60)}`, 'it says another thing than what was signed');
  signed.children.forEach((child, index) => { requireSame(children[index] ?? came, child); });
}

function isSameSet(came: readonly XmlAttribute[], signed: readonly XmlAttribute[]): boolean {
  const isThere = ({ namespace, name, value }: XmlAttribute): boolean =>
    signed.some((each) => each.namespace === namespace && each.name === name && each.value === value);
  return came.length === signed.length && came.every(isThere);
}
