import { readDialogueBook } from '@rounds/api/dialogues/workbook/read-book.ts';
import { dialogueBook } from '@rounds/api/dialogues/workbook/write-book.ts';
import type { Branch, Dialogue, Next, Step } from '@rounds/ddocs/dialogues/dialogue.ts';
import { builtIn } from '@rounds/sentinel/dialogues/built-in.ts';
import { expect } from 'chai';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { gardenDay } from '../../sentinel/dialogues/garden-day.ts';
import { dialogueOf } from '../../sentinel/dialogues/going.ts';

const again = async (dialogue: Dialogue): Promise<Dialogue | undefined> =>
  (await readDialogueBook(await dialogueBook(dialogue))).dialogue;

/** A dialogue without texts that say nothing: a cell cannot tell an empty text from none. */
const spoken = (dialogue: Dialogue): Dialogue => ({
  ...dialogue,
  texts: Object.fromEntries(
    Object.entries(dialogue.texts).flatMap(([language, texts]) => {
      const said = Object.entries(texts).filter(([, text]) => text !== '');
      return said.length > 0 ? [[language, Object.fromEntries(said)] as const] : [];
    }),
  ),
});

const ids = ['a', 'b', 'c', 'Ende_1', '12', 'ж'];
const id = fc.constantFrom(...ids);
const text = fc.oneof(
  fc.constantFrom(
    '=1+1',
    ' a ',
    'line\nline',
    '<b>x</b> & "y"',
    '{}',
    '(end)',
    '007',
    'TRUE',
    '{often_1}',
    "'quoted",
    'مرحبا',
  ),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .filter(given => !/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(given)),
);
const leaf: fc.Arbitrary<string | null> = fc.oneof(id, fc.constant(null));
const next: fc.Arbitrary<Next> = fc.oneof(
  leaf,
  fc.record({
    cases: fc.array(
      fc.record(
        {
          variable: fc.constantFrom('x', 'y'),
          earlier: fc.constant(true as const),
          is: fc.dictionary(fc.constantFrom('1', 'yes', 'no'), leaf, { minKeys: 1 }),
        },
        { requiredKeys: ['variable', 'is'] },
      ),
      { minLength: 1, maxLength: 2 },
    ),
  }),
  fc.record({
    cases: fc.constant<Branch['cases']>([
      { variable: 'x', is: { yes: 'a', no: { cases: [{ variable: 'y', is: { '1': null } }] } } },
    ]),
    otherwise: leaf,
  }),
);
const step: fc.Arbitrary<Step> = fc.record(
  {
    asks: fc.constantFrom('choice' as const, 'text' as const),
    choices: fc.array(
      fc.record(
        {
          variable: fc.constantFrom('x', 'y'),
          value: fc.constantFrom('1', 'yes', 'no', ' '),
          when: fc.constant({ is: '==' as const, left: { variable: 'x' }, right: { value: 'yes' } }),
        },
        { requiredKeys: ['variable', 'value'] },
      ),
      { minLength: 1, maxLength: 4 },
    ),
    variable: fc.constantFrom('x', 'y'),
    is: fc.constantFrom('number' as const, 'time' as const),
    decline_value: fc.constantFrom('NO', '0'),
    wait: fc.integer({ min: 0, max: 5000 }),
    next,
    save: fc.constant('area'),
    media: fc.constant([{ kind: 'photo' as const, file: 'a.jpg' }]),
    nudge_after: fc.constantFrom(1, 0.5, 48),
    timeout: fc.record({ after: fc.constant(2), next: leaf }),
    attempts: fc.constant({ most: 3, after: 'hand_over' as const }),
    layout: fc.constantFrom('rows' as const, 'row' as const),
  },
  { requiredKeys: ['next'] },
);
const dialogue: fc.Arbitrary<Dialogue> = fc
  .record({
    steps: fc.uniqueArray(fc.tuple(id, step), { selector: ([name]) => name, minLength: 1 }),
    texts: fc.array(
      fc.tuple(
        fc.constantFrom('en', 'sw', 'pt-BR'),
        id,
        fc.constantFrom('text', 'choice.0', 'choice.1', 'choice.9', 'explain', 'nudge', 'file', 'display.plan.0'),
        text,
      ),
    ),
    kind: fc.constantFrom('story', 'consent'),
    repeatable: fc.boolean(),
  })
  .map(({ steps, texts, ...rest }) => {
    const byLanguage: Record<string, Record<string, string>> = {};
    for (const [language, of, key, said] of texts)
      byLanguage[language] = { ...byLanguage[language], [`${of}.${key}`]: said };
    return {
      ...{ schema_version: 1, id: 'made', languages: ['en', 'sw', 'pt-BR'], first: steps[0]![0], ...rest },
      ...{ steps: Object.fromEntries(steps), texts: byLanguage },
    };
  });

