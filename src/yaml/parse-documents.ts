import { Composer, type Document, Parser, type YAMLParseError } from 'yaml';
import type { Stumble } from './slips.js';

export interface ParsedDocuments {
  /** none where there are too many mistakes */
  documents: Document.Parsed[];
  /** of the first document */
  mistakes: readonly Stumble[];
}

const tooMany = new Error('too many mistakes');

/**
 * Puts a text together by the rules of YAML 1.2, every scalar as text. It goes on after a mistake, but not after `most`: a text of nothing else would
 * take seconds. Duplicate keys are found by `yaml-node.ts`, which does so in linear time.
 */
export function parseDocuments(text: string, most: number): ParsedDocuments {
  const composer = new Composer({ schema: 'failsafe', version: '1.2', merge: false, uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });
  const mistakes = atMost(most);
  // where it collects them, until the document is whole
  Object.assign(composer, { errors: mistakes });
  try {
    const documents = Array.from(composer.compose(new Parser().parse(text)));
    return { documents, mistakes: documents[0]?.errors ?? [] };
  } catch (cause) {
    if (cause !== tooMany) throw cause;
    return { documents: [], mistakes };
  }
}

function atMost(most: number): YAMLParseError[] {
  const mistakes: YAMLParseError[] = [];
  const push = (mistake: YAMLParseError): number => {
    if (mistakes.length >= most) throw tooMany;
    return Array.prototype.push.call(mistakes, mistake);
  };
  Object.defineProperty(mistakes, 'push', { value: push });
  return mistakes;
}
