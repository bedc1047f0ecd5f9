import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compilePurge } from '@rounds/config/programme-code/compile-purge.ts';
import { purgeFunction } from '@rounds/sentinel/purging/function.ts';
import { openSandbox } from '@rounds/sentinel/sandbox/sandbox.ts';
import { expect } from 'chai';

describe('purge.js of a project', () => {
  let folder: string;
  const put = (name: string, text: string) => writeFile(join(folder, name), text);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rounds-purge-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('becomes the section purge: its data, and a function that keeps what its file requires', async () => {
    await put('days.js', 'module.exports = { old: report => report.reported_date < 1000 };');
    await put(
      'purge.js',
      `const { old } = require('./days');
       const kept = ['death'];
       module.exports = {
         text_expression: 'at 1 am on Sunday',
         fn: function (userCtx, contact, reports) {
           return reports.filter(report => old(report) && !kept.includes(report.form)).map(report => report._id);
         },
       };`,
    );
    const { section, faults, warnings } = await compilePurge(folder);
    expect([...faults, ...warnings]).to.deep.equal([]);
    expect(section).to.include({ text_expression: 'at 1 am on Sunday' });
    const sandbox = await openSandbox();
    try {
      const reports = [
        { _id: 'a', form: 'visit', reported_date: 1 },
        { _id: 'b', form: 'death', reported_date: 1 },
        { _id: 'c', form: 'visit', reported_date: 2000 },
      ];
      const answers = sandbox.call(purgeFunction(section!.fn), [[['chw']], {}, reports, [], {}]);
      expect(answers).to.deep.equal([['a']]);
    } finally {
      sandbox.close();
    }
  });

  it('that is empty is left out, and one without a function, or that cannot be read, is a fault', async () => {
    expect(await compilePurge(folder)).to.deep.equal({ faults: [], warnings: [] });
    await put('purge.js', '');
    expect((await compilePurge(folder)).warnings).to.deep.equal([
      { file: 'purge.js', message: 'is left out: it exports nothing', fate: 'ignored' },
    ]);
    await put('purge.js', 'module.exports = { cron: "0 1 * * 0" };');
    expect((await compilePurge(folder)).faults[0]!.message).to.match(/^exports no fn: /);
    await put('purge.js', 'module.exports = {');
    expect((await compilePurge(folder)).faults[0]).to.include({ file: 'purge.js' });
  });
});
