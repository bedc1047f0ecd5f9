import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../../../scripts/checks/checks.ts';
import { bookOf } from '../../unit/config/xlsform/book.ts';

/** Runs `npm run forms` as a person does. */
const npmForms = (...args: string[]): Promise<{ code: number | null; text: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['scripts/run.mjs', 'forms', ...args], { cwd: root });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (more: string) => (text += more));
    child.on('error', reject);
    child.on('close', code => resolve({ code, text }));
  });

const visit = (label: string): string => `survey
type | name | label
text | village | ${label}
integer | people | People
settings
form_title | form_id
Visit | visit`;

describe('npm run forms', () => {
  let project: string;
  before(async () => {
    project = await mkdtemp(join(tmpdir(), 'rounds-forms-'));
    await mkdir(join(project, 'forms', 'app'), { recursive: true });
    await mkdir(join(project, 'forms', 'contact'), { recursive: true });
  });
  after(() => rm(project, { recursive: true, force: true }));

  it('writes XForms beside workbooks, says what changed in them, and tells faults by sheet, row and column', async () => {
    const book = join(project, 'forms', 'app', 'visit.xlsx');
    const xform = join(project, 'forms', 'app', 'visit.xml');
    await writeFile(book, await bookOf(visit('Village')));
    await writeFile(
      join(project, 'forms', 'contact', 'PLACE_TYPE-create.xlsx'),
      await bookOf(
        'survey\ntype | name | label\nbegin group | PLACE_TYPE | New PLACE_NAME\ntext | name | Name\nend group | |',
      ),
    );
    await writeFile(join(project, 'forms', 'contact', 'place-types.json'), JSON.stringify({ clinic: 'Household' }));
    const dry = await npmForms(project, '--dry-run');
    expect(dry.code, dry.text).to.equal(0);
    expect(dry.text).to.include('2 of 2 workbooks became XForms; nothing was written: a dry run');
    expect(existsSync(xform)).to.equal(false);

    const first = await npmForms(project);
    expect(first.code, first.text).to.equal(0);
    expect(first.text).to.include(`${join('forms', 'app', 'visit.xml')}: new`);
    expect(await readFile(xform, 'utf8')).to.include('<data id="visit"');
    expect(await readFile(join(project, 'forms', 'contact', 'clinic-create.xml'), 'utf8')).to.include('New Household');

    await writeFile(
      book,
      await bookOf(`${visit('Name of the village').replace('integer | people | People', 'text | head | Head')}`),
    );
    const second = await npmForms(book);
    expect(second.text).to.include('visit.xml: 1 new (head), 1 gone (people), 1 changed (village)');
    expect((await npmForms(project)).text).to.include('visit.xml: says the same, left as it is');

    await writeFile(book, await bookOf(visit('Village').replace('integer', 'intger')));
    const faulty = await npmForms(project);
    expect(faulty.code).to.equal(1);
    expect(faulty.text).to.include(
      `${join('forms', 'app', 'visit.xlsx')}: survey row 3, type: "intger" is not a type of question. Is "integer" meant?`,
    );
    expect(faulty.text).to.include('1 of 2 workbooks became XForms');
    expect(await readFile(xform, 'utf8')).to.include('head');
  }).timeout(120_000);

  it('says where it looked when there is no workbook', async () => {
    const { code, text } = await npmForms(tmpdir());
    expect(code).to.equal(1);
    expect(text).to.match(/There is no workbook in .+ A project has them as forms\/app/);
  }).timeout(60_000);
});
