import { nextTraining, trainingsFor } from '@rounds/sentinel/forms/trainings.ts';
import { expect } from 'chai';

const now = new Date(2026, 10, 30, 8).getTime();
const chw = { roles: ['chw'], may: (permission: string) => permission === 'can_learn' };
const training = (name: string, context?: object | null) => ({ internalId: `training:${name}`, context });

const table: [sentence: string, context: object | null | undefined, begun: boolean, shown: boolean][] = [
  ['one that says nothing is for everybody and for ever', undefined, true, true],
  ['one whose context is null likewise', null, true, true],
  ['it begins on its day', { start_date: '2026-11-30' }, true, true],
  ['it has not begun the day before', { start_date: '2026-12-01' }, false, false],
  ['a beginning that nobody can read never comes', { start_date: 'soon' }, false, false],
  ['an empty one has come', { start_date: '' }, true, true],
  ['its last day is shown', { start_date: '2026-11-24', duration: 7 }, true, true],
  ['the day after it is in the list only', { start_date: '2026-11-23', duration: 7 }, true, false],
  ['days written as text count', { start_date: '2026-11-23', duration: '7' }, true, false],
  ['days that are no number are for ever', { start_date: '2020-01-01', duration: 'long' }, true, true],
  ['it is for one of several roles', { user_roles: ['nurse', 'chw'] }, true, true],
  ['it is not for other roles', { user_roles: ['nurse'] }, false, false],
  ['a role written as text is one', { user_roles: 'chw' }, true, true],
  ['no roles are all', { user_roles: [] }, true, true],
  ['a permission must be held', { permission: 'can_teach' }, false, false],
  ['one that is held lets in', { permission: ['can_learn'] }, true, true],
];

describe('for whom and when a training is', () => {
  for (const [sentence, context, begun, shown] of table)
    it(sentence, () => {
      const form = training('visits', context);
      expect(trainingsFor([form], chw, now)).to.deep.equal(begun ? [form] : []);
      expect(nextTraining([form], chw, new Set(), now)).to.equal(shown ? form : undefined);
    });

  it('shows the one that began first of those that are not gone through', () => {
    const [late, early] = [training('b', { start_date: '2026-11-20' }), training('a', { start_date: '2026-11-02' })];
    expect(nextTraining([late, early], chw, new Set(), now)).to.equal(early);
    expect(nextTraining([late, early], chw, new Set(['training:a']), now)).to.equal(late);
    expect(nextTraining([late, early], chw, new Set(['training:a', 'training:b']), now)).to.equal(undefined);
  });

  it('leaves out forms that are no trainings', () => {
    expect(trainingsFor([{ internalId: 'pregnancy' }], chw, now)).to.deep.equal([]);
  });
});
