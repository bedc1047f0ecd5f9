import { mainGroup } from './contact-docs.ts';
import type { Dom } from './dom.ts';
import { childNamed, childrenOf, readForm, writeForm } from './form-document.ts';
import type { Prefill } from './prefill.ts';

/**
 * An XForm with values in its primary instance, by CHT's convention: values inside an object go to the elements of
 * those names; an object for a field without fields in it leaves its `_id` there; a list makes as many elements; null
 * empties. Names that the form does not have are left out.
 * @param type of the contact that the form makes or changes: its values go to the group that stands for it, whatever
 *   its name
 */
export const prefilled = (dom: Dom, xml: string, values: { [name: string]: Prefill }, type?: string): string => {
  const form = readForm(dom, xml);
  const put = (element: Element, value: Prefill): void => {
    if (value === undefined) return;
    for (const { name } of [...element.attributes]) if (/(^|:)template$/.test(name)) element.removeAttribute(name);
    if (isList(value)) {
      const each = value.map((_, at) => (at === 0 ? element : (element.cloneNode(true) as Element)));
      element.after(...each.slice(1));
      for (const [at, one] of each.entries()) put(one, value[at]);
    } else if (typeof value === 'object' && value !== null) {
      if (!element.firstElementChild) element.textContent = String(value._id ?? '');
      for (const [name, inner] of Object.entries(value)) {
        const below = childNamed(element, name);
        if (below) put(below, inner);
      }
    } else if (!element.firstElementChild) element.textContent = value === null ? '' : String(value);
  };
  const groups = childrenOf(form.root)
    .filter(({ firstElementChild }) => firstElementChild)
    .map(({ localName }) => localName);
  const main = type === undefined ? undefined : mainGroup(groups, type);
  const { [type ?? '']: own, ...rest } = values;
  put(form.root, main === undefined || own === undefined ? values : { ...rest, [main]: own });
  return writeForm(dom, form);
};

/** The answers that a form holds, as XML: to go on with them as with a draft, which asks for nothing anew. */
export const heldAnswers = (dom: Dom, xml: string): string =>
  new dom.XMLSerializer().serializeToString(readForm(dom, xml).root);

const isList = (value: Prefill): value is readonly Prefill[] => Array.isArray(value);
