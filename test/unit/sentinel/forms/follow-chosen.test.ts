import { followChosen } from '@rounds/sentinel/forms/follow-chosen.ts';
import { expect } from 'chai';
import { answer, ask, formsInNode, open, valueAt, xform } from './forms-in-node.ts';

describe('a question for a contact', () => {
  formsInNode();

  const form = (looks: string, more = '') =>
    xform(
      `<contact><_id/><name/><parent><name/></parent><other/></contact>${more}`,
      '<bind nodeset="/data/contact/_id" type="string"/><bind nodeset="/data/contact/name" readonly="true()"/>',
      `<group ref="/data/contact">${ask('contact/_id', ` appearance="${looks}"`)}${ask('contact/name')}</group>`,
    );
  const people: Record<string, { [name: string]: unknown }> = {
    asha: { _id: 'asha', name: 'Asha', parent: { _id: 'otieno', name: 'Otieno' } },
    baraka: { _id: 'baraka', name: 'Baraka' },
  };
  const load = async (id: string) => people[id] ?? null;
  const values = (xml: string) => ['contact/name', 'contact/parent/name'].map(path => valueAt(xml, path));

  it('fills the fields beside it, those of another instead, and takes them back', async () => {
    const filling = await open(form('select-contact type-person'));
    const follow = followChosen(filling, load, () => false);
    answer(filling, 'contact/_id', 'asha');
    await follow();
    expect(values(filling.xml())).to.deep.equal(['Asha', 'Otieno']);
    answer(filling, 'contact/_id', 'baraka');
    await follow();
    expect(values(filling.xml())).to.deep.equal(['Baraka', '']);
    answer(filling, 'contact/_id', '');
    await follow();
    expect(values(filling.xml())).to.deep.equal(['', '']);
  });

  it('fills nothing where the form wants the id alone', async () => {
    const filling = await open(form('select-contact bind-id-only'));
    const follow = followChosen(filling, load, () => false);
    answer(filling, 'contact/_id', 'asha');
    await follow();
    expect(values(filling.xml())).to.deep.equal(['', '']);
  });

  it('that the form calculates and hides loads its fields when the form opens', async () => {
    const filling = await open(
      xform(
        '<id>asha</id><contact><_id/><name/></contact>',
        '<bind nodeset="/data/contact/_id" calculate="/data/id"/>',
        `<group ref="/data/contact" appearance="hidden">${ask('contact/_id', ' appearance="select-contact"')}${ask('contact/name')}</group>`,
      ),
    );
    await followChosen(filling, load, () => false)();
    expect(valueAt(filling.xml(), 'contact/name')).to.equal('Asha');
  });

  it('keeps what a draft holds of it', async () => {
    const filling = await open(form('select-contact'));
    answer(filling, 'contact/_id', 'asha');
    filling.fillBeside(filling.contacts()[0]!.id, { name: 'Mama Asha' });
    const again = await open(form('select-contact'), { draft: filling.draft() });
    await followChosen(again, load, () => true)();
    expect(valueAt(again.xml(), 'contact/name')).to.equal('Mama Asha');
  });
});