const edited = async (change: (sheet: ExcelJS.Worksheet, book: ExcelJS.Workbook) => void): Promise<string[]> => {
  const book = new ExcelJS.Workbook();
  const bytes = await dialogueBook(dialogueOf(gardenDay));
  await book.xlsx.load(bytes.buffer as ArrayBuffer);
  change(book.getWorksheet('steps')!, book);
  const { findings } = await readDialogueBook(new Uint8Array(await book.xlsx.writeBuffer()));
  return findings.filter(({ level }) => level === 'fault').map(({ path, message }) => `${path} ${message}`);
};

const put =
  (cell: string, value: string) =>
  (sheet: ExcelJS.Worksheet): void => {
    sheet.getCell(cell).value = value;
  };

describe('A dialogue as a workbook', function () {
  this.timeout(120_000);

  it('comes back as it went out, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(dialogue, async given => {
        expect(await again(given)).to.deep.equal(spoken(given));
      }),
      { numRuns: 60 },
    );
  });

  for (const [name, each] of Object.entries({ ...builtIn, garden_day: dialogueOf(gardenDay) }))
    it(`comes back as it went out: ${name}`, async () => expect(await again(each)).to.deep.equal(spoken(each)));

  it('has a column for each language, and says beside each choice where it leads', async () => {
    const book = new ExcelJS.Workbook();
    const bytes = await dialogueBook(dialogueOf(gardenDay));
    await book.xlsx.load(bytes.buffer as ArrayBuffer);
    const sheet = book.getWorksheet('steps')!;
    const rows = Array.from({ length: sheet.rowCount }, (_, at) => (sheet.getRow(at + 1).values as unknown[]).slice(1));
    const at = (head: string): number => (rows[0] as string[]).indexOf(head);
    expect(rows[0]?.slice(-4)).to.deep.equal(['ca', 'de', 'en', 'es']);
    const ofC = rows
      .filter(row => row[0] === 'c')
      .map(row => [row[at('line')], row[at('value')], row[at('next')], row[at('en')]]);
    expect(ofC).to.deep.equal([
      ['step', undefined, undefined, 'How often?'],
      ['choice', 'A', 'dA', 'A) daily'],
      ['choice', 'B', 'dB', 'B) weekly'],
      ['choice', 'nvr', 'z', "I'd rather not say"],
    ]);
  });

  const faults: [what: string, change: (sheet: ExcelJS.Worksheet, book: ExcelJS.Workbook) => void, fault: string][] = [
    ['a wait that is no number', put('G2', 'soon'), 'sheet steps, row 2, column wait: "soon" is no number'],
    ['a next that is no step', put('F2', 'nowhere'), 'sheet steps, row 2: next leads to nowhere, which is no step'],
    [
      'a step that is there twice',
      put('A3', 'a'),
      'sheet steps, row 3, column step: is there twice: row 2 has it, too',
    ],
    [
      'a column that is none',
      put('Z1', 'a remark'),
      'sheet steps, row 1, column 26: "a remark" is neither a column of the workbook nor a language',
    ],
    [
      'more that is no JSON',
      put('N2', '{layout'),
      'sheet steps, row 2, column more: is no JSON object such as {"layout": "rows"}',
    ],
    [
      'a choice of no step',
      sheet => sheet.addRow(['nobody', 'choice', null, 'x', '1']),
      'is a choice of "nobody", which is no step',
    ],
    [
      'no sheet of steps',
      (sheet, book) => void book.removeWorksheet(sheet.id),
      'sheet steps: is missing: download the workbook of a dialogue to see how it looks',
    ],
  ];
  for (const [what, change, fault] of faults)
    it(`says by sheet, row and column: ${what}`, async () => {
      const found = await edited(change);
      expect(
        found.some(line => line.includes(fault)),
        found.join('\n'),
      ).to.equal(true);
    });
});
