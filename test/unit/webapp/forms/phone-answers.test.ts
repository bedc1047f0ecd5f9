import { phoneAnswers } from '@rounds/webapp/data/forms/phone-answers.ts';
import type { Person } from '@rounds/webapp/data/people/people.ts';
import { expect } from 'chai';
import { allFields, answer, ask, formsInNode, open, valueAt, xform } from '../../sentinel/forms/forms-in-node.ts';

describe('a question for a phone number', () => {
  formsInNode();
  const rows = [
    { id: 'asha', name: 'Asha', phone: '+255712345678' },
    { id: 'baraka', name: 'Baraka', phone: '0712 000 111' },
  ] as Person[];
  const words = { invalid: () => 'no number', taken: (name: string) => `${name} has it` };
  const form = (model: string, looks = '', value = '') =>
    xform(`<q${model}>${value}</q>`, '<bind nodeset="/data/q" type="string"/>', ask('q', looks));
  const tel = ' appearance="numbers tel"';
  const look = async (xml: string, said: string | undefined, own = '', given = false, settings: object = {}) => {
    const filling = await open(xml);
    const phone = {
      people: { rows: () => rows },
      programme: { rawSettings: () => ({ default_country_code: 255, ...settings }) },
    };
    const check = phoneAnswers(phone, filling, own, given, words);
    if (said !== undefined) answer(filling, 'q', said);
    await check(false);
    const typed = valueAt(filling.xml(), 'q');
    await check(true);
    return [allFields(filling)[0]?.fault?.words ?? '', typed, valueAt(filling.xml(), 'q')];
  };

  const unique = ' cht:unique_tel="true"';
  const table: [model: string, said: string, fault: string, stored: string][] = [
    ['', '0712 345 699', '', '+255712345699'],
    ['', '+255712345678', '', '+255712345678'],
    ['', '12', 'no number', '12'],
    ['', 'mama', 'no number', 'mama'],
    ['', '', '', ''],
    [unique, '0712345678', 'Asha has it', '+255712345678'],
    [unique, '0712000111', 'Baraka has it', '+255712000111'],
    [unique, '0712345699', '', '+255712345699'],
    [' cht:unique_tel="no"', '0712345678', '', '+255712345678'],
  ];
  for (const [model, said, fault, stored] of table)
    it(`takes “${said}” as ${stored || 'nothing'}${fault ? `: ${fault}` : ''}${model}`, async () => {
      expect(await look(form(model, tel), said)).to.deep.equal([fault, said, stored]);
    });

  it('of the old type never takes the number of somebody else', async () => {
    const old = xform('<q/>', '<bind nodeset="/data/q" type="tel"/>', ask('q'));
    expect((await look(old, '0712345678'))[0]).to.equal('Asha has it');
  });

  it('lets somebody who is edited keep her number, and what stood there before be', async () => {
    expect((await look(form(unique, tel), '0712345678', 'asha'))[0]).to.equal('');
    expect(await look(form(unique, tel, '12'), undefined)).to.deep.equal(['', '12', '12']);
    expect((await look(form(unique, tel, '12'), undefined, '', true))[0]).to.equal('no number');
  });

  it('goes by the settings', async () => {
    expect((await look(form('', tel), '12', '', false, { phone_validation: 'none' }))[0]).to.equal('');
    expect((await look(form('', tel), '0712345678', '', false, { default_country_code: undefined }))[0]).to.equal(
      'no number',
    );
  });

  it('is none without the look of one', async () => {
    expect(await look(form(''), '12')).to.deep.equal(['', '12', '12']);
  });
});
