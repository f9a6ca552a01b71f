import { Document, isCollection, isMap, isScalar, type Node } from 'yaml';

type RemarkOn = (path: readonly PropertyKey[]) => string | undefined;

/**
 * Writes plain values as YAML that `readYaml` reads back as the same, lists on one line. `remarkOn` answers the comment
 * that stands behind a value, if any.
 */
export function writeYaml(value: unknown, remarkOn: RemarkOn): string {
  const document = new Document(value, { version: '1.2', schema: 'core', compat: 'yaml-1.1', aliasDuplicateObjects: false });
  noteRemarks(document.contents, [], remarkOn);
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function noteRemarks(node: unknown, path: readonly PropertyKey[], remarkOn: RemarkOn): void {
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      noteRemarks(value, [...path, String(isScalar(key) ? key.value : key)], remarkOn);
    }
  }
  if (isCollection(node)) {
    node.flow = !isMap(node) || node.items.length === 0;
  }
  if (isScalar(node) || (isCollection(node) && node.flow === true)) {
    noteRemark(node, remarkOn(path));
  }
}

function noteRemark(node: Node, remark: string | undefined): void {
  if (remark !== undefined) {
    node.comment = ` ${remark.replace(/\s+/g, ' ')}`;
  }
}
