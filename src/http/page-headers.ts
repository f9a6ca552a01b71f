import { createHash } from 'node:crypto';
import helmet from 'helmet';
import { style } from '../report/html/style.js';
import type { Answering, Asked } from './http-parts.js';

const styleHash = `'sha256-${createHash('sha256').update(style).digest('base64')}'` as const;

const guard = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], styleSrc: [styleHash], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] },
  },
  xFrameOptions: { action: 'deny' },
  // other services of the same host may have no TLS
  strictTransportSecurity: { includeSubDomains: false },
});

/** Sets the headers of a page that may do nothing but be looked at: no script runs, nothing is loaded, and no style but its own counts. */
export function setPageHeaders(request: Asked, response: Answering): void {
  guard(request, response, (cause) => {
    if (cause instanceof Error) throw cause;
  });
}
