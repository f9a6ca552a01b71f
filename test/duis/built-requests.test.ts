import { expect } from 'chai';
import { XmlDocument } from 'libxml2-wasm';
import { serviceRequestBytes, serviceRequestXml } from '../support/duis.js';
import { findDuisValidator } from './duis-schema.js';

describe('the Service Requests that tests build', () => {
  it('are about as large as real ones', () => {
    expect(serviceRequestBytes().length).to.be.within(3500, 4500);
    expect(serviceRequestBytes({ srv: '6.15.1' }).length).to.be.within(3500, 4500);
  });

  it('are valid against the DUIS schema', function () {
    const validator = findDuisValidator();
    if (validator === undefined) {
      this.skip();
    }
    for (const parts of [{}, { signature: false }, { srv: '6.15.1' as const }, { srv: '6.15.1' as const, executionDateTime: '3000-12-31T00:00:00.00Z', pathCertificates: ['AAAA', 'BBBB', 'CCCC'] }]) {
      const document = XmlDocument.fromString(serviceRequestXml(parts));
      expect(() => { validator.validate(document); }).not.to.throw();
      document.dispose();
    }
    validator.dispose();
  });
});
