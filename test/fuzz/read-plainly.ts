import { XmlDocument } from 'libxml2-wasm';
import { type CertificateUse, certificateUses, type RemotePartyRole } from '../../src/domain/service-request.js';
import type { RandomRequest } from '../oracle/random-request.js';

const namespaces = { sr: 'http://www.dccinterface.co.uk/ServiceUserGateway' };
const header = '/sr:Request/sr:Header/sr:';
const body = '/sr:Request/sr:Body/*';

/** What libxml2 sees of a DUIS Request, whether or not it should be there; undefined: it sees no XML. */
export function readXmlPlainly(bytes: Buffer): RandomRequest | undefined {
  let document: XmlDocument;
  try {
    document = XmlDocument.fromBuffer(withMarksShown(bytes));
  } catch {
    return undefined;
  }
  try {
    const all = (path: string) => document.find(path, namespaces).map(({ content }) => content.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ''));
    const [requestId = ''] = all(`${header}RequestID`);
    const [role] = all(`${body}/sr:RemotePartyRole`);
    const [due] = all(`${body}/sr:ExecutionDateTime`);
    const certificates = certificateUses.flatMap((use) => all(`${body}//sr:${use}Certificate`).map((text) => placed(use, text)));
    return requestOf({ requestId, cv: Number(all(`${header}CommandVariant`)[0]), srv: all(`${header}ServiceReferenceVariant`)[0] ?? '', role, due, certificates });
  } finally {
    document.dispose();
  }
}

/** U+FEFF within a message becomes U+FFFD, which stands nowhere that it does not: libxml2-wasm leaves out one that begins a long value. */
function withMarksShown(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(/(?!^)\xEF\xBB\xBF/g, '\xEF\xBF\xBD'), 'latin1');
}

interface SentJson {
  requestId?: string;
  commandVariant?: number;
  srv?: string;
  remotePartyRole?: string | null;
  executionDateTime?: string | null;
  certificates?: { use: CertificateUse; certificate: string }[] | null;
}

/** The same of a request in JSON; undefined: it is no JSON object. */
export function readJsonPlainly(text: string): RandomRequest | undefined {
  try {
    const { requestId = '', commandVariant = 0, srv = '', remotePartyRole, executionDateTime, certificates } = JSON.parse(text) as SentJson;
    return requestOf({
      requestId, cv: commandVariant, srv, role: remotePartyRole ?? undefined, due: executionDateTime ?? undefined,
      certificates: (certificates ?? []).map(({ use, certificate }) => placed(use, certificate)),
    });
  } catch {
    return undefined;
  }
}

interface Seen {
  requestId: string;
  cv: number;
  srv: string;
  role: string | undefined;
  due: string | undefined;
  certificates: RandomRequest['certificates'];
}

function requestOf({ requestId, cv, srv, role, due, certificates }: Seen): RandomRequest {
  const [originator = '', target = '', counter = '0'] = requestId.toUpperCase().split(':');
  return {
    requestId, originator, target, counter: BigInt(/^\d+$/.test(counter) ? counter : 0), commandVariant: cv, srv, serviceReference: '', schemaVersion: '',
    remotePartyRole: role as RemotePartyRole | undefined, executionDateTime: due === undefined ? undefined : Date.parse(due), certificates,
  };
}

function placed(use: CertificateUse, text: string): RandomRequest['certificates'][number] {
  return { use, base64: text.replace(/[ \t\r\n]/g, '') };
}
