import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import { isRapidPro, readRapidPro } from '@rounds/sentinel/dialogues/rapidpro.ts';
import { isSound } from '@rounds/sentinel/dialogues/read-dialogue.ts';
import { outcomeOf, rehearse } from '@rounds/sentinel/dialogues/rehearse.ts';
import { expect } from 'chai';
import { flow, node, say, waiting } from './flows.ts';
import { gardenDay } from './garden-day.ts';
import { atOnce } from './going.ts';

const read = (given: unknown): Dialogue => {
  const [found] = readRapidPro(given);
  expect(isSound(found!), JSON.stringify(found?.findings)).to.equal(true);
  return found!.dialogue!;
};
const faultsOf = (given: unknown): string[] =>
  readRapidPro(given).flatMap(({ findings }) =>
    findings.filter(({ level }) => level === 'fault').map(({ path, message }) => `${path ?? ''} ${message}`),
  );
const uuid = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;

describe('A flow of RapidPro', () => {
  it('is told from other JSON', () => {
    for (const given of [gardenDay, { schema_version: 1 }, null, 'x', { flows: [] }])
      expect(isRapidPro(given)).to.equal(false);
    expect(isRapidPro(flow([]))).to.equal(true);
  });

  it('asks for a number, explains by another message, and waits for want of an answer', () => {
    const dialogue = read(
      flow([
        node('n1', [say('hello', 'Hello @fields.name, mail a@b.org')], 'n2'),
        node('n2', [say('age', 'How old are you?')], 'w'),
        waiting('w', 'Age', [['has_number', '', 'Has Number', 'k']], {
          other: 'sorry',
          timeout: { seconds: 7200, to: 'late' },
        }),
        node(
          'k',
          [{ uuid: 'f', type: 'set_contact_field', field: { key: 'age' }, value: '@results.age.value' }],
          'bye',
        ),
        node('sorry', [say('again', 'A number please')], 'w'),
        node('late', [say('late_words', 'Too late')]),
        node('bye', [say('thanks', 'Thank you, @results.age')]),
      ]),
    );
    expect(dialogue.steps.age).to.deep.equal({
      ...{ asks: 'text', variable: 'age', is: 'number', save: 'age', next: 'thanks' },
      attempts: { most: 1, after: { next: 'again' } },
      timeout: { after: 2, next: 'late_words' },
    });
    expect(dialogue.texts.en).to.include({
      'hello.text': 'Hello {name}, mail a@b.org',
      'thanks.text': 'Thank you, {age}',
    });
    const gone = rehearse(
      dialogue,
      {
        language: 'en',
        inputs: [
          { do: 'text', text: 'old' },
          { do: 'text', text: '40' },
        ],
      },
      atOnce,
    );
    expect(outcomeOf(gone)).to.deep.include({ state: 'done', answers: ['age=40 saved as age'] });
    expect(outcomeOf(gone).said[1]).to.deep.equal(['again question']);
  });

  it('enters another flow of the file and returns from it', () => {
    const child = {
      uuid: 'child',
      name: 'Milk',
      spec_version: '14.1.0',
      language: 'eng',
      localization: {},
      nodes: [node('m', [say('milk', 'Milk?')], 'mw'), waiting('mw', 'Milk', [['has_text', '', 'All', null]])],
    };
    const { flows } = flow([
      node('n1', [say('a', 'Tea')], 'n2'),
      {
        uuid: 'n2',
        actions: [{ uuid: 'e', type: 'enter_flow', flow: { uuid: 'child', name: 'Milk' } }],
        router: {
          ...{ type: 'switch', operand: '@child.run.status' },
          cases: [{ uuid: 'c', type: 'has_only_text', arguments: ['completed'], category_uuid: 'done' }],
          categories: [{ uuid: 'done', name: 'Complete', exit_uuid: 'x' }],
        },
        exits: [{ uuid: 'x', destination_uuid: 'n3' }],
      },
      node('n3', [say('b', 'Sugar')]),
    ]);
    const [dialogue, milk] = readRapidPro({ version: '13', flows: [...flows, child] });
    expect(Object.keys(dialogue!.dialogue!.steps)).to.deep.equal(['a', 'milk', 'b']);
    expect(dialogue!.dialogue!.steps.milk?.next).to.equal('b');
    expect(milk!.dialogue?.steps.milk?.next).to.equal(null);
  });

  it('gives its steps short names, and takes the languages that it was translated into', () => {
    const dialogue = read(
      flow([node(uuid(1), [say(uuid(2), 'One'), say(uuid(3), 'Two')])], { swa: { [uuid(2)]: { text: ['Moja'] } } }),
    );
    expect([Object.keys(dialogue.steps), dialogue.languages, dialogue.texts.sw]).to.deep.equal([
      ['s1', 's2'],
      ['en', 'sw'],
      { 's1.text': 'Moja' },
    ]);
  });

  it('offers the categories where a question has no quick replies, and says which words are taken no more', () => {
    const [found] = readRapidPro(
      flow([
        node('n1', [say('a', 'Tea?')], 'w'),
        waiting('w', 'Likes', [
          ['has_any_word', 'yes yeah', 'Yes', null],
          ['has_any_word', 'no', 'No', null],
        ]),
      ]),
    );
    expect(found?.dialogue?.texts.en).to.include({ 'a.choice.0': 'Yes', 'a.choice.1': 'No' });
    expect(found?.findings.map(({ message }) => message)).to.include('takes "yes yeah" no more: people choose "Yes"');
  });

  it('draws lots, and sets what its author wrote', () => {
    const random = {
      uuid: 'arm',
      actions: [],
      router: {
        ...{ type: 'random', result_name: 'Arm' },
        categories: [
          { uuid: 'ca', name: 'A', exit_uuid: 'ea' },
          { uuid: 'cb', name: 'B', exit_uuid: 'eb' },
        ],
      },
      exits: [
        { uuid: 'ea', destination_uuid: 'n2' },
        { uuid: 'eb', destination_uuid: 'n2' },
      ],
    };
    const set = { uuid: 'set', type: 'set_run_result', name: 'Phase', value: '1', category: 'First' };
    const { steps } = read(
      flow([node('n1', [say('a', 'Hello')], 'arm'), random, node('n2', [set, say('b', 'You are in @results.arm')])]),
    );
    expect(steps.arm).to.deep.equal({
      assign: { variable: 'arm', weights: { A: 1, B: 1 } },
      next: { cases: [{ variable: 'arm', is: { A: 'set', B: 'set' } }] },
    });
    expect(steps.set).to.deep.equal({ set: [{ variable: 'phase', to: { value: 'First' } }], next: 'b' });
  });

  const refused: [what: string, given: unknown, fault: RegExp][] = [
    ...[
      'call_webhook',
      'send_email',
      'add_contact_groups',
      'open_ticket',
      'play_audio',
      'transfer_airtime',
      'start_session',
    ].map((type): [string, unknown, RegExp] => [
      `the action ${type}`,
      flow([node('n1', [say('a', 'x'), { uuid: 'z', type }])]),
      new RegExp(`^Tea: nodes\\[0\\]\\.actions\\[1\\] ${type} cannot be taken over`),
    ]),
    [
      'a version before 13',
      flow([node('n1', [say('a', 'x')])], {}, { spec_version: '12.9' }),
      /12\.9 is older than 13/,
    ],
    [
      'an expression',
      flow([node('n1', [say('a', 'Hi @(upper(contact.name))')])]),
      /@\(upper\(contact\.name\)\) cannot be taken over|@\(upper/,
    ],
    [
      'what is known of a contact',
      flow([node('n1', [say('a', 'Hi @contact.name')])]),
      /@contact\.name cannot be taken over/,
    ],
    [
      'a test of its own',
      flow([node('n1', [say('a', 'x')], 'w'), waiting('w', 'R', [['has_district', 'x', 'Y', null]])]),
      /tests with has_district/,
    ],
    [
      'a flow that is not in the file',
      flow([node('n1', [say('a', 'x'), { uuid: 'e', type: 'enter_flow', flow: { uuid: 'no', name: 'Other' } }])]),
      /enters the flow "Other", which is not in the file/,
    ],
    [
      'a flow that enters itself',
      flow([node('n1', [say('a', 'x'), { uuid: 'e', type: 'enter_flow', flow: { uuid: 'flow', name: 'Tea' } }])]),
      /enters the flow "Tea" again/,
    ],
    [
      'a value that nobody gave',
      flow([node('n1', [say('a', 'x'), { uuid: 'f', type: 'set_contact_field', field: { key: 'k' }, value: '7' }])]),
      /set_contact_field keeps "7"/,
    ],
    ['a film', flow([node('n1', [{ ...say('a', 'x'), attachments: ['video:https://x.org/a.mp4'] }])]), /sends video/],
    ['a flow that says nothing', flow([node('n1', [])]), /says nothing/],
    ['no nodes', { flows: [{ uuid: 'x', name: 'X', spec_version: '13.0', language: 'eng' }] }, /nodes give the nodes/],
  ];
  for (const [what, given, fault] of refused)
    it(`is refused for ${what}, by its name and place`, () => {
      const found = faultsOf(given);
      expect(
        found.some(line => fault.test(line)),
        found.join('\n'),
      ).to.equal(true);
    });
});
