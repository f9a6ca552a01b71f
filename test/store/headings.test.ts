import Database from 'better-sqlite3';
import { expect } from 'chai';
import type { Heading } from '../../src/audit/heading.js';
import { auditSchema } from '../../src/store/audit/audit-schema.js';
import { createHeadings, writeHeading } from '../../src/store/audit/counts/headings.js';

const heading = (placed: number, supplier = 's1'): Heading => ({
  repeated: false, supplier, originator: '90-B3-D5-1F-30-01-00-00', srv: '6.21', deviceType: 'ESME', decision: 'reject', reason: 'wrong-network-operator', responseCode: 'E062106',
  counted: true, observed: null, rule: null, responsible: 'epn', placed: [`operator-${placed}`],
});

/** The same database, counting the rows that it answers. */
function counting(db: Database.Database): { db: Database.Database; rows: () => number } {
  let rows = 0;
  const all = (statement: Database.Statement) => (...values: unknown[]): unknown[] => {
    const found = statement.all(...values);
    rows += found.length;
    return found;
  };
  const prepare = (sql: string): unknown => {
    const statement = db.prepare(sql);
    return new Proxy(statement, {
      get: (target, key) => {
        if (key === 'all' || key === 'iterate') return all(target);
        const value: unknown = Reflect.get(target, key);
        if (key === 'pluck') return () => target.pluck();
        return typeof value === 'function' ? (value as (...given: unknown[]) => unknown).bind(target) : value;
      },
    });
  };
  return { db: new Proxy(db, { get: (target, key): unknown => (key === 'prepare' ? prepare : Reflect.get(target, key)) }), rows: () => rows };
}

const add = (headings: ReturnType<typeof createHeadings>, each: Heading): number => headings.numberOf(each, writeHeading(each));

describe('headings', () => {
  const many = 300;
  const fill = (): Database.Database => {
    const db = new Database(':memory:');
    db.exec(auditSchema.tables);
    const headings = createHeadings(db);
    for (let number = 0; number < many; number += 1) add(headings, heading(number));
    return db;
  };
  it('are looked for one by one, however many are kept: a service that starts makes its first caller wait for none of the others', () => {
    const { db, rows } = counting(fill());
    const headings = createHeadings(db);
    expect([add(headings, heading(7)), add(headings, heading(many)), add(headings, heading(0, 's2')), add(headings, heading(1, 's2'))]).to.deep.equal([8, many + 1, many + 2, many + 3]);
    expect([...headings.strands()].map(([strand, { supplier }]) => [strand, supplier])).to.deep.equal([[1, 's1'], [many + 2, 's2']]);
    expect(rows()).to.be.below(10);
    expect(headings.all().size).to.equal(many + 3);
  });

  it('are known of another process, and of a transaction that was rolled back no more', () => {
    const db = fill();
    const [one, other] = [createHeadings(db), createHeadings(db)];
    expect([one.strands().size, add(other, heading(0, 's2')), add(one, heading(0, 's2')), add(one, heading(1, 's2')), add(other, heading(1, 's2'))]).to.deep.equal([1, many + 1, many + 1, many + 2, many + 2]);
    db.exec('BEGIN');
    expect(add(one, heading(0, 's3'))).to.equal(many + 3);
    db.exec('ROLLBACK');
    one.forget();
    expect([...one.strands().keys()]).to.deep.equal([1, many + 1]);
    expect(add(one, heading(0, 's4'))).to.equal(many + 3);
    expect(one.strands().get(many + 3)?.supplier).to.equal('s4');
  });
});
