import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect } from 'chai';
import { refuseOddHeaders } from '../../src/http/odd-headers.js';
import type { Answering, Asked, HttpParts } from '../../src/http/http-parts.js';
import { Refusal } from '../../src/http/problems.js';
import { admitting } from '../../src/http/turn-away.js';

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

  it('end the connection also where there are too many requests', () => {
    const parts = { admission: { findOverload: () => 'room' }, metrics: { countProblem: () => undefined }, log: { warn: () => undefined }, maxBodyBytes: 10 };
    const turnAway = admitting(parts as unknown as HttpParts, 'readings', () => undefined);
    const ended = ['Content-Length', 'Content-Length '].map((name) => {
      const request = new IncomingMessage(new Socket());
      Object.assign(request, { httpVersionMajor: 1, httpVersionMinor: 1, rawHeaders: ['Host', 'x', name, '3'] });
      const response = new ServerResponse(request);
      turnAway(request as Asked, response as Answering, () => undefined);
      return (response as unknown as { _header: string })._header.includes('Connection: close');
    });
    expect(ended).to.deep.equal([false, true]);
  });
});
