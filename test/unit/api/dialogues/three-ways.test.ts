import { readDialogueBook } from '@rounds/api/dialogues/workbook/read-book.ts';
import { dialogueBook } from '@rounds/api/dialogues/workbook/write-book.ts';
import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import { readRapidPro } from '@rounds/sentinel/dialogues/rapidpro.ts';
import { isSound, type ReadDialogue, readDialogue } from '@rounds/sentinel/dialogues/read-dialogue.ts';
import { expect } from 'chai';
import ExcelJS from 'exceljs';
import { flow, node, say, waiting } from '../../sentinel/dialogues/flows.ts';

/** Rows as an author types them: the heads that she needs, and her rows. */
const book = async (id: string, heads: string[], rows: (string | null)[][]): Promise<ReadDialogue> => {
  const made = new ExcelJS.Workbook();
  made.addWorksheet('dialogue').addRow(['id', id]);
  made.addWorksheet('steps').addRows([heads, ...rows]);
  return readDialogueBook(new Uint8Array(await made.xlsx.writeBuffer()));
};

interface Way {
  coactuem: object;
  workbook: [heads: string[], rows: (string | null)[][]];
  rapidpro: object;
}

const button = (name: string, texts: object[], values: string[]) => ({ name, type: 'button', texts, values });

/** What each of the three can say, and how it says it. */
const ways: Record<string, Way> = {
  'words, one after the other, in two languages': {
    coactuem: {
      a: { type: 'NA', text: { en: 'Good day', es: 'Buen día' }, next: 'b' },
      b: { type: 'NA', text: { en: 'And goodbye', es: 'Y adiós' }, next: null },
    },
    workbook: [
      ['step', 'next', 'en', 'es'],
      [
        ['a', 'b', 'Good day', 'Buen día'],
        ['b', '(end)', 'And goodbye', 'Y adiós'],
      ],
    ],
    rapidpro: flow([node('n1', [say('a', 'Good day'), say('b', 'And goodbye')])], {
      spa: { a: { text: ['Buen día'] }, b: { text: ['Y adiós'] } },
    }),
  },
  'a choice that leads somewhere, and an answer that is kept': {
    coactuem: {
      a: {
        ...{ type: 'SA', text: { en: 'Tea?', es: '¿Té?' }, save: 'tea' },
        vars: [
          button(
            'likes',
            [
              { en: 'Yes', es: 'Sí' },
              { en: 'No', es: 'No' },
            ],
            ['yes', 'no'],
          ),
        ],
        next: { likes: { yes: 'b', no: 'c' } },
      },
      b: { type: 'NA', text: { en: 'You said {likes}', es: 'Dijo {likes}' }, next: null },
      c: { type: 'NA', text: { en: 'Well then', es: 'Bueno' }, next: null },
    },
    workbook: [
      ['step', 'line', 'asks', 'variable', 'value', 'next', 'save', 'en', 'es'],
      [
        ['a', 'step', 'choice', null, null, null, 'tea', 'Tea?', '¿Té?'],
        ['a', 'choice', null, 'likes', 'yes', 'b', null, 'Yes', 'Sí'],
        ['a', 'choice', null, 'likes', 'no', 'c', null, 'No', 'No'],
        ['b', 'step', null, null, null, '(end)', null, 'You said {likes}', 'Dijo {likes}'],
        ['c', 'step', null, null, null, '(end)', null, 'Well then', 'Bueno'],
      ],
    ],
    rapidpro: flow(
      [
        node('n1', [say('a', 'Tea?', ['Yes', 'No'])], 'n2'),
        waiting('n2', 'Likes', [
          ['has_any_word', 'yes', 'yes', 'n3'],
          ['has_any_word', 'no', 'no', 'n4'],
        ]),
        node('n3', [
          { uuid: 'k', type: 'set_contact_field', field: { key: 'tea', name: 'Tea' }, value: '@results.likes' },
          say('b', 'You said @results.likes'),
        ]),
        node('n4', [say('c', 'Well then')]),
      ],
      {
        spa: {
          a: { text: ['¿Té?'], quick_replies: ['Sí', 'No'] },
          b: { text: ['Dijo @results.likes'] },
          c: { text: ['Bueno'] },
        },
      },
    ),
  },
  'a branch on an earlier answer': {
    coactuem: {
      a: {
        type: 'SA',
        text: { en: 'Tea?' },
        vars: [button('likes', [{ en: 'Yes' }, { en: 'No' }], ['yes', 'no'])],
        next: 'b',
      },
      b: { type: 'NA', text: { en: 'Thank you' }, next: { replace_variable: 'likes', likes: { yes: 'c', no: 'd' } } },
      c: { type: 'NA', text: { en: 'With milk' }, next: null },
      d: { type: 'NA', text: { en: 'With water' }, next: null },
    },
    workbook: [
      ['step', 'line', 'asks', 'variable', 'value', 'next', 'en'],
      [
        ['a', 'step', 'choice', null, null, 'b', 'Tea?'],
        ['a', 'choice', null, 'likes', 'yes', null, 'Yes'],
        ['a', 'choice', null, 'likes', 'no', null, 'No'],
        [
          'b',
          'step',
          null,
          null,
          null,
          '{"cases":[{"variable":"likes","earlier":true,"is":{"yes":"c","no":"d"}}]}',
          'Thank you',
        ],
        ['c', 'step', null, null, null, '(end)', 'With milk'],
        ['d', 'step', null, null, null, '(end)', 'With water'],
      ],
    ],
    rapidpro: flow([
      node('n1', [say('a', 'Tea?', ['Yes', 'No'])], 'n2'),
      waiting('n2', 'Likes', [
        ['has_phrase', 'yes', 'yes', 'n3'],
        ['has_phrase', 'no', 'no', 'n3'],
      ]),
      node('n3', [say('b', 'Thank you')], 'n4'),
      {
        uuid: 'n4',
        actions: [],
        router: {
          ...{ type: 'switch', operand: '@results.likes.category' },
          cases: [
            { uuid: 'x', type: 'has_category', arguments: ['yes'], category_uuid: 'cy' },
            { uuid: 'y', type: 'has_category', arguments: ['no'], category_uuid: 'cn' },
          ],
          categories: [
            { uuid: 'cy', name: 'yes', exit_uuid: 'ey' },
            { uuid: 'cn', name: 'no', exit_uuid: 'en' },
          ],
        },
        exits: [
          { uuid: 'ey', destination_uuid: 'n5' },
          { uuid: 'en', destination_uuid: 'n6' },
        ],
      },
      node('n5', [say('c', 'With milk')]),
      node('n6', [say('d', 'With water')]),
    ]),
  },
  'a picture below which people go on': {
    coactuem: {
      a: {
        ...{ type: 'SA', text: { en: 'Look at this' }, next: 'b' },
        vars: [{ ...button('pic', [{ en: 'Go on' }], ['ok']), type2: 'img', file_name: 'plants.jpg' }],
      },
      b: { type: 'NA', text: { en: 'That was it' }, next: null },
    },
    workbook: [
      ['step', 'line', 'asks', 'variable', 'value', 'next', 'more', 'en'],
      [
        ['a', 'step', 'choice', null, null, 'b', '{"media":[{"kind":"photo","file":"plants.jpg"}]}', 'Look at this'],
        ['a', 'choice', null, 'pic', 'ok', null, null, 'Go on'],
        ['b', 'step', null, null, null, '(end)', null, 'That was it'],
      ],
    ],
    rapidpro: flow([
      node(
        'n1',
        [{ ...say('a', 'Look at this', ['Go on']), attachments: ['image:https://files.example.org/x/plants.jpg'] }],
        'n2',
      ),
      waiting('n2', 'Pic', [['has_any_word', 'go', 'ok', 'n3']]),
      node('n3', [say('b', 'That was it')]),
    ]),
  },
};

