import type { z } from 'zod';
import type { serviceRequestJson } from '../../duis/read-service-request-json.js';
import type { batchLine, DecisionAnswer, Told } from '../answers.js';
import { problemOf } from '../problems.js';
import { Fault } from '../../domain/fault.js';

const requestId = '90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A3:1001';
const certificate = 'MIIBkzCCATmgAwIBAgIQT8AlLlU+zQXU9y3PrVXI5zAKBggqhkjOPQQDAjAaMQswCQYDVQQLEwIwNzELMAkGA1UEAxMCWjE=';

export const serviceRequestExample: Told<z.infer<typeof serviceRequestJson>> = {
  requestId,
  commandVariant: 1,
  srv: '6.21',
  schemaVersion: '5.4',
  remotePartyRole: 'NetworkOperator',
  executionDateTime: null,
  certificates: [{ use: 'DigitalSigning', certificate }, { use: 'KeyAgreement', certificate }],
};

export const serviceRequestXmlExample = `<?xml version="1.0" encoding="UTF-8"?>
<sr:Request xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway" schemaVersion="5.4">
  <sr:Header>
    <sr:RequestID>${requestId}</sr:RequestID>
    <sr:CommandVariant>1</sr:CommandVariant>
    <sr:ServiceReference>6.21</sr:ServiceReference>
    <sr:ServiceReferenceVariant>6.21</sr:ServiceReferenceVariant>
  </sr:Header>
  <sr:Body>
    <sr:RequestHandoverOfDCCControlledDevice>
      <sr:RemotePartyRole>NetworkOperator</sr:RemotePartyRole>
      <sr:ReplacementCertificates>
        <sr:DigitalSigningCertificate>${certificate}</sr:DigitalSigningCertificate>
        <sr:KeyAgreementCertificate>${certificate}</sr:KeyAgreementCertificate>
      </sr:ReplacementCertificates>
      <sr:CertificationPathCertificates>
        <sr:Certificate>${certificate}</sr:Certificate>
      </sr:CertificationPathCertificates>
      <sr:ApplyTimeBasedCPVChecks>true</sr:ApplyTimeBasedCPVChecks>
    </sr:RequestHandoverOfDCCControlledDevice>
  </sr:Body>
</sr:Request>
`;

export const rejectExample: DecisionAnswer = {
  decisionId: '019aa0f3-2f5d-7c1a-9b1e-3f0f5a1b2c3d',
  decision: 'reject',
  reason: 'wrong-network-operator',
  responseCode: 'E062106',
  enforcement: 'enforce',
  rule: {
    id: 'handover-places-registered-operator',
    title: 'A handover places the certificates of the Network Operator registered for the meter point',
    source: 'SECMP0063 PIA v0.3, 3.2 DSP Solution',
  },
  message: 'This 6.21 places certificates (DigitalSigning, KeyAgreement) that belong to Northern Networks, but the Network Operator responsible for the device is Eastern Networks.',
  advice: [{ code: 'check-digit', message: 'the check digit of the MPAN or MPRN is wrong in the inventory' }],
  requestId,
  srv: '6.21',
  decidedAt: '2026-11-20T10:00:00.000Z',
  ruleSet: { version: 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' },
  registrationAsOf: '2026-11-19T02:00:00.000Z',
};

export const observedExample: DecisionAnswer = {
  ...rejectExample,
  decision: 'permit',
  responseCode: 'I0',
  enforcement: 'observe',
  observed: { decision: 'reject', reason: 'wrong-network-operator', responseCode: 'E062106' },
};

export const badLineExample: Told<z.infer<typeof batchLine>> = {
  line: 2,
  problem: problemOf(new Fault('not-well-formed', 'the text is no JSON that is read: line 1, column 1: no JSON value begins here', [{ at: 'line 1, column 1', problem: 'no JSON value begins here' }])),
};

export const responseXmlExample = `<?xml version="1.0" encoding="UTF-8"?>
<sr:Response xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway" schemaVersion="5.4">
  <sr:Header>
    <sr:RequestID>${requestId}</sr:RequestID>
    <sr:ResponseCode>I0</sr:ResponseCode>
    <sr:ResponseDateTime>2026-11-20T10:00:00.000Z</sr:ResponseDateTime>
  </sr:Header>
  <sr:Body>
    <sr:ResponseMessage>
      <sr:ServiceReference>6.21</sr:ServiceReference>
      <sr:ServiceReferenceVariant>6.21</sr:ServiceReferenceVariant>
    </sr:ResponseMessage>
  </sr:Body>
</sr:Response>
`;
