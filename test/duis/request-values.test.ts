import { expect } from 'chai';
import fc from 'fast-check';
import { cancellationInstant } from '../../src/domain/service-request.js';
import {
  isSignedPreCommandVariant, readBoolean, readCommandVariant, readDateTime, readFloorSequenceNumber, readRemotePartyRole, readRequestId, readSchemaVersion,
  readServiceReferenceVariant,
} from '../../src/duis/request-values.js';
import { serviceReferenceVariants } from '../../src/duis/service-references.js';
import { refusalOf } from './refusal.js';

const originator = '90-B3-D5-1F-30-01-00-00';
const target = '00-DB-12-34-56-78-90-A3';

function refuses(read: (text: string) => unknown, texts: readonly string[]): void {
  for (const text of texts) {
    expect(refusalOf(() => read(text)).code, JSON.stringify(text)).to.equal('malformed-value');
  }
}

describe('values of a Service Request', () => {
  describe('RequestID', () => {
    it('is originator, target and counter, as sent', () => {
      expect(readRequestId(`${originator.toLowerCase()}:${target}:1001`)).to.deep.equal({ requestId: `${originator.toLowerCase()}:${target}:1001`, originator, target, counter: 1001n });
    });
    it('counts from 0 to 2^64 - 1 without loss', () => {
      expect(readRequestId(`${originator}:${target}:0`).counter).to.equal(0n);
      expect(readRequestId(`${originator}:${target}:18446744073709551615`).counter).to.equal(18446744073709551615n);
      expect(readRequestId(`${originator}:${target}:9007199254740993`).counter).to.equal(9007199254740993n);
    });
    it('is shown whole where its counter is too great', () => {
      const text = `${originator}:${target}:18446744073709551616`;
      expect(refusalOf(() => readRequestId(text)).message).to.equal(`\`${text}\` is no RequestID: its counter is greater than 18446744073709551615`);
    });
    it('is nothing else', () => {
      const counters = ['18446744073709551616', '99999999999999999999', '100000000000000000000', '01', '00', '', '-1', '+1', '1.0', '1e3', '\uFF11', ' 1', '1 ', '1\n', '1\u00A0', '0x1'];
      refuses(readRequestId, counters.map((counter) => `${originator}:${target}:${counter}`));
      refuses(readRequestId, [
        '', `${originator}:${target}`, `${originator}:1`, `${originator}-${target}-1`, `${originator}:${target}:1:1`, `${originator.replaceAll('-', '')}:${target}:1`,
        `${originator.slice(3)}:${target}:1`, `${originator}-00:${target}:1`, `G${originator.slice(1)}:${target}:1`, `\uFF19${originator.slice(1)}:${target}:1`,
        `${originator.replaceAll('-', ':')}:${target}:1`, ` ${originator}:${target}:1`,
      ]);
    });
  });

  describe('dateTime', () => {
    const instants: Readonly<Record<string, string>> = {
      '2030-01-15T00:00:00Z': '2030-01-15T00:00:00.000Z',
      '2030-01-15T00:00:00': '2030-01-15T00:00:00.000Z',
      '2030-01-15T10:20:30.5Z': '2030-01-15T10:20:30.500Z',
      '2030-01-15T10:20:30.1239999Z': '2030-01-15T10:20:30.123Z',
      '2030-01-15T00:30:00+01:00': '2030-01-14T23:30:00.000Z',
      '2030-01-15T00:30:00.25-05:30': '2030-01-15T06:00:00.250Z',
      '2030-01-15T00:00:00-14:00': '2030-01-15T14:00:00.000Z',
      '2030-01-15T00:00:00+00:00': '2030-01-15T00:00:00.000Z',
      '2030-01-15T24:00:00Z': '2030-01-16T00:00:00.000Z',
      '2029-12-31T24:00:00.000': '2030-01-01T00:00:00.000Z',
      '2028-02-29T00:00:00Z': '2028-02-29T00:00:00.000Z',
      '2000-02-29T00:00:00Z': '2000-02-29T00:00:00.000Z',
      '0001-01-01T00:00:00Z': '0001-01-01T00:00:00.000Z',
      '0099-12-31T23:59:59Z': '0099-12-31T23:59:59.000Z',
      '9999-12-31T23:59:59.999Z': '9999-12-31T23:59:59.999Z',
      '10000-01-01T00:00:00Z': '+010000-01-01T00:00:00.000Z',
      '12027-01-01T00:00:00Z': '+012027-01-01T00:00:00.000Z',
      '99999-12-31T24:00:00-14:00': '+100000-01-01T14:00:00.000Z',
    };
    for (const [text, instant] of Object.entries(instants)) {
      it(`${text} is ${instant}`, () => {
        expect(new Date(readDateTime(text)).toISOString()).to.equal(instant);
      });
    }
    it('that cancels is an instant, however it is written', () => {
      const texts = ['3000-12-31T00:00:00.00Z', '3000-12-31T00:00:00', '3000-12-30T24:00:00Z', '3000-12-31T01:00:00+01:00', '3000-12-31T00:00:00.0000000000Z'];
      expect(texts.map(readDateTime)).to.deep.equal(texts.map(() => cancellationInstant));
    });
    it('is never cut into the one that cancels', () => {
      refuses(readDateTime, ['3000-12-31T00:00:00.0001Z', '3000-12-31T01:00:00.000000000000000001+01:00']);
      expect(readDateTime('3000-12-30T23:59:59.9999Z')).to.equal(cancellationInstant - 1);
      expect(readDateTime('3000-12-31T00:00:00.0010Z')).to.equal(cancellationInstant + 1);
    });
    it('is nothing else', () => {
      refuses(readDateTime, [
        '', '2030-02-30T00:00:00Z', '2030-02-29T00:00:00Z', '1900-02-29T00:00:00Z', '2030-04-31T00:00:00Z', '2030-13-01T00:00:00Z', '2030-00-01T00:00:00Z', '2030-01-00T00:00:00Z', '2030-01-32T00:00:00Z',
        '0000-01-01T00:00:00Z', '-0001-01-01T00:00:00Z', '100000-01-01T00:00:00Z', '02030-01-01T00:00:00Z', '10001-02-29T00:00:00Z', '+2030-01-01T00:00:00Z', '30-01-01T00:00:00Z', '2030-1-1T00:00:00Z',
        '2030-01-15T24:00:01Z', '2030-01-15T24:01:00Z', '2030-01-15T24:00:00.001Z', '2030-01-15T25:00:00Z', '2030-01-15T00:60:00Z', '2030-01-15T00:00:60Z',
        '2030-01-15T00:00:00z', '2030-01-15t00:00:00Z', '2030-01-15 00:00:00Z', '2030-01-15T00:00Z', '2030-01-15', '2030-01-15T00:00:00.Z', '2030-01-15T00:00:00,5Z',
        '2030-01-15T00:00:00+14:01', '2030-01-15T00:00:00+15:00', '2030-01-15T00:00:00+01:60', '2030-01-15T00:00:00+0100', '2030-01-15T00:00:00+01', '2030-01-15T00:00:00ZZ',
        ' 2030-01-15T00:00:00Z', '2030-01-15T00:00:00Z\n', '2030-01-15T00:00:00Z\u00A0', '\uFF12030-01-15T00:00:00Z',
      ]);
    });
    it('is of a month that has that many days', () => {
      const days = [['2031-01', 31], ['2031-02', 28], ['2032-02', 29], ['2100-02', 28], ['2000-02', 29], ['2031-03', 31], ['2031-04', 30], ['2031-05', 31], ['2031-06', 30], ['2031-07', 31], ['2031-08', 31], ['2031-09', 30], ['2031-10', 31], ['2031-11', 30], ['2031-12', 31]] as const;
      for (const [month, last] of days) {
        expect(readDateTime(`${month}-${last}T00:00:00Z`)).to.equal(Date.parse(`${month}-${last}T00:00:00Z`));
        refuses(readDateTime, [`${month}-${last + 1}T00:00:00Z`]);
      }
    });
    it('of another year than is read says which are', () => {
      for (const text of ['0000-01-01T00:00:00Z', '-0001-01-01T00:00:00Z', '-12027-01-01T00:00:00Z', '100000-01-01T00:00:00Z', '999999999999-01-01T00:00:00Z']) {
        expect(refusalOf(() => readDateTime(text)).message).to.equal(`\`${text}\` is no date and time that is read: write one of the years 0001 to 99999`);
      }
    });
    it('reads every instant as it is written elsewhere', () => {
      fc.assert(fc.property(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => readDateTime(date.toISOString()) === date.getTime()), { numRuns: 300, seed: 1 });
    });
  });

  it('CommandVariant is 1 to 9', () => {
    expect(['1', '4', '9'].map(readCommandVariant)).to.deep.equal([1, 4, 9]);
    refuses(readCommandVariant, ['', '0', '10', '04', '+4', '-1', '4.0', ' 4', '4\n', '\uFF14', '\u0664', 'x']);
    expect([4, 5, 6, 7, 8].map(isSignedPreCommandVariant)).to.deep.equal([false, true, true, true, false]);
  });

  it('Service Reference Variants are those of DUIS', () => {
    expect(serviceReferenceVariants.map(readServiceReferenceVariant)).to.deep.equal(serviceReferenceVariants);
    refuses(readServiceReferenceVariant, ['', '6', '6.', '.21', '6.15.1.1', '06.21', '6.021', '6.100', '6,21', ' 6.21', '6.21 ', '6.21\n', '6.\uFF12\uFF11']);
  });

  it('Service Reference Variants that DUIS does not have are told with the nearest', () => {
    const nearest = { '6.15': '6.15.1', '6.21.1': '6.21', '6.15.9': '6.15.2', '6.2': '6.2.1', '6.16': '6.17', '13.1': '12.1', '99.9': '14.1', '99.99.99': '14.1' };
    for (const [srv, near] of Object.entries(nearest)) {
      expect(refusalOf(() => readServiceReferenceVariant(srv)).message).to.equal(`\`${srv}\` is no Service Reference Variant of DUIS V5.4: the nearest is ${near}`);
    }
  });

  it('schema versions are decimals', () => {
    expect(['5.4', '5', '5.', '.4', '+5.4', '-1', '99.9'].map(readSchemaVersion)).to.deep.equal(['5.4', '5', '5.', '.4', '+5.4', '-1', '99.9']);
    refuses(readSchemaVersion, ['', '.', '5.4.1', '5,4', '5e1', 'NaN', '5.4 ', '5'.repeat(21), '\uFF15.4']);
  });

  it('RemotePartyRole is in the enumeration', () => {
    expect(readRemotePartyRole('NetworkOperator')).to.equal('NetworkOperator');
    refuses(readRemotePartyRole, ['', 'networkoperator', 'Network Operator', 'NetworkOperator ', 'Other', 'constructor']);
  });

  it('booleans are those of XML Schema', () => {
    expect(['true', '1', 'false', '0'].map(readBoolean)).to.deep.equal([true, true, false, false]);
    refuses(readBoolean, ['', 'TRUE', 'True', 'yes', '2', ' true', 'true\n']);
  });

  it('floor sequence numbers go from 0 to 2^63 - 1', () => {
    expect(['0', '+7', '007', '9223372036854775807', '0'.repeat(1000)].map(readFloorSequenceNumber)).to.deep.equal([0n, 7n, 7n, 9223372036854775807n, 0n]);
    refuses(readFloorSequenceNumber, ['', '-1', '9223372036854775808', '99999999999999999999', '1.0', '1e3', ' 1', '1\n', '\uFF11', `${'0'.repeat(100_000)}x`]);
  });

  it('are cut short in what is said of them', () => {
    expect(refusalOf(() => readRequestId('x'.repeat(1000))).message.length).to.be.lessThan(220);
  });
});
