import words from '@rounds/config/dialogues/words.json' with { type: 'json' };
import { builtIn } from '@rounds/sentinel/dialogues/built-in.ts';
import { findingLine } from '@rounds/sentinel/dialogues/finding.ts';
import { readDialogue } from '@rounds/sentinel/dialogues/read-dialogue.ts';
import { expect } from 'chai';
import { going } from './going.ts';

const languages = ['en', 'fr', 'es', 'ca', 'de', 'sw'];

describe('The dialogues that come with Rounds', () => {
  const ids = [
    'welcome',
    'language',
    'frequency',
    'zone',
    'hour',
    'pause',
    'resume',
    'leave',
    'privacy',
    'volunteer_application',
  ];

  it('are these', () => expect(Object.keys(builtIn)).to.have.members(ids));

  for (const id of ids)
    it(`${id} has its words in six languages, and nothing is found in it`, () => {
      const { dialogue, findings } = readDialogue(builtIn[id]);
      expect(findings.map(findingLine)).to.deep.equal([]);
      expect(dialogue?.languages).to.deep.equal(languages);
    });

  it('have words around them in the same languages', () => {
    const keys = Object.keys(words.en);
    for (const language of languages)
      expect(Object.keys(words[language as keyof typeof words]), language).to.deep.equal(keys);
  });

  const ends: [id: string, presses: number[], actions: string[]][] = [
    ['welcome', [3, 0, 0, 0, 0, 0], ['consent']],
    ['welcome', [0, 0, 0, 0, 1, 0], ['refuse']],
    ['welcome', [0, 0, 0, 0, 0, 1, 1, 0], ['refuse']],
    ['pause', [0], ['pause']],
    ['pause', [1], []],
    ['resume', [], ['resume']],
    ['leave', [0], ['leave', 'erase']],
    ['leave', [1], ['leave']],
    ['language', [5], ['profile']],
    ['frequency', [2], ['profile']],
  ];
  for (const [id, presses, actions] of ends)
    it(`${id} comes to ${actions.join(' and ') || 'nothing'} by the answers ${presses.join(', ') || '(none)'}`, () => {
      const story = going(builtIn[id]);
      story.begin();
      for (const choice of presses) story.press(choice);
      expect(story.standing()).to.deep.include({ state: 'done', actions });
    });

  it('leave silences at once, whatever is answered about erasing', () => {
    const story = going(builtIn.leave);
    story.begin();
    expect(story.standing()).to.deep.include({ state: 'open', actions: ['leave'] });
  });

  it('speak the language that is chosen from then on', () => {
    const story = going(builtIn.welcome);
    story.begin();
    expect(story.press(3)[0]).to.match(/^Soc el bot/);
  });
});
