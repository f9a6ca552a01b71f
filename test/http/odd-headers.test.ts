import type { IncomingMessage } from 'node:http';
import { expect } from 'chai';
import { refuseOddHeaders } from '../../src/http/odd-headers.js';
import { Refusal } from '../../src/http/problems.js';

describe('headers that a parser lets through', () => {
  const refusalOf = (...rawHeaders: string[]): unknown => {
    try {
      refuseOddHeaders({ rawHeaders, headers: {}, httpVersionMinor: 1 } as unknown as IncomingMessage);
    } catch (cause) {
      return cause;
    }
    return undefined;
  };

  it('are refused with the connection where a blank stands before a colon, as before that of a length which others would go by', () => {
    expect(refusalOf('Host', 'x', 'Content-Length', '3')).to.equal(undefined);
    for (const blank of [' ', '\t']) {
      const refusal = refusalOf('Host', 'x', `Content-Length${blank}`, '3');
      expect(refusal).to.be.instanceOf(Refusal);
      expect(refusal).to.deep.include({ code: 'not-well-formed', headers: { Connection: 'close' } });
    }
  });
});
