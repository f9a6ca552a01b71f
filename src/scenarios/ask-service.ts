import type { z } from 'zod';
import { Fault } from '../domain/fault.js';
import { readXml } from '../duis/read-xml.js';
import type { XmlElement } from '../duis/xml-tree.js';
import { decisionAnswer, foundRecord, problemAnswer } from '../http/answers.js';
import type { Message } from './write-message.js';

export type AnsweredRecord = z.infer<typeof foundRecord>;

/** What was answered in the words of the audit record, as far as the form of the answer has room for it. */
export type Told = Partial<Omit<z.infer<typeof decisionAnswer>, 'ruleSet' | 'repeated'> & { ruleSetVersion: string; repeated: boolean }>;

export type Reply =
  | { status: 200; told: Told; record: AnsweredRecord }
  | { status: number; problem: z.infer<typeof problemAnswer> };

/** Sends a message as any caller would, and reads the record of what was decided. Throws `Fault('data-invalid')` where an answer is none that OpenAPI knows. */
export async function askService(url: string, { contentType, text }: Message, form: 'json' | 'xml', explain = false): Promise<Reply> {
  const response = await fetch(`${url}/v1/decisions?explain=${explain}`, {
    method: 'POST',
    headers: { 'Content-Type': contentType, Accept: `application/${form}, application/problem+json;q=0.5` },
    body: text,
  });
  const body = await response.text();
  if (response.status !== 200) return { status: response.status, problem: readAs(problemAnswer, body) };
  const told = form === 'json' ? readJsonAnswer(body) : readDuisAnswer(body, response.headers);
  return { status: 200, told, record: await readRecord(url, told.decisionId ?? '') };
}

function readJsonAnswer(body: string): Told {
  const { ruleSet, repeated = false, ...told } = readAs(decisionAnswer, body);
  return { ...told, ruleSetVersion: ruleSet.version, repeated };
}

function readDuisAnswer(body: string, headers: Headers): Told {
  const response = readXml(Buffer.from(body));
  const at = (...path: string[]) => textAt(response, path);
  return {
    decisionId: headers.get('Slotguard-Decision-Id') ?? '',
    reason: headers.get('Slotguard-Reason') ?? '',
    requestId: at('Header', 'RequestID'),
    responseCode: at('Header', 'ResponseCode'),
    decidedAt: at('Header', 'ResponseDateTime'),
    srv: at('Body', 'ResponseMessage', 'ServiceReferenceVariant'),
  };
}

function textAt(element: XmlElement | undefined, [name, ...rest]: readonly string[]): string {
  if (name === undefined) return element?.text ?? '';
  return textAt(element?.children.find((child) => child.name === name), rest);
}

async function readRecord(url: string, decisionId: string): Promise<AnsweredRecord> {
  const response = await fetch(`${url}/v1/decisions/${encodeURIComponent(decisionId)}`);
  return readAs(foundRecord, await response.text());
}

function readAs<T>(schema: z.ZodType<T>, body: string): T {
  const read = schema.safeParse(parseJson(body));
  if (read.success) return read.data;
  throw new Fault('data-invalid', 'the service answered what its OpenAPI document does not know', read.error.issues.map(({ path, message }) => ({ at: path.join('.'), problem: message })));
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new Fault('data-invalid', `the service answered \`${body.slice(0, 60)}\`, which is no JSON`, [], { cause });
  }
}
