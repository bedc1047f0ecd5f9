import { readCampaign } from '@rounds/api/campaigns/body.ts';
import { parseSettings } from '@rounds/config/settings/parse.ts';
import { expect } from 'chai';

const { settings } = parseSettings({});
const campaign = (text: string) => readCampaign({ title: 'T', says: { text: { en: text } } }, settings);

describe('The text of a campaign', () => {
  for (const text of ['Hello', 'Dear {{name}}', 'Dear {{{ contact.name }}}', '{{study_id}}', 'a { b } and { c'])
    it(`may be «${text}»`, () => expect(campaign(text).says).to.deep.equal({ text: { en: text } }));

  for (const [text, unknown] of [
    ['Dear {{nmae}}', '{{nmae}}'],
    ['Dear {{name}} of {{parent.name}}', '{{parent.name}}'],
    ['{{}}', '{{}}'],
    ['{{#name}}a{{/name}}', '{{#name}}'],
    ['{{constructor}}', '{{constructor}}'],
  ] as const)
    it(`may not be «${text}», of which ${unknown} is not known`, () =>
      expect(() => campaign(text)).to.throw(`says.text.en: ${unknown} is not known; write one of {{name}}`));

  it('is asked for where there is neither text nor dialogue', () =>
    expect(() => readCampaign({ title: 'T', says: {} }, settings)).to.throw('give either text by language'));
});
