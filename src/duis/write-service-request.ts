import type { CertificateUse } from '../domain/service-request.js';

export interface RequestParts {
  /** whole RequestID; otherwise put together from originator, target and counter */
  requestId?: string;
  originator?: string;
  target?: string;
  counter?: bigint | number;
  /** 4 for a 6.15.1, 1 for a 6.21 */
  commandVariant?: number;
  srv?: '6.15.1' | '6.21';
  remotePartyRole?: string;
  /** xs:dateTime; absent: at once */
  executionDateTime?: string | undefined;
  certificates?: readonly { use: CertificateUse; base64: string }[];
  pathCertificates?: readonly string[];
  signature?: boolean;
  schemaVersion?: string;
}

const bodyElements = { '6.15.1': 'UpdateSecurityCredentialsKRP', '6.21': 'RequestHandoverOfDCCControlledDevice' };

/** Base64 as long as that of a real certificate, but of no certificate. */
export const placeholderCertificate = Buffer.alloc(407, 'no certificate at all, but as long as one; ').toString('base64');

/** A DUIS Service Request that places certificates, laid out as the published samples are; about 4 kB when signed. */
export function serviceRequestXml(parts: RequestParts = {}): string {
  const { srv = '6.21', originator = '90-B3-D5-1F-30-01-00-00', target = '00-DB-12-34-56-78-90-A3', counter = 1001 } = parts;
  return `<?xml version="1.0" encoding="UTF-8"?>
<sr:Request xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" schemaVersion="${parts.schemaVersion ?? '5.4'}">
  <sr:Header>
    <sr:RequestID>${parts.requestId ?? `${originator}:${target}:${counter.toString()}`}</sr:RequestID>
    <sr:CommandVariant>${parts.commandVariant ?? (srv === '6.21' ? 1 : 4)}</sr:CommandVariant>
    <sr:ServiceReference>${srv === '6.21' ? '6.21' : '6.15'}</sr:ServiceReference>
    <sr:ServiceReferenceVariant>${srv}</sr:ServiceReferenceVariant>
  </sr:Header>
  <sr:Body>
    <sr:${bodyElements[srv]}>
${credentialsXml(parts, srv)}
    </sr:${bodyElements[srv]}>
  </sr:Body>${parts.signature === false ? '' : signatureXml}
</sr:Request>
`;
}

export function serviceRequestBytes(parts: RequestParts = {}): Buffer {
  return Buffer.from(serviceRequestXml(parts));
}

function credentialsXml(parts: RequestParts, srv: '6.15.1' | '6.21'): string {
  const path = (parts.pathCertificates ?? [placeholderCertificate]).map((base64) => `        <sr:Certificate>${base64}</sr:Certificate>`);
  return [
    ...(parts.executionDateTime === undefined ? [] : [`      <sr:ExecutionDateTime>${parts.executionDateTime}</sr:ExecutionDateTime>`]),
    `      <sr:RemotePartyRole>${parts.remotePartyRole ?? 'NetworkOperator'}</sr:RemotePartyRole>`,
    '      <sr:RemotePartyFloorSeqNumber>0</sr:RemotePartyFloorSeqNumber>',
    '      <sr:ReplacementCertificates>',
    ...certificateLines(parts, srv),
    '      </sr:ReplacementCertificates>',
    '      <sr:CertificationPathCertificates>',
    ...path,
    '      </sr:CertificationPathCertificates>',
    '      <sr:ApplyTimeBasedCPVChecks>true</sr:ApplyTimeBasedCPVChecks>',
  ].join('\n');
}

function certificateLines(parts: RequestParts, srv: '6.15.1' | '6.21'): readonly string[] {
  const certificates = parts.certificates ?? [
    { use: 'DigitalSigning' as const, base64: placeholderCertificate },
    { use: 'KeyAgreement' as const, base64: placeholderCertificate },
  ];
  const lines = certificates.map(({ use, base64 }) => `        <sr:${use}Certificate>${base64}</sr:${use}Certificate>`);
  const wrap = 'SupplierOrNetworkOperatorCertificates';
  return srv === '6.21' ? lines : [`        <sr:${wrap}>`, ...lines.map((line) => `  ${line}`), `        </sr:${wrap}>`];
}

const signatureXml = `
  <ds:Signature xmlns="http://www.w3.org/2000/09/xmldsig#">
    <!-- NOTE: The digest, signature and serial number values below are placeholders and should not be used for actual authentication purposes. -->
    <ds:SignedInfo>
      <ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>
      <ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"/>
      <ds:Reference URI="">
        <ds:Transforms>
          <ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
        </ds:Transforms>
        <ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
        <ds:DigestValue>ZGVmYXVsdA==</ds:DigestValue>
      </ds:Reference>
    </ds:SignedInfo>
    <ds:SignatureValue>ZGVmYXVsdA==</ds:SignatureValue>
    <ds:KeyInfo>
      <ds:X509Data>
        <ds:X509IssuerSerial>
          <ds:X509IssuerName>CN=U1, OU=07</ds:X509IssuerName>
          <ds:X509SerialNumber>1234567890</ds:X509SerialNumber>
        </ds:X509IssuerSerial>
      </ds:X509Data>
    </ds:KeyInfo>
  </ds:Signature>`;
