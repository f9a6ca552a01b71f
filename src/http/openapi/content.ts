import { refTo, type SchemaName } from './schemas.js';

export function jsonContent(name: SchemaName, examples?: Readonly<Record<string, object>>): object {
  const told = examples && { examples: Object.fromEntries(Object.entries(examples).map(([key, value]) => [key, { value }])) };
  return { 'application/json': { schema: refTo(name), ...told } };
}

/** OpenAPI 3.1 has no word for the schema of a line, 3.2 calls it `itemSchema`. */
export function ndjson(name: SchemaName, description: string, example: string): object {
  return { 'application/x-ndjson': { schema: { type: 'string', description }, 'x-itemSchema': refTo(name), example: `${example}\n` } };
}

export function query(name: string, description: string, schema: object): object {
  return { name, in: 'query', required: false, description, schema };
}

export function header(description: string): object {
  return { description, required: false, schema: { type: 'string' } };
}
