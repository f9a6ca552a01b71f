import { expect } from 'chai';
import { serve } from '../../src/serve.js';
import { decisionsOfRequest } from '../store/audit-records.js';
import { ask, setUpHouse } from './house.js';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('the record of a decision that did not need the certificates', () => {
  it('names them all the same, without looking up whose they are', async () => {
    const house = await setUpHouse();
    const serving = await serve(house.configuration, { log: silent });
    const { body } = await ask(serving.url, house.request('unverified', 1));
    const [record] = decisionsOfRequest(serving.assembly.store.audit, String(body.requestId));
    expect(record?.facts).not.to.have.property('certificates');
    expect(record?.request.certificates.map(({ use, entityId, owner }) => ({ use, entityId, owner }))).to.deep.equal([
      { use: 'DigitalSigning', entityId: '02-DE-30-02-00-00-00-01', owner: null },
      { use: 'KeyAgreement', entityId: '02-DE-30-02-00-00-00-01', owner: null },
    ]);
    expect(record?.request.certificates[0]?.thumbprint).to.match(/^[0-9a-f]{64}$/);
    await serving.stop();
    house.remove();
  });
});
