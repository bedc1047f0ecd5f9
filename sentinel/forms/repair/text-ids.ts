import { allBelow, type FormDocument } from '../form-document.ts';
import type { Warning } from './warning.ts';

/** A text that is named by an id with an apostrophe in it: the id is put between double quotes. */
export const quoteTextIds = ({ document }: FormDocument): Warning[] => {
  for (const element of allBelow(document.documentElement))
    for (const { name, value } of [...element.attributes]) {
      const id = /^\s*jr:itext\('(.*'.*)'\)\s*$/.exec(value)?.[1];
      if (id !== undefined && !id.includes('"')) element.setAttribute(name, `jr:itext("${id}")`);
    }
  return [];
};
