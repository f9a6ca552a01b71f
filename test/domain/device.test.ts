import { expect } from 'chai';
import { deviceStatuses, deviceTypes } from '../../src/domain/device.js';
import { eui64FromBigInt, eui64ToBigInt, readEui64 } from '../../src/domain/eui64.js';
import { certificateUses, remotePartyRoles } from '../../src/domain/service-request.js';
import { refusalOf } from '../duis/refusal.js';

describe('what DUIS V5.4 enumerates', () => {
  it('is known in full', () => {
    expect([...deviceTypes]).to.have.members(['CAD', 'CHF', 'ESME', 'GPF', 'GSME', 'HCALCS', 'IHD', 'PPMID']);
    expect([...deviceStatuses]).to.have.members([
      'Commissioned', 'Decommissioned', 'InstalledNotCommissioned', 'Pending', 'Recovered', 'Recovery', 'Suspended', 'Whitelisted', 'Withdrawn',
    ]);
    expect([...remotePartyRoles]).to.have.members(['ACB', 'LoadController', 'NetworkOperator', 'Recovery', 'Root', 'Supplier', 'TransCoS']);
    expect([...certificateUses]).to.deep.equal(['DigitalSigning', 'KeyAgreement', 'KeyAgreementTopUp']);
  });
});

describe('an EUI-64', () => {
  it('has one spelling, and one number', () => {
    expect(readEui64('90-b3-D5-1f-30-01-00-00')).to.equal('90-B3-D5-1F-30-01-00-00');
    for (const eui64 of ['00-00-00-00-00-00-00-00', '00-DB-12-34-56-78-90-A3', 'FF-FF-FF-FF-FF-FF-FF-FF']) expect(eui64FromBigInt(eui64ToBigInt(eui64))).to.equal(eui64);
  });

  const id = '90-B3-D5-1F-30-01-00-00';
  for (const text of ['', `0${id}`, `${id}0`, ` ${id}`, `${id}\n`, `${id}-00`, id.slice(3), id.replaceAll('-', ':'), id.replaceAll('-', ''), id.replace('B3', 'G3'), id.replace('0', '０')]) {
    it(`is not ${JSON.stringify(text)}`, () => {
      expect(refusalOf(() => readEui64(text))).to.include({
        code: 'malformed-value', message: `\`${text}\` is no EUI-64: write eight hex pairs joined by \`-\`, such as 90-B3-D5-1F-30-01-00-00`,
      });
    });
  }
});
