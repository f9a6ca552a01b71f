import pg from 'pg';
import type { Device, RegistrationPeriod } from '../../src/domain/device.js';
import { Fault } from '../../src/domain/fault.js';
import type { ReferenceStore } from '../../src/facts/reference.js';
import { electricityMeter, gasProxy, mpan, mprn } from '../support/decision-point.js';
import type { TestPostgres } from './postgres.js';

export interface PostgresReference {
  store: ReferenceStore;
  /** how many questions were put to it */
  asked: () => number;
  close: () => Promise<void>;
}

/** Devices and registrations of `memory` as a PostgreSQL at the end of a socket holds them; parties are known at once. */
export async function createPostgresReference({ port, password }: TestPostgres, memory: ReferenceStore): Promise<PostgresReference> {
  const pool = new pg.Pool({ host: '127.0.0.1', port, user: 'slotguard', password, database: 'postgres', max: 16, connectionTimeoutMillis: 1500, query_timeout: 1500 });
  pool.on('error', () => undefined);
  await fill(pool, memory);
  let asked = 0;

  async function findAll<Row>(sql: string, key: string): Promise<Row[]> {
    asked += 1;
    try {
      const { rows } = await pool.query<{ body: Row }>(sql, [key]);
      return rows.map(({ body }) => body);
    } catch (cause) {
      throw new Fault('store-unavailable', 'the store did not answer', [], { cause });
    }
  }

  return {
    store: {
      findDevice: async (id) => (await findAll<Device>('SELECT body FROM device WHERE id = $1', id))[0],
      findGasMetersOfHub: async (hub) => findAll<Device>(`SELECT body FROM device WHERE body->>'type' = 'GSME' AND body->>'hubId' = $1`, hub),
      findRegistration: async (mpxn) => findAll<RegistrationPeriod>('SELECT body FROM registration WHERE mpxn = $1 ORDER BY position', mpxn),
      readDirectory: () => memory.readDirectory(),
      registrationAsOf: () => memory.registrationAsOf(),
    },
    asked: () => asked,
    close: async () => pool.end(),
  };
}

async function fill(pool: pg.Pool, memory: ReferenceStore): Promise<void> {
  await pool.query('DROP TABLE IF EXISTS device, registration');
  await pool.query('CREATE TABLE device (id text PRIMARY KEY, body jsonb NOT NULL)');
  await pool.query('CREATE TABLE registration (mpxn text, position integer, body jsonb NOT NULL, PRIMARY KEY (mpxn, position))');
  for (const id of [electricityMeter, gasProxy]) await pool.query('INSERT INTO device VALUES ($1, $2)', [id, JSON.stringify(await memory.findDevice(id))]);
  for (const mpxn of [mpan, mprn]) {
    for (const [position, period] of (await memory.findRegistration(mpxn)).entries()) await pool.query('INSERT INTO registration VALUES ($1, $2, $3)', [mpxn, position, JSON.stringify(period)]);
  }
}
