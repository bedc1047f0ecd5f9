import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { formDoc } from '../../../test/browser/form-doc.ts';

const pages = 15;
const perPage = 20;

const question = (page: number, at: number): { node: string; bind: string; body: string } => {
  const path = `/data/page${page}/q${at}`;
  const label = `<label>Question ${page}.${at}: how is it with her?</label>`;
  const before = at > 0 ? ` relevant="/data/page${page}/q${at - (at % 4)} != 'no' or ${at % 4} = 0"` : '';
  const items = ['yes', 'no', 'unknown'].map(value => `<item><label>${value}</label><value>${value}</value></item>`);
  const kinds = [
    { type: 'string', body: `<select1 ref="${path}">${label}${items.join('')}</select1>` },
    { type: 'int', body: `<input ref="${path}">${label}</input>` },
    { type: 'string', body: `<input ref="${path}">${label}</input>` },
    { type: 'date', body: `<input ref="${path}">${label}</input>` },
  ];
  const { type, body } = kinds[at % 4]!;
  return { node: `<q${at}/>`, bind: `<bind nodeset="${path}" type="${type}"${before}/>`, body };
};

/** A form of 300 questions on 15 pages, of which three in four depend on another. */
export const longForm = (): Doc => {
  const made = Array.from({ length: pages }, (_, page) =>
    Array.from({ length: perPage }, (_, at) => question(page, at)),
  );
  const nodes = made.map((each, page) => `<page${page}>${each.map(({ node }) => node).join('')}</page${page}>`);
  const bodies = made.map(
    (each, page) =>
      `<group appearance="field-list" ref="/data/page${page}"><label>Page ${page + 1}</label>${each.map(({ body }) => body).join('')}</group>`,
  );
  const xml = `<?xml version="1.0"?><h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
    <h:head><h:title>Long</h:title><model><instance><data id="long" version="1">${nodes.join('')}<meta><instanceID/></meta></data></instance>
    ${made
      .flat()
      .map(({ bind }) => bind)
      .join('')}</model></h:head>
    <h:body class="pages">${bodies.join('')}</h:body></h:html>`;
  return formDoc('long', xml);
};
