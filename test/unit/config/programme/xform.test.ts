import { readXForm } from '@rounds/config/programme/xform.ts';
import { expect } from 'chai';

const form = (model: string, head = '<h:title> Visit &amp; talk </h:title>') =>
  `<?xml version="1.0"?>\n<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">\n<h:head>${head}${model}</h:head><h:body/></h:html>`;
const instance = (root: string) => `<model><instance>${root}</instance></model>`;

describe('an XForm', () => {
  it('says its id and title', () => {
    const xml = form(
      '<model><instance><data id="visit" version="1"><a id="x"/></data></instance><instance id="list"/></model>',
    );
    expect(readXForm(xml)).to.deep.equal({ id: 'visit', title: 'Visit & talk', faults: [] });
  });

  it('may begin with a byte order mark, or have other prefixes', () => {
    const prefixed =
      '\ufeff<html xmlns="http://www.w3.org/1999/xhtml" xmlns:f="http://www.w3.org/2002/xforms"><head><title>T</title><f:model><f:instance><data id="x"/></f:instance></f:model></head></html>';
    expect(readXForm(prefixed)).to.deep.equal({ id: 'x', title: 'T', faults: [] });
  });

  for (const [what, xml, fault] of [
    [
      'that is not closed',
      form(instance('<data id="x">')),
      /^line 3, column \d+: unmatched closing tag|^line 3, column/,
    ],
    ['with a bare ampersand', form(instance('<data id="x">Tea & milk</data>')), /^line 3, column \d+: /],
    ['that uses a prefix it never names', form(instance('<data id="x"><orx:meta/></data>')), /^line 3, .*orx/],
    ['that is a text', 'MUTE 10011', /^line 1, column \d+: text data outside/],
    ['that is empty', '', /document must contain a root element/],
    ['that is another page', '<html xmlns="http://www.w3.org/1999/xhtml"><head/></html>', /no model/],
    ['without a primary instance', form('<model/>'), /no primary instance/],
    [
      'whose primary instance is empty',
      form('<model><instance/><instance><data id="x"/></instance></model>'),
      /no primary instance/,
    ],
    ['whose root has no id', form(instance('<data version="1"/>')), /no id on <data>/],
    [
      'that names an entity of its own',
      `<!DOCTYPE x [<!ENTITY a "b">]>${form(instance('<data id="x">&a;</data>')).slice(21)}`,
      /undefined entity/,
    ],
  ] as const)
    it(`${what} is faulty`, () => {
      const { faults } = readXForm(xml);
      expect(faults).to.have.length(1);
      expect(faults[0]).to.match(fault);
    });
});
