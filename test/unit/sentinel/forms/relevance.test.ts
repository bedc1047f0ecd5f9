import { expect } from 'chai';
import fc from 'fast-check';
import { allFields, answer, ask, formsInNode, open, valueAt, xform } from './forms-in-node.ts';

/** The usual form of CHT: whom it is about is asked only where nobody came with it. */
const aboutSomebody = (source: string) =>
  xform(
    `<inputs><source>${source}</source><contact><_id>asha</_id><name>Asha</name></contact></inputs><patient_uuid/><patient_name/><note/>`,
    `<bind nodeset="/data/inputs" relevant="./source = 'user'"/>
     <bind nodeset="/data/inputs/contact/_id" type="db:person" required="true()"/>
     <bind nodeset="/data/patient_uuid" calculate="../inputs/contact/_id"/>
     <bind nodeset="/data/patient_name" calculate="../inputs/contact/name"/>`,
    `<group ref="/data/inputs"><label>Who</label><group ref="/data/inputs/contact">${ask('inputs/contact/_id')}</group></group>${ask('note')}`,
  );

describe('what is not relevant in a form', () => {
  formsInNode();

  it('keeps its value for what is calculated from it: the report is about whom it was opened for', async () => {
    const filling = await open(aboutSomebody('contact'));
    expect(allFields(filling).map(({ path }) => path)).to.deep.equal(['/data/note']);
    const xml = filling.xml();
    expect([valueAt(xml, 'patient_uuid'), valueAt(xml, 'patient_name')]).to.deep.equal(['asha', 'Asha']);
    expect(valueAt(xml, 'inputs')).to.equal(undefined);
  });

  it('is shown, asked for and sent once it is relevant', async () => {
    const filling = await open(aboutSomebody('user'));
    expect(allFields(filling).map(({ kind }) => kind)).to.include('contact');
    expect(valueAt(filling.xml(), 'inputs/contact/_id')).to.equal('asha');
    answer(filling, 'inputs/contact/_id', '');
    expect(filling.faults()).to.have.length(1);
  });

  it('is neither asked for nor sent, comes back with what was answered, and is kept in a draft', async () => {
    const xml = xform(
      '<pregnant/><weeks/><twice/>',
      `<bind nodeset="/data/weeks" type="int" relevant="/data/pregnant = 'yes'" required="true()" constraint=". &lt; 45"/>
       <bind nodeset="/data/twice" calculate="number(/data/weeks) * 2"/>`,
      ask('pregnant') + ask('weeks'),
    );
    const filling = await open(xml);
    expect(filling.faults()).to.deep.equal([]);
    answer(filling, 'pregnant', 'yes');
    expect(filling.faults()).to.have.length(1);
    answer(filling, 'weeks', '50');
    expect(allFields(filling).find(({ path }) => path === '/data/weeks')?.fault?.kind).to.equal('constraint');
    answer(filling, 'pregnant', 'no');
    expect(filling.faults()).to.deep.equal([]);
    expect([valueAt(filling.xml(), 'weeks'), valueAt(filling.xml(), 'twice')]).to.deep.equal([undefined, '100']);
    const later = await open(xml, { draft: filling.draft() });
    answer(later, 'pregnant', 'yes');
    expect(valueAt(later.xml(), 'weeks')).to.equal('50');
  });

  it('is decided for each instance of a repeat, and takes a group with all that is in it', async () => {
    const xml = xform(
      '<child><sex/><more><name/></more></child>',
      `<bind nodeset="/data/child/more" relevant="../sex = 'f'"/><bind nodeset="/data/child/more/name" required="true()"/>`,
      `<group ref="/data/child"><repeat nodeset="/data/child">${ask('child/sex')}<group ref="/data/child/more">${ask('child/more/name')}</group></repeat></group>`,
    );
    const filling = await open(xml);
    const repeat = allFields(filling).find(({ kind }) => kind === 'repeat')!;
    filling.add(repeat.id);
    answer(filling, 'child[1]/sex', 'm');
    answer(filling, 'child[2]/sex', 'f');
    expect(allFields(filling).map(({ path }) => path))
      .to.include('/data/child[2]/more/name')
      .and.not.to.include('/data/child[1]/more/name');
    answer(filling, 'child[2]/more/name', 'Zawadi');
    expect(filling.xml().match(/<more>/g)).to.have.length(1);
    expect(filling.faults()).to.deep.equal([]);
  });

  it('is evaluated as `required` says where that is a condition itself', async () => {
    const filling = await open(
      xform(
        '<a/><b/><c/>',
        `<bind nodeset="/data/c" relevant="/data/a = 'x'" required="/data/b = 'y'" jr:requiredMsg="Say c"/>`,
        ask('a') + ask('b') + ask('c'),
      ),
    );
    const faults = () => filling.faults().length;
    expect(faults()).to.equal(0);
    answer(filling, 'b', 'y');
    expect(faults()).to.equal(0);
    answer(filling, 'a', 'x');
    expect(faults()).to.equal(1);
    expect(allFields(filling).at(-1)).to.deep.include({ required: true, fault: { kind: 'required', words: 'Say c' } });
    answer(filling, 'b', '');
    expect(faults()).to.equal(0);
  });

  it('decides what is sent and nothing that is calculated, whatever the answers', async () => {
    const names = ['a', 'b', 'c'];
    const filling = await open(
      xform(
        `${names.map(name => `<${name}><on/><value/></${name}>`).join('')}<all/>`,
        names.map(name => `<bind nodeset="/data/${name}/value" relevant="../on = '1'"/>`).join('') +
          '<bind nodeset="/data/all" calculate="concat(/data/a/value, /data/b/value, /data/c/value)"/>',
        names.map(name => ask(`${name}/on`) + ask(`${name}/value`)).join(''),
      ),
    );
    const step = fc.record({
      name: fc.constantFrom(...names),
      on: fc.boolean(),
      value: fc.stringMatching(/^[a-z]{0,4}$/),
    });
    const values = new Map(names.map(name => [name, '']));
    const on = new Map(names.map(name => [name, false]));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), steps => {
        for (const { name, on: shown, value } of steps) {
          answer(filling, `${name}/on`, '1');
          answer(filling, `${name}/value`, value);
          answer(filling, `${name}/on`, shown ? '1' : '0');
          values.set(name, value);
          on.set(name, shown);
        }
        const xml = filling.xml();
        expect(valueAt(xml, 'all')).to.equal(names.map(name => values.get(name)).join(''));
        for (const name of names)
          expect(valueAt(xml, `${name}/value`)).to.equal(on.get(name) ? values.get(name) : undefined);
      }),
      { numRuns: 60 },
    );
  });
});
