import { walkThrough } from '@rounds/sentinel/forms/pages.ts';
import type { RawArgument } from '@rounds/sentinel/forms/xpath/extension-libs.ts';
import { expect } from 'chai';
import { allFields, answer, ask, formsInNode, open, valueAt, xform } from './forms-in-node.ts';

describe('a form that is filled in', () => {
  formsInNode();
  const paths = (fields: readonly { path: string }[]) => fields.map(({ path }) => path);

  it('calls the functions of CHT, with the prefix and without', async () => {
    const filling = await open(
      xform(
        '<a>2026-01-15</a><months/><luhn/><plain/><stored/><shown/><day/>',
        `<bind nodeset="/data/months" calculate="difference-in-months(/data/a, '2026-03-20')"/>
         <bind nodeset="/data/luhn" calculate="cht:validate-luhn('79927398713')"/>
         <bind nodeset="/data/plain" calculate="cht:strip-whitespace(' x y ')"/>
         <bind nodeset="/data/stored" calculate="decimal-date-time(add-date(/data/a, 0, 1))"/>
         <bind nodeset="/data/shown" calculate="format-date-time(/data/stored, '%Y-%m-%d')"/>
         <bind nodeset="/data/day" calculate="format-date(decimal-date-time(/data/a) + 31, '%Y-%m-%d')"/>`,
        ask('a'),
      ),
    );
    const xml = filling.xml();
    expect(['months', 'luhn', 'plain', 'shown', 'day'].map(each => valueAt(xml, each))).to.deep.equal([
      '2',
      'true',
      'xy',
      '2026-02-15',
      '2026-02-15',
    ]);
    expect(filling.warnings()).to.deep.equal([]);
  });

  it('is saved without the answers that this device cannot take, and says why', async () => {
    const filling = await open(
      xform(
        '<way/><unseen/><test/><where/><name/>',
        `<bind nodeset="/data/way" type="geotrace" required="true()"/><bind nodeset="/data/unseen" required="true()"/>
         <bind nodeset="/data/test" required="true()"/><bind nodeset="/data/where" type="barcode" required="true()"/>
         <bind nodeset="/data/name" required="true()"/>`,
        `${ask('way')}${ask('unseen', ' appearance="hidden"')}${ask('test', ' appearance="mrdt-verify"')}${ask('where')}${ask('name')}`,
      ),
    );
    expect(filling.faults()).to.have.length(2);
    answer(filling, 'name', 'Asha');
    const where = allFields(filling).find(({ path }) => path === '/data/where')!;
    expect(where.fault?.kind).to.equal('required');
    filling.giveUp(where.id, 'no camera');
    expect(allFields(filling).map(({ closed }) => closed)).to.deep.equal(['geotrace', 'mrdt-verify', 'no camera', '']);
    expect(filling.faults()).to.deep.equal([]);
    expect(filling.unanswered()).to.deep.equal([
      { path: '/data/way', reason: 'geotrace' },
      { path: '/data/unseen', reason: 'hidden' },
      { path: '/data/test', reason: 'mrdt-verify' },
      { path: '/data/where', reason: 'no camera' },
    ]);
  });

  it('does not show what is hidden, question or group, and sends it', async () => {
    const filling = await open(
      xform(
        '<a>1</a><g><b>2</b></g><c>3</c>',
        '',
        `${ask('a', ' appearance="hidden"')}<group ref="/data/g" appearance="field-list hidden">${ask('g/b')}</group>${ask('c')}`,
      ),
    );
    expect(paths(allFields(filling))).to.deep.equal(['/data/c']);
    expect([valueAt(filling.xml(), 'a'), valueAt(filling.xml(), 'g/b')]).to.deep.equal(['1', '2']);
  });

  it('lets a contact be chosen, and takes over what is known of it beside the question', async () => {
    const filling = await open(
      xform(
        '<who><_id/><name/><parent><name/></parent><tags>kept</tags></who><other/><third/>',
        '<bind nodeset="/data/who/_id" type="db:person"/><bind nodeset="/data/third" type="string"/>',
        `<group ref="/data/who">${ask('who/_id', ' appearance="db-object"') + ask('who/name')}</group>
         ${ask('other', ' appearance="select-contact type-clinic type-hamlet bind-id-only"')}
         ${ask('third', ' appearance="select-contact descendant-of-current-contact"')}`,
      ),
    );
    const choosing = allFields(filling).flatMap(field => field.choosing ?? []);
    expect(choosing).to.deep.equal([
      { types: ['person'], below: false, fills: true },
      { types: ['clinic', 'hamlet'], below: false, fills: false },
      { types: [], below: true, fills: true },
    ]);
    const question = allFields(filling).find(({ kind }) => kind === 'contact')!;
    filling.answer(question.id, 'asha');
    filling.fillBeside(question.id, {
      _id: 'other',
      name: 'Asha',
      parent: { _id: 'home', name: 'Otieno' },
      tags: ['a'],
      phone: '+1',
    });
    const xml = filling.xml();
    expect(['who/_id', 'who/name', 'who/parent/name', 'who/tags'].map(each => valueAt(xml, each))).to.deep.equal([
      'asha',
      'Asha',
      'Otieno',
      'kept',
    ]);
  });

  it('offers no buttons for a repeat whose number the form itself says', async () => {
    const repeat = (more: string) =>
      xform(
        '<n>2</n><child><name/></child>',
        '<bind nodeset="/data/n" type="int"/>',
        `${ask('n')}<group ref="/data/child"><repeat nodeset="/data/child"${more}>${ask('child/name')}</repeat></group>`,
      );
    const fixed = async (more: string) => allFields(await open(repeat(more))).find(({ kind }) => kind === 'repeat')!;
    expect(await fixed('')).to.include({ fixed: false });
    const counted = await fixed(' jr:count="/data/n"');
    expect(counted).to.include({ fixed: true });
    expect(counted.children).to.have.length(2);
  });

  it('asks code of the programme, and takes its answer when it comes', async () => {
    const asked: [string, readonly RawArgument[]][] = [];
    let release = (_value: unknown): void => undefined;
    let changes = 0;
    const filling = await open(
      xform(
        '<first>asha</first><full/>',
        `<bind nodeset="/data/full" calculate="concat(cht:extension-lib('full-name.js', /data/first, 'x (y)', 3), '!')"/>`,
        ask('first'),
      ),
      {
        extension: (name, args) => {
          asked.push([name, args]);
          return new Promise(resolve => {
            release = resolve;
          });
        },
      },
      () => {
        changes += 1;
      },
    );
    expect(asked).to.deep.equal([
      [
        'full-name.js',
        [
          { t: 'arr', v: [{ textContent: 'asha' }] },
          { t: 'str', v: 'x (y)' },
          { t: 'num', v: 3 },
        ],
      ],
    ]);
    expect([valueAt(filling.xml(), 'full'), filling.waiting()]).to.deep.equal(['!', true]);
    changes = 0;
    release({ t: 'str', v: 'Asha W.' });
    await new Promise(resolve => setTimeout(resolve));
    expect([valueAt(filling.xml(), 'full'), filling.waiting(), changes > 0]).to.deep.equal(['Asha W.!', false, true]);
    answer(filling, 'first', 'juma');
    expect(asked).to.have.length(2);
    expect(filling.xml()).not.to.include('turn');
  });

  it('counts as blank what code of the programme fails at, and tells of it', async () => {
    const filling = await open(
      xform('<full/>', `<bind nodeset="/data/full" calculate="cht:extension-lib('none.js')"/>`, ask('full')),
      { extension: () => Promise.reject(new Error('There is no none.js')) },
    );
    await new Promise(resolve => setTimeout(resolve));
    expect(valueAt(filling.xml(), 'full')).to.equal('');
    expect(
      filling
        .warnings()
        .map(({ message }) => message)
        .join(),
    ).to.include('There is no none.js');
  });

  describe('page by page', () => {
    const pages = xform(
      '<a/><g><b/><c/></g><h><d/><e/></h><child><f/></child><hidden><i/></hidden><end/>',
      `<bind nodeset="/data/a" required="true()"/><bind nodeset="/data/g" relevant="/data/a != 'no'"/><bind nodeset="/data/g/b" type="int" constraint=". &lt; 5"/>`,
      `${ask('a')}<group ref="/data/g" appearance="field-list"><label>G</label>${ask('g/b') + ask('g/c')}</group>
       <group ref="/data/h"><label>H</label>${ask('h/d') + ask('h/e')}</group>
       <group ref="/data/child"><repeat nodeset="/data/child">${ask('child/f')}</repeat></group>
       <group ref="/data/hidden" appearance="field-list hidden">${ask('hidden/i')}</group>${ask('end')}`,
      true,
    );
    const shown = (walk: ReturnType<typeof walkThrough>) =>
      walk
        .page()
        ?.fields.map(({ path }) => path)
        .join();

    it('shows a group with field-list, a repeat, or one question at a time, and leaves out what is hidden', async () => {
      const filling = await open(pages);
      const walk = walkThrough(filling);
      answer(filling, 'a', 'yes');
      const seen = [shown(walk)];
      for (let at = 1; at < walk.place().of; at += 1) {
        expect(walk.next()).to.deep.equal([]);
        seen.push(shown(walk));
      }
      expect(seen).to.deep.equal(['/data/a', '/data/g', '/data/h/d', '/data/h/e', '/data/child', '/data/end']);
      expect(walk.place()).to.deep.equal({ at: 5, of: 6 });
      walk.next();
      expect(shown(walk)).to.equal('/data/end');
    });

    it('goes on only when the answers of the page are allowed, and back always', async () => {
      const filling = await open(pages);
      const walk = walkThrough(filling);
      expect(walk.next()).to.have.length(1);
      answer(filling, 'a', 'yes');
      expect(walk.next()).to.deep.equal([]);
      answer(filling, 'g/b', '9');
      expect(walk.next()).to.have.length(1);
      walk.back();
      expect(shown(walk)).to.equal('/data/a');
    });

    it('passes over a page of which nothing is relevant, and stays where one is when the page goes', async () => {
      const filling = await open(pages);
      const walk = walkThrough(filling);
      answer(filling, 'a', 'no');
      walk.next();
      expect([shown(walk), walk.page()?.heading]).to.deep.equal(['/data/h/d', 'H']);
      walk.back();
      answer(filling, 'a', 'yes');
      walk.next();
      expect(shown(walk)).to.equal('/data/g');
    });

    it('goes to the page of a question', async () => {
      const filling = await open(pages);
      const walk = walkThrough(filling);
      walk.goTo(allFields(filling).find(({ path }) => path === '/data/h/e')!.id);
      expect(shown(walk)).to.equal('/data/h/e');
    });

    it('is one page where the form wants none', async () => {
      const filling = await open(xform('<a/><b/>', '', ask('a') + ask('b')));
      expect(walkThrough(filling).place()).to.deep.equal({ at: 0, of: 1 });
      expect(shown(walkThrough(filling))).to.equal('/data/a,/data/b');
    });
  });
});
