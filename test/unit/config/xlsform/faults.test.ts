import { expect } from 'chai';
import { faultsOf, survey, warningsOf } from './tables.ts';

const question = (row: string): string => survey(`type | name | label | relevant | calculation | parameters\n${row}`);

const cases: readonly (readonly [title: string, form: string, faults: readonly string[]])[] = [
  ['no sheet of questions', 'surveys\ntype | name', ['There is no sheet "survey". Is "survey" meant?']],
  [
    'a sheet without questions',
    survey('type | name'),
    ['survey: has no questions: write one a row, with type, name and label'],
  ],
  [
    'a type that nobody knows',
    question('intger | age | Age'),
    ['survey row 2, type: "intger" is not a type of question. Is "integer" meant?'],
  ],
  [
    'a question with choices and no list',
    question('select_one | fuel | Fuel'),
    ['survey row 2, type: "select_one" is not a type of question. Name the list behind it: select_one yes_no.'],
  ],
  [
    'a list that there is not',
    `${question('select_one fuels | fuel | Fuel')}\nchoices\nlist_name | name | label\nfuel | gas | Gas`,
    ['survey row 2, type: there is no list "fuels" on the sheet choices. Is "fuel" meant?'],
  ],
  [
    'a file in place of a list',
    question('select_one wards.csv | ward | Ward'),
    [
      'survey row 2, type: there is no list "wards.csv" on the sheet choices. For a file write select_one_from_file or select_multiple_from_file.',
    ],
  ],
  [
    'a name with blanks, and one that is missing',
    question('text | my name | Name\ntext | | Name'),
    [
      'survey row 2, name: "my name" cannot be a name: begin with a letter or _, and go on with letters, digits, _, - or . without blanks',
      'survey row 3, name: is empty: give each question, group and repeat a name',
    ],
  ],
  [
    'a row without a type',
    question(' | age | Age'),
    ['survey row 2, type: is empty: give the question a type, such as text, or delete the row'],
  ],
  [
    'a name twice within a group',
    question('text | a | A\ninteger | a | A'),
    ['survey row 3, name: "a" is the name of row 2, too: take another within one group'],
  ],
  [
    'a reference to nothing, and one that may mean two',
    question(
      `text | a | A\nbegin group | g | G\ntext | a | A\nend group | |\nnote | n | \${b}\nnote | m | M | \${a} = 1`,
    ),
    [
      `survey row 6, label: there is no question "b": mend the name in \${b}`,
      `survey row 7, relevant: \${a} may mean rows 2 and 4: give one of them another name`,
    ],
  ],
  [
    'a reference that is not closed',
    question(`text | a | A\nnote | n | N | \${a = 1`),
    [`survey row 3, relevant: a reference is not closed: write \${name}`],
  ],
  [
    'groups that do not end, or end what is not open',
    question('begin group | g | G\nbegin repeat | r | R\nend group | |'),
    [
      'survey row 4, type: ends a group, and what is open is the repeat "r" of row 3: end that one first',
      'survey row 3, type: begins "r" and nothing ends it: add a row "end repeat" below its last question',
      'survey row 2, type: begins "g" and nothing ends it: add a row "end group" below its last question',
    ],
  ],
  [
    'an end that nothing began',
    question('text | a | A\nend group | |'),
    ['survey row 3, type: ends a group that was not begun: delete this row, or add its beginning above'],
  ],
  [
    'a choice twice, without a name, and without a list',
    `${question('select_one fuel | f | F')}\nchoices\nlist_name | name | label\nfuel | gas | Gas\nfuel | gas | Other gas\nfuel | | None\n | oil | Oil`,
    [
      'choices row 3, name: "gas" is in the list "fuel" twice, first in row 2: give it another name, or allow it by allow_choice_duplicates in the settings',
      'choices row 4, name: is empty: give the choice the name that answers hold',
      'choices row 5, list_name: is empty: name the list that this choice belongs to',
    ],
  ],
  [
    'a list that is asked, and refers to what there is not',
    `${question('select_one who | w | Who')}\nchoices\nlist_name | name | label\nwho | me | \${me}`,
    [`choices row 2, label: there is no question "me": mend the name in \${me}`],
  ],
  [
    'parameters that do not fit',
    question('range | pain | Pain | | | start=1 stop=3 end\nrange | dose | Dose | | | start=5 end=1 step=0'),
    [
      'survey row 2, parameters: "end" is not of the form name=value',
      'survey row 2, parameters: there is no parameter "stop" here, but start, end, step, tick_interval, placeholder, tick_labelset. Is "step" meant?',
      'survey row 3, parameters: step has to be a number above 0',
    ],
  ],
  [
    'two columns that mean the same',
    survey('type | name | label | relevant | relevance\ntext | a | A | 1 | 1'),
    ['survey row 1, relevance: means the same as "relevant": leave one of the two columns'],
  ],
  [
    'what changes with a question that there is not',
    survey(`type | name | label | calculation | trigger\ndateTime | a | | now() | \${b}`),
    [`survey row 2, trigger: "\${b}" is no question: write \${name}, with commas between several`],
  ],
];

describe('A fault in a workbook of XLSForm', () => {
  for (const [title, form, faults] of cases)
    it(`is told by sheet, row and column with what to do: ${title}`, () => {
      expect(faultsOf(form)).to.deep.equal(faults);
    });
});

describe('What is odd in a workbook of XLSForm', () => {
  it('is told, and taken: slips of the pen in headers and sheets, names that differ in capitals', () => {
    const form = survey(
      'type | name | label | apearance | notes of ours\ntext | a | A | multiline | x\ntext | A | A | |\nchoice\nlist_name | name',
    );
    expect(faultsOf(form)).to.deep.equal([]);
    expect(warningsOf(form)).to.deep.equal([
      'choice: is not read. Is "choices" meant?',
      'survey row 1, apearance: is not a column that forms know, and is left out. Is "appearance" meant?',
      'survey row 3, name: "A" and "a" differ in capitals only',
    ]);
  });

  it('is a sheet that nothing is made of', () => {
    const form = `${question('text | a | A')}\nentities\nlist_name | label\ntrees | \${a}\nosm\nlist_name | name`;
    expect(faultsOf(form)).to.deep.equal([]);
    expect(warningsOf(form)).to.deep.equal([
      'entities: is left out: forms make no entities here; a contact form makes a person or a place',
    ]);
  });

  it('is a list that nobody asks and that refers to what there is not, and it is left out', () => {
    const form = `${question('text | a | A')}\nchoices\nlist_name | name | label\nwho | me | \${me}\nwho | me | Me`;
    expect(faultsOf(form)).to.deep.equal([]);
    expect(warningsOf(form)).to.deep.equal([
      'choices: the list "who" is left out: it refers to "me", and no question uses it',
    ]);
  });
});
