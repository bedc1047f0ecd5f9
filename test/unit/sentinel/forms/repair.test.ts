import { checkForm } from '@rounds/sentinel/forms/engine.ts';
import { expect } from 'chai';
import { allFields, answer, ask, dom, formsInNode, open, valueAt, xform } from './forms-in-node.ts';

/** What is at fault in a form, what is said of it, and which fields there are all the same. */
const faulty: { fault: string; xml: string; kinds: string[]; shows: string[] }[] = [
  {
    fault: 'two groups `meta` in `inputs`',
    xml: xform(
      '<inputs><meta><location><lat/></location></meta><source>user</source><meta><deprecatedID/></meta></inputs><a/><meta><instanceID/></meta>',
      '<bind nodeset="/data/inputs/meta/deprecatedID" type="string"/>',
      ask('a'),
    ),
    kinds: ['meta-twice'],
    shows: ['/data/a'],
  },
  {
    fault: 'a question without a place for its answer',
    xml: xform('<a/>', '', ask('a') + ask('gone')),
    kinds: ['no-node'],
    shows: ['/data/a'],
  },
  {
    fault: 'a group without a place, around questions that have one',
    xml: xform('<a/>', '', `<group ref="/data/gone"><label>Gone</label>${ask('a')}</group>`),
    kinds: ['no-node'],
    shows: ['/data/a'],
  },
  {
    fault: 'a group for a field without fields in it',
    xml: xform('<a/><empty/>', '', `${ask('a')}<group ref="/data/empty"><label>Empty</label></group>`),
    kinds: ['empty-group'],
    shows: ['/data/a'],
  },
  {
    fault: 'a question for a group',
    xml: xform('<a/><many><one/></many>', '', ask('a') + ask('many')),
    kinds: ['wrong-element'],
    shows: ['/data/a'],
  },
  {
    fault: '`If(` for `if(`',
    xml: xform(
      '<a/><b/>',
      `<bind nodeset="/data/b" calculate="If(/data/a = 'x', TODAY(), 'If( stays')"/>`,
      ask('a') + ask('b'),
    ),
    kinds: ['misspelt-function', 'misspelt-function'],
    shows: ['/data/a', '/data/b'],
  },
  {
    fault: 'a calculation that cannot be read',
    xml: xform('<a/><b/>', '<bind nodeset="/data/b" calculate="/data/a +* 2"/>', ask('a') + ask('b')),
    kinds: ['unreadable'],
    shows: ['/data/a', '/data/b'],
  },
  {
    fault: 'a condition that cannot be read: the question is shown',
    xml: xform('<a/><b/>', `<bind nodeset="/data/b" relevant="/data/a = 'x"/>`, ask('a') + ask('b')),
    kinds: ['unreadable'],
    shows: ['/data/a', '/data/b'],
  },
  {
    fault: 'a constraint that cannot be read: any answer is taken',
    xml: xform('<a>1</a>', '<bind nodeset="/data/a" type="int" constraint=". &gt;&gt; 3"/>', ask('a')),
    kinds: ['unreadable'],
    shows: ['/data/a'],
  },
  {
    fault: 'a function that nobody knows',
    xml: xform('<a/><b/>', `<bind nodeset="/data/b" calculate="frobnicate(/data/a)"/>`, ask('a') + ask('b')),
    kinds: ['unknown-function'],
    shows: ['/data/a', '/data/b'],
  },
  {
    fault: 'a value in a label that cannot be read',
    xml: xform('<a/>', '', '<input ref="/data/a"><label>Weight <output value="/data/a +"/> kg</label></input>'),
    kinds: ['unreadable'],
    shows: ['/data/a'],
  },
  {
    fault: 'a function with more arguments than it takes',
    xml: xform('<a/><b/>', `<bind nodeset="/data/b" calculate="number(/data/a, 1)"/>`, ask('a') + ask('b')),
    kinds: [],
    shows: ['/data/a', '/data/b'],
  },
];

