import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect } from 'chai';
import { createAdmission } from '../../src/http/admission.js';

describe('long readings, and decisions beside them', () => {
  const arriving = (): ServerResponse => new ServerResponse(new IncomingMessage(new Socket()));
  const busyFor = (milliseconds: number): void => {
    for (const end = performance.now() + milliseconds; performance.now() < end; );
  };

  it('take turns, though the readings have waited for as long as they may', async () => {
    const admission = createAdmission({ maxDecisions: 100, maxBatches: 1, maxReadings: 100, maxHeldBytes: 1, maxDelayMilliseconds: 50 });
    let read = 0;
    const readings = Array.from({ length: 40 }, async () => admission.readInTurn(arriving(), () => {
      busyFor(20);
      read += 1;
      return Promise.resolve();
    }));
    while (read < 5) await new Promise(setImmediate);
    for (let decision = 0; decision < 5; decision += 1) {
      const readBefore = read;
      const readMeanwhile = await admission.joinRound(1, arriving(), () => read - readBefore);
      expect(readMeanwhile).to.be.lessThan(4);
    }
    await Promise.all(readings);
  });
});
