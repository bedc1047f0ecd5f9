import { answersOf } from '@rounds/sentinel/forms/answers-in-words.ts';
import { formWords } from '@rounds/sentinel/forms/form-words.ts';
import { expect } from 'chai';
import { ask, dom, xform } from './forms-in-node.ts';

const lists = `
  <itext><translation lang="en" default="true()">
    <text id="yes"><value>Yes</value><value form="image">jr://images/yes.png</value></text><text id="no"><value>No</value></text>
    <text id="bleeds:label"><value>Does **<output value="/data/patient"/>** bleed? &lt;span style="color:red"&gt;Now!&lt;/span&gt;</value></text>
  </translation><translation lang="Swahili (sw)"><text id="yes"><value>Ndiyo</value></text></translation></itext>
  <instance id="yes_no"><root><item><itextId>yes</itextId><name>y</name></item><item><itextId>no</itextId><name>n</name></item></root></instance>
  <instance id="places"><root><item><name>c</name><label>Clinic</label></item><item><name>h</name><label>Home</label></item></root></instance>
  <bind nodeset="/data/total" calculate="1 + 1"/>`;
const itemset = (list: string, label: string) =>
  `<itemset nodeset="instance('${list}')/root/item[name != '']"><value ref="name"/><label ref="${label}"/></itemset>`;
const form = xform(
  '<patient/><bleeds/><where/><total/><g><a/><b/></g><secret><code/></secret><empty><x/></empty>',
  lists,
  `${ask('patient')}<select1 ref="/data/bleeds"><label ref="jr:itext('bleeds:label')"/>${itemset('yes_no', 'jr:itext(itextId)')}</select1>
   <select ref="/data/where"><label>Where?</label>${itemset('places', 'label')}</select>
   <group ref="/data/g"><label>Group</label>${ask('g/a')}</group><group ref="/data/secret"><label>Secret</label>${ask('secret/code')}</group>
   <group ref="/data/empty"><label>Empty</label>${ask('empty/x')}</group>`,
);
const lines = (fields: Record<string, unknown>, hidden: string[] = [], language = 'en') =>
  answersOf(fields, formWords(dom, form, language), hidden).map(
    ({ question, answer, depth }) => `${'  '.repeat(depth)}${question}${answer === undefined ? '' : `: ${answer}`}`,
  );

describe('the answers of a report', () => {
  it('say choices of lists by their words, one or several', () => {
    expect(lines({ bleeds: 'y', where: 'c h' })).to.deep.equal(['Does bleed? Now!: Yes', 'Where?: Clinic, Home']);
    expect(lines({ bleeds: 'y' }, [], 'sw')).to.deep.equal(['Does bleed? Now!: Ndiyo']);
  });

  it('stand in the words of other questions, without formats', () => {
    expect(lines({ patient: 'Asha', bleeds: 'n' })).to.deep.equal(['patient: Asha', 'Does Asha bleed? Now!: No']);
  });

  it('leave out what the form calculates, and show what an older form asked by its name', () => {
    expect(
      lines({ total: '2', danger_sign: 'fever', old_group: { first_one: 'x' }, g: { a: '1', gone: '2' } }),
    ).to.deep.equal(['Group', '  g/a: 1', '  Gone: 2', 'Danger sign: fever', 'Old group', '  First one: x']);
  });

  it('leave out what the report hides, and headings over nothing', () => {
    expect(
      lines({ patient: 'Asha', secret: { code: '1' }, g: { a: '', b: '3' }, empty: { x: '' }, older: { made: '1' } }, [
        'secret',
        'older',
      ]),
    ).to.deep.equal(['patient: Asha']);
  });
});