describe('a form with one fault', () => {
  formsInNode();

  for (const { fault, xml, kinds, shows } of faulty)
    it(`opens without what is at fault: ${fault}`, async () => {
      const filling = await open(xml);
      expect(allFields(filling).map(({ path }) => path)).to.deep.equal(shows);
      expect(filling.faults()).to.deep.equal([]);
      const told = filling.warnings().filter(({ kind }) => kind !== 'not-evaluated');
      expect(told.map(({ kind }) => kind)).to.deep.equal(kinds);
      for (const { message, at } of told) expect(message + at).to.match(/\w/);
    });

  for (const { fault, xml, kinds } of faulty)
    it(`is told of when it is brought in: ${fault}`, async () => {
      expect((await checkForm(dom, xml)).map(({ kind }) => kind)).to.deep.equal(kinds);
    });

  it('keeps the answers of the rest, and the expression that failed counts as blank', async () => {
    const xml = xform(
      '<a/><b>before</b><c/>',
      `<bind nodeset="/data/b" calculate="format-date(/data/a)"/><bind nodeset="/data/c" calculate="concat(/data/a, '!')"/>`,
      ask('a'),
    );
    const filling = await open(xml);
    answer(filling, 'a', 'Asha');
    expect([valueAt(filling.xml(), 'b'), valueAt(filling.xml(), 'c')]).to.deep.equal(['', 'Asha!']);
    expect(filling.warnings().map(({ kind, found }) => [kind, found])).to.deep.equal([
      ['not-evaluated', 'format-date(/data/a)'],
    ]);
  });

  it('opens where the id of a text has an apostrophe in it', async () => {
    const itext =
      '<itext><translation lang="en"><text id="murang\'a:label"><value>County</value></text></translation></itext>';
    const filling = await open(
      xform('<a/>', itext, `<input ref="/data/a"><label ref="jr:itext('murang'a:label')"/></input>`),
    );
    expect(allFields(filling)[0]?.label).to.equal('County');
  });

  it('is told of no expression that only waited for its field to be in its place', async () => {
    const filling = await open(
      xform(
        '<inputs><source>user</source></inputs><a>y</a><b/>',
        `<bind nodeset="/data/inputs" relevant="./source = 'user'"/><bind nodeset="/data/b" calculate="jr:choice-name(/data/a, '/data/a')"/>`,
        `<group ref="/data/inputs">${ask('inputs/source')}</group><select1 ref="/data/a"><label>a</label><item><label>Yes</label><value>y</value></item></select1>`,
      ),
    );
    expect(filling.warnings()).to.deep.equal([]);
    expect(valueAt(filling.xml(), 'b')).to.equal('Yes');
  });

  for (const [expression, value] of [
    ['int(/data/a div 3, 0)', '2'],
    ['number(/data/a, 1, 2)', '7'],
    ['round(/data/a, 0, 9)', '7'],
    ["if(/data/a > 5, 'many', 'few', 'none')", 'many'],
    ['difference-in-days("2026-01-01", "2026-01-08", "days")', '7'],
  ])
    it(`gives a function what it takes of what it is given: ${expression}`, async () => {
      const calculate = expression!.replaceAll('>', '&gt;').replaceAll('"', '&quot;');
      const filling = await open(
        xform(
          '<a/><b/>',
          `<bind nodeset="/data/a" type="int"/><bind nodeset="/data/b" calculate="${calculate}"/>`,
          ask('a'),
        ),
      );
      answer(filling, 'a', '7');
      expect([valueAt(filling.xml(), 'b'), filling.warnings()]).to.deep.equal([value, []]);
    });

  it('leaves a form without faults as it is', async () => {
    expect(
      await checkForm(
        dom,
        xform('<a/>', `<bind nodeset="/data/a" relevant="difference-in-months(today(), today()) = 0"/>`, ask('a')),
      ),
    ).to.deep.equal([]);
  });

  it('is refused where it is no form at all', async () => {
    for (const xml of ['<a', '<a/>', xform('', '', '').replace(/<model>.*<\/model>/s, '')])
      expect(await open(xml).catch((error: Error) => error)).to.be.instanceOf(Error);
  });
});
