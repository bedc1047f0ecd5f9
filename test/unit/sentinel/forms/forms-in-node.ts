import type { Dom } from '@rounds/sentinel/forms/dom.ts';
import { type Opening, openForm } from '@rounds/sentinel/forms/engine.ts';
import type { Field, Filling } from '@rounds/sentinel/forms/filling.ts';
import { borrowBrowser, window } from '../../../browser-in-node.ts';

/** A DOM for forms. */
export const dom: Dom = window;

/** Gives the form engine its DOM for the tests of a suite, and takes it away again. */
export const formsInNode = (): void => {
  let giveBack = (): void => {};
  before(() => {
    giveBack = borrowBrowser();
  });
  after(() => giveBack());
};

/** An XForm of a few parts. @param model the answers and what holds for them, @param body what is shown */
export const xform = (instance: string, model: string, body: string, pages = false): string =>
  `<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" xmlns:cht="https://communityhealthtoolkit.org">
  <h:head><h:title>Form</h:title><model><instance><data id="form" version="1">${instance}</data></instance>${model}</model></h:head>
  <h:body${pages ? ' class="pages"' : ''}>${body}</h:body>
</h:html>`;

/** A question of the body, in short. */
export const ask = (path: string, more = ''): string =>
  `<input ref="/data/${path}"${more}><label>${path}</label></input>`;

/** Opens a form in Node. */
export const open = (xml: string, opening?: Opening, onChange: () => void = () => undefined): Promise<Filling> =>
  openForm(dom, xml, onChange, opening);

/** All fields of a form as it stands, groups before what they hold. */
export const allFields = (filling: Filling): Field[] => {
  const inner = (fields: readonly Field[]): Field[] => fields.flatMap(field => [field, ...inner(field.children)]);
  return inner(filling.fields());
};

/** Answers the question at a path below the root. */
export const answer = (filling: Filling, path: string, value: string): boolean => {
  const field = allFields(filling).find(each => each.path === `/data/${path}`);
  if (!field) throw new Error(`Nothing asks for ${path}`);
  return filling.answer(field.id, value);
};

/** The text of a field in the answers; undefined where it is left out. */
export const valueAt = (xml: string, path: string): string | undefined => {
  const root = new dom.DOMParser().parseFromString(xml, 'text/xml').documentElement;
  return root.querySelector(path.split('/').join(' > '))?.textContent ?? undefined;
};
