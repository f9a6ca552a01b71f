import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'chai';
import { openApiDocument } from '../../src/http/openapi/document.js';

/** An answer as a test received it. */
export interface Answered {
  status: number;
  /** names in lower case */
  headers: Readonly<Record<string, string | undefined>>;
  text: string;
}

interface MediaType {
  schema: object;
  'x-itemSchema'?: object;
}

interface DocumentedResponse {
  headers?: Record<string, { required: boolean }>;
  content?: Record<string, MediaType>;
}

interface Parameter {
  name: string;
  in: string;
  schema: { type: string; enum?: string[]; examples?: string[]; minimum?: number; maximum?: number; default?: unknown };
}

interface Operation {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Record<string, MediaType> };
  security?: { clientCertificate?: string[] }[];
  responses: Record<string, DocumentedResponse>;
}

export interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: {
    securitySchemes: Record<string, { type: string; scheme?: string }>;
    schemas: Record<string, object>;
    responses: Record<string, DocumentedResponse>;
  };
}

export const document = openApiDocument() as Document;

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(document, 'openapi');
const compiled = new Map<object, ValidateFunction>();

/** Headers that tell of an answer what the document has to tell of it, too. */
const telling = /^(slotguard-.+|allow|retry-after|www-authenticate|content-disposition)$/;

/** Fails unless the OpenAPI document says that this path can answer so: status, headers, content type and every field. */
export function expectAnswerMatches(method: string, path: string, answered: Answered): void {
  const { status, headers, text } = answered;
  const where = `${method} ${path} ${status}`;
  const documented = findDocumented(method, path, status);
  expect(documented, `${where} is not in the OpenAPI document`).to.exist;
  for (const [name, { required }] of Object.entries(documented?.headers ?? {})) {
    if (required) expect(headers[name.toLowerCase()], `${where} lacks ${name}`).to.be.a('string');
  }
  const known = Object.keys(documented?.headers ?? {}).map((name) => name.toLowerCase());
  expect(known, `${where} tells more`).to.include.members(Object.keys(headers).filter((name) => telling.test(name)));
  if (method === 'HEAD' || documented?.content === undefined) {
    expect(text, where).to.equal('');
    return;
  }
  const type = (headers['content-type'] ?? '').split(';', 1).join('');
  const mediaType = documented.content[type];
  expect(mediaType, `${where} answered as \`${type}\`, which is not in the OpenAPI document`).to.exist;
  if (mediaType !== undefined) expectMatches(mediaType, type, text, where);
}

function expectMatches(mediaType: MediaType, type: string, text: string, where: string): void {
  if (type.endsWith('json') && type !== 'application/x-ndjson') expectValid(mediaType.schema, JSON.parse(text), where);
  const { 'x-itemSchema': itemSchema } = mediaType;
  if (itemSchema !== undefined) text.split('\n').filter((line) => line !== '').forEach((line) => expectValid(itemSchema, JSON.parse(line), where));
}

export function expectValid(schema: object, value: unknown, where: string): void {
  const validate = compiled.get(schema) ?? ajv.compile(rooted(schema));
  compiled.set(schema, validate);
  expect(validate(value), `${where}: ${ajv.errorsText(validate.errors)}: ${JSON.stringify(value).slice(0, 400)}`).to.be.true;
}

/** `$ref`s point into the whole document. */
function rooted(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components')) as object;
}

function findDocumented(method: string, path: string, status: number): DocumentedResponse | undefined {
  const operations = findPath(path.split('?', 1).join(''));
  if (operations === undefined) return status === 404 ? document.components.responses.NoSuchPath : findAnywhere(status);
  if (method === 'OPTIONS') return status === 204 ? { headers: { Allow: { required: true } } } : findAnywhere(status);
  const operation = operations[method === 'HEAD' ? 'get' : method.toLowerCase()];
  if (operation === undefined) return status === 405 ? document.components.responses.NoSuchMethod : findAnywhere(status);
  return operation.responses[status];
}

/** what any path can answer, whatever it does */
function findAnywhere(status: number): DocumentedResponse | undefined {
  return document.paths['/healthz']?.get?.responses[status];
}

function findPath(path: string): Record<string, Operation> | undefined {
  const exact = document.paths[path];
  if (exact !== undefined) return exact;
  const template = Object.keys(document.paths).find((each) => new RegExp(`^${each.replace(/\{\w+\}/g, '[^/]+')}$`).test(path));
  return template === undefined ? undefined : document.paths[template];
}
