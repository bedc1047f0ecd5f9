import { phoneProgramme } from '@rounds/webapp/data/programme/phone-programme.ts';
import { expect } from 'chai';

const form = (internalId: string) => ({
  ...{ _id: `form:${internalId}`, type: 'form', internalId },
  context: { person: true },
});

describe('Forms that the phone offers', () => {
  const muting = { mute_forms: ['mute'], unmute_forms: ['unmute'] };
  const table: [transitions: object | undefined, offered: string[]][] = [
    [{ muting: true }, ['mute', 'unmute', 'visit']],
    [{ muting: { client_side: false } }, ['mute', 'unmute', 'visit']],
    [{ muting: false }, ['visit']],
    [{ muting: { disable: true } }, ['visit']],
    [{}, ['visit']],
    [undefined, ['visit']],
  ];
  for (const [transitions, offered] of table)
    it(`are ${offered.join(', ')} where transitions are ${JSON.stringify(transitions)}`, () => {
      const programme = phoneProgramme(['chw'], () => undefined);
      const settings = { _id: 'settings', settings: { muting, ...(transitions ? { transitions } : {}) } };
      programme.apply([settings, form('visit'), form('mute'), form('unmute')]);
      expect(programme.forms('person').map(({ internalId }) => internalId)).to.deep.equal(offered);
    });
});
