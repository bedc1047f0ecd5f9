import { asksFor, withSummary } from '@rounds/sentinel/forms/summary-instance.ts';
import { expect } from 'chai';
import { window } from '../../../browser-in-node.ts';

const xml = `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>f</h:title><model>
<instance><f id="f"><a/></f></instance><instance id="contact-summary"/>
<bind nodeset="/f/a" calculate="instance('contact-summary')/context/weeks"/></model></h:head><h:body/></h:html>`;

describe('a form that asks what is known of a contact', () => {
  it('is known by its expressions, not by the instance that every form has', () => {
    expect(asksFor(xml, 'contact-summary')).to.equal(true);
    expect(asksFor(xml.replace(/<bind.*?\/>/, ''), 'contact-summary')).to.equal(false);
    expect(asksFor(xml, 'user-contact-summary')).to.equal(false);
  });

  it('is told the context of the summary, in elements of its keys', () => {
    const context = { weeks: 20, alive: true, none: null, mother: { name: 'A & B' }, visits: [1, 2], 'no name': 1 };
    const told = withSummary(window as never, xml, 'contact-summary', context);
    const [, found] = /<instance id="contact-summary">(.*?)<\/instance>/.exec(told) ?? [];
    expect(found).to.equal(
      '<context><weeks>20</weeks><alive>true</alive><none/><mother><name>A &amp; B</name></mother><visits>1</visits><visits>2</visits></context>',
    );
  });
});
