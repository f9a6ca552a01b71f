import type { ZodType } from 'zod';
import type { Place } from '../domain/fault.js';
import { inFileOrder } from './line-places.js';
import type { YamlDocument } from './read-yaml.js';
import { findTypeProblems, unsaid } from './type-problems.js';

/**
 * Reads a document by a zod schema. Every problem becomes a place, `file:line:column`, in the order of the file, with a sentence that says what
 * to write instead; a message that the schema's author gave takes the place of that sentence.
 */
export function readTyped<T>(document: YamlDocument, schema: ZodType<T>): { value: T } | { problems: Place[] } {
  const result = schema.safeParse(document.value, { error: () => unsaid });
  if (result.success) {
    return { value: result.data };
  }
  const problems = findTypeProblems(result.error.issues, { document, schemas: [schema], base: [], value: document.value });
  const places = problems.map(({ path, isKey, problem }) => ({
    at: isKey ? document.placeOfKey(path) : document.placeOf(path),
    problem,
  }));
  const distinct = new Map(places.map((place) => [`${place.at} ${place.problem}`, place]));
  return { problems: inFileOrder([...distinct.values()]) };
}
