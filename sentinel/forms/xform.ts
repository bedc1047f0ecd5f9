import { mainGroup } from './contact-docs.ts';
import type { Dom } from './dom.ts';
import { allBelow, childNamed, childrenOf, readForm, writeForm } from './form-document.ts';
import type { Prefill } from './prefill.ts';

/**
 * An XForm with values in its primary instance, by CHT's convention: what is inside an object goes to the elements of
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

const isList = (value: Prefill): value is readonly Prefill[] => Array.isArray(value);

/** What a form calls its questions and choices, to show answers in words. */
export interface FormWords {
  /** Words by path below the root, such as `init/years`, in the order of the questions. */
  questions: Map<string, string>;
  /** Words of a choice, by path and value. */
  choice(path: string, value: string): string | undefined;
  /** Paths that repeat. */
  repeats: ReadonlySet<string>;
}

/**
 * Reads the words of a form in a language, or in its default one. Does without the engine, which is ten times as much
 * work.
 */
export const formWords = (dom: Dom, xml: string, language: string): FormWords => {
  const { document, root: answers } = readForm(dom, xml);
  const all = allBelow(document.documentElement);
  const translations = all.filter(({ localName }) => localName === 'translation');
  const chosen =
    translations.find(each => each.getAttribute('lang')?.split(/[-_ ]/)[0] === language) ??
    translations.find(each => each.hasAttribute('default')) ??
    translations[0];
  const texts = new Map(
    childrenOf(chosen).map(text => [
      text.getAttribute('id') ?? '',
      childNamed(text, 'value')?.textContent?.trim() ?? '',
    ]),
  );
  const label = (element: Element): string => {
    const found = childNamed(element, 'label');
    const id = /jr:itext\('([^']+)'\)/.exec(found?.getAttribute('ref') ?? '')?.[1];
    return (id === undefined ? found?.textContent?.trim() : texts.get(id)) ?? '';
  };
  const root = `/${answers.nodeName}/`;
  const path = (element: Element, attribute: string) => (element.getAttribute(attribute) ?? '').replace(root, '');

  const questions = new Map<string, string>();
  const choices = new Map<string, string>();
  const repeats = new Set<string>();
  for (const element of all) {
    if (element.localName === 'repeat') repeats.add(path(element, 'nodeset'));
    if (!/^(input|select1?|group|trigger|upload|range|rank)$/.test(element.localName) || !element.hasAttribute('ref'))
      continue;
    const at = path(element, 'ref');
    questions.set(at, label(element));
    for (const item of childrenOf(element))
      if (item.localName === 'item')
        choices.set(`${at} ${childNamed(item, 'value')?.textContent?.trim() ?? ''}`, label(item));
  }
  return { questions, repeats, choice: (at, value) => choices.get(`${at} ${value}`) };
};
