import { choicesIn } from '@rounds/sentinel/forms/external-lists.ts';
import { formWords } from '@rounds/sentinel/forms/form-words.ts';
import { expect } from 'chai';
import { allFields, answer, dom, formsInNode, open, valueAt, xform } from './forms-in-node.ts';

const form = (file: string) =>
  xform(
    '<village/>',
    `<instance id="villages" src="jr://file/${file}"/>`,
    `<select1 ref="/data/village"><label>Village</label><itemset nodeset="instance('villages')/root/item">
       <value ref="name"/><label ref="label"/></itemset></select1>`,
  );
const csv = 'name,label\nmbu,Mto wa Mbu\nkilindi,"Kilindi, the ""old"" one"\n';
const xml =
  '<root><item><name>mbu</name><label>Mto wa Mbu</label></item><item><name>kilindi</name><label>Kilindi, the "old" one</label></item></root>';

describe('choices that lie in a file beside the form', () => {
  formsInNode();
  for (const [file, text] of [
    ['villages.csv', csv],
    ['villages.csv', `\uFEFF${csv.replaceAll('\n', '\r\n')}`],
    ['villages.xml', xml],
  ] as const) {
    it(`are read: ${file}, ${text.length} signs`, () => {
      expect(choicesIn(dom, text)).to.deep.equal([
        { name: 'mbu', label: 'Mto wa Mbu' },
        { name: 'kilindi', label: 'Kilindi, the "old" one' },
      ]);
    });

    it(`are asked, and shown in words afterwards: ${file}, ${text.length} signs`, async () => {
      const files: string[] = [];
      const filling = await open(form(file), {
        file: async address => {
          files.push(address);
          return new Blob([text], { type: file.endsWith('csv') ? 'text/csv' : 'application/xml' });
        },
      });
      expect(files).to.deep.equal([`jr://file/${file}`]);
      expect(allFields(filling)[0]?.options.map(({ label }) => label)).to.deep.equal([
        'Mto wa Mbu',
        'Kilindi, the "old" one',
      ]);
      answer(filling, 'village', 'mbu');
      expect(valueAt(filling.xml(), 'village')).to.equal('mbu');
      const words = formWords(dom, form(file), 'en', new Map([[`jr://file/${file}`, text]]));
      expect(words.choice('village', 'mbu')).to.equal('Mto wa Mbu');
    });
  }

  it('that the device lacks cost that question alone', async () => {
    const filling = await open(form('villages.csv'), { file: async () => null });
    expect(allFields(filling).map(({ kind, options }) => [kind, options])).to.deep.equal([['one', []]]);
    expect(formWords(dom, form('villages.csv'), 'en').choice('village', 'mbu')).to.equal(undefined);
  });
});
