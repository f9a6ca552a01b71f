export { placeholderCertificate, serviceRequestBytes, serviceRequestXml, type RequestParts } from '../../src/duis/write-service-request.js';