/** The ways differ in what they may leave open: a branch on an earlier answer has another way out in RapidPro alone. */
const alike = ({ dialogue, findings }: ReadDialogue): Dialogue => {
  expect(findings.filter(({ level }) => level === 'fault')).to.deep.equal([]);
  const texts = Object.fromEntries(
    Object.entries(dialogue!.texts).filter(([, byKey]) => Object.keys(byKey).length > 0),
  );
  return JSON.parse(
    JSON.stringify({ ...dialogue, texts, languages: [...dialogue!.languages].sort() }).replaceAll(
      ',"otherwise":null',
      '',
    ),
  );
};

describe('Three ways in come to the same stored dialogue', () => {
  for (const [what, { coactuem, workbook, rapidpro }] of Object.entries(ways)) {
    const stored = () => alike(readDialogue({ _id: 'tea', initial_messages: ['a'], messages: coactuem }));

    it(`${what}: CoActuem and workbook`, async () => {
      expect(alike(await book('tea', ...workbook))).to.deep.equal(stored());
    });

    it(`${what}: CoActuem and RapidPro`, () => {
      expect(alike(readRapidPro(rapidpro)[0]!)).to.deep.equal(stored());
    });

    it(`${what}: from RapidPro through a workbook and back`, async () => {
      const read = readRapidPro(rapidpro)[0]!;
      expect(isSound(read)).to.equal(true);
      expect(alike(await readDialogueBook(await dialogueBook(read.dialogue!)))).to.deep.equal(stored());
    });
  }
});
