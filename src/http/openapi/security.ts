import type { Scope } from '../../access/scope.js';
import { problemResponses } from './problems.js';

export const securitySchemes = {
  clientCertificate: { type: 'mutualTLS', description: 'a certificate of an authority of `server.tls.callerAuthorityFiles`' },
  token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'signed by a key of `access.tokens.keysFile`' },
};

interface Operation {
  description?: string;
  responses: Readonly<Record<string, object>>;
}

/** The operation as callers with the scope may ask for it; the empty requirement is whoever is anonymous, where `access.anonymous` lets him. */
export function byScope<Described extends Operation>(scope: Scope, operation: Described): Described & { security: object[] } {
  const { description, responses } = operation;
  return {
    ...operation,
    description: [...(description === undefined ? [] : [description]), `Needs the scope \`${scope}\`.`].join(' '),
    security: [{ clientCertificate: [scope] }, { token: [scope] }, {}],
    responses: { ...problemResponses('not-identified', 'scope-missing', 'too-many-requests'), ...responses },
  };
}
