import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect } from 'chai';
import { panelReportJsonSchema } from '../../src/report/panel-json-schema.js';
import { panelReport } from '../../src/report/panel-report.js';
import { writePanel } from '../../src/report/write-panel.js';
import { exampleReport } from './example-report.js';

const write = () => writePanel(exampleReport(), 'json', { csvTable: 'suppliers', entries: [] });

describe('the report as JSON', () => {
  it('is the report itself', async () => {
    expect(panelReport.parse(JSON.parse(await write()))).to.deep.equal(exampleReport());
  });

  it('is what the published schema says, and nothing else is', async () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    formats.default(ajv);
    const accepts = ajv.compile(panelReportJsonSchema());
    const report = JSON.parse(await write()) as Record<string, unknown>;
    expect(accepts(report), JSON.stringify(accepts.errors)).to.equal(true);
    expect(accepts({ ...report, more: 1 })).to.equal(false);
    expect(accepts({ ...report, generatedAt: 'yesterday' })).to.equal(false);
    expect(accepts({ ...report, totals: { ...exampleReport().totals, rejections: -1 } })).to.equal(false);
  });
});
