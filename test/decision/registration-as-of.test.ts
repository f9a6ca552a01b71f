import { expect } from 'chai';
import type { AuditRecord } from '../../src/audit/record.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { request } from '../facts/estate.js';
import { asking, type Deciding, decideOver } from './decision-parts.js';

async function recordOf(parts: Partial<ServiceRequest>, deciding: Deciding = {}): Promise<AuditRecord> {
  return (await decideOver(deciding).decide(request(parts), asking)).record;
}

describe('a record tells how old the registration data was', () => {
  it('also where the device settled the matter, and no registration was looked for', async () => {
    expect(await recordOf({}, { estate: { devices: [] } })).to.include({ reason: 'unverified', registrationAsOf: '2026-11-19T02:00:00.000Z' });
  });

  it('but not where no device was looked for', async () => {
    expect(await recordOf({ remotePartyRole: 'Supplier' })).to.include({ reason: 'not-applicable', registrationAsOf: null });
  });
});
