import { plainDefault } from './actions.ts';
import { type Build, expressionOf } from './build.ts';
import type { Item } from './survey.ts';
import { element, type XmlElement, type XmlNode } from './xml.ts';

const attributesOf = (build: Build, item: Item): Record<string, string> =>
  Object.fromEntries(
    Object.entries(item.row.instance).map(([name, text]) => [
      name,
      text.includes('${') ? expressionOf(build, item, `instance::${name}`, text).trim() : text,
    ]),
  );

/**
 * The answers as they are when a form is opened. A repeat stands there as a template and once as it is; within another
 * repeat as the one it stands in.
 */
export const fieldsOf = (build: Build, item: Item, within: 'none' | 'template' | 'turn' = 'none'): XmlElement[] => {
  if (item.type === 'audit') return [];
  const attributes = attributesOf(build, item);
  const inside = (as: typeof within): XmlNode[] => item.children.flatMap(child => fieldsOf(build, child, as));
  if (item.kind !== 'repeat') {
    const text = plainDefault(item);
    return [element(item.name, attributes, [text, ...inside(within)])];
  }
  const template = element(item.name, { ...attributes, 'jr:template': '' }, inside('template'));
  const turn = element(item.name, attributes, inside('turn'));
  if (within === 'template') return [template];
  return within === 'turn' ? [turn] : [template, turn];
};
