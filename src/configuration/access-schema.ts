import { z } from 'zod';
import { openScopes, scopes } from '../access/scope.js';
import { tokenAlgorithms } from '../access/settings.js';

/** What stands here by mistake instead of a path may be a secret: nothing of it is ever shown. */
export const filePath = (what: string) => z.string().min(1, what).regex(/^(?!.*-----BEGIN )[^\r\n]*$/, `${what}: what stands here has several lines, or belongs in the file`);
const file = filePath('write the path of a file, or null').nullable();
const text = z.string().min(1, 'write text, or null').nullable();
const callerName = z.string().regex(/^[A-Za-z0-9][\w.-]{0,99}$/, 'write a name of letters, digits, hyphens and dots');
const thumbprint = z.string().regex(/^[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){31}$/, 'write the SHA-256 of the certificate: 64 hex digits, with or without colons');
/** As OpenSSL writes it: of `,` and `+` those that part are followed by a blank, and the others, as all of `"<>;`, have a backslash before them. */
const subject = z.string().min(1, 'write the subject, such as CN=dsp, O=Example')
  .regex(/^(?!subject *=|\/|[\w.]+ +=)(?:[^\\,+"<>;]|\\.|, | \+ )*$/, 'no certificate would ever match this: write it as `O=Example, CN=dsp`, without `subject=`, slashes, quotes, or spaces before `=`, with a space behind each comma, and `\\,` for a comma in a value');
const rate = z.number().int().min(1).max(1_000_000);

/** `server.tls` */
export const tlsSchema = z.strictObject({
  certificateFile: file,
  keyFile: file,
  passphraseFile: file,
  minVersion: z.enum(['TLSv1.3', 'TLSv1.2']),
  callerCertificates: z.enum(['off', 'optional', 'required']),
  callerAuthorityFiles: z.array(filePath('write the path of a PEM file')),
});

const callerSchema = z.strictObject({
  name: callerName,
  certificate: z.strictObject({ thumbprint: thumbprint.optional(), subject: subject.optional() })
    .refine((marks) => (marks.thumbprint === undefined) !== (marks.subject === undefined), 'write either thumbprint or subject').optional(),
  token: z.strictObject({ subject: z.string().min(1, 'write the `sub` of the tokens') }).optional(),
  scopes: z.array(z.enum(scopes)),
  requestsPerSecond: rate.optional(),
  burst: rate.optional(),
});

/** `access` */
export const accessSchema = z.strictObject({
  anonymous: z.array(z.enum(openScopes)).nullable(),
  reloadSeconds: z.number().int().min(0).max(86_400),
  tokens: z.strictObject({
    keysFile: file,
    issuer: text,
    audience: text,
    algorithms: z.array(z.enum(tokenAlgorithms)).min(1, 'write an algorithm, such as [ES256]'),
    clockToleranceSeconds: z.number().int().min(0).max(600),
  }),
  callers: z.array(callerSchema),
});
