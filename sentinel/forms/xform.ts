import { type Dom, parseXml } from './dom.ts';

/** A value that is put into a form before it opens: text, or values by name. */
export type Prefill = string | number | boolean | null | undefined | { [name: string]: Prefill };

const child = (element: Element | undefined, name: string): Element | undefined =>
  [...(element?.children ?? [])].find(({ localName }) => localName === name);

/** The root of the answers within an XForm. */
const primary = (form: Document): Element | undefined => {
  const model = [...form.getElementsByTagName('*')].find(({ localName }) => localName === 'model');
  return child(model, 'instance')?.children[0];
};

/**
 * An XForm with values in its primary instance, as the app puts the contact into `inputs/contact` (CHT's convention).
 * Names that the form does not have are left out.
 */
export const prefilled = (dom: Dom, xml: string, values: { [name: string]: Prefill }): string => {
  const form = parseXml(dom, xml);
  const put = (element: Element | undefined, value: Prefill): void => {
    if (!element || value === undefined || value === null) return;
    if (typeof value === 'object') for (const [name, inner] of Object.entries(value)) put(child(element, name), inner);
    else if (element.children.length === 0) element.textContent = String(value);
  };
  put(primary(form), values);
  return new dom.XMLSerializer().serializeToString(form);
};

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
  const form = parseXml(dom, xml);
  const all = [...form.getElementsByTagName('*')];
  const translations = all.filter(({ localName }) => localName === 'translation');
  const chosen =
    translations.find(each => each.getAttribute('lang')?.split(/[-_ ]/)[0] === language) ??
    translations.find(each => each.hasAttribute('default')) ??
    translations[0];
  const texts = new Map(
    [...(chosen?.children ?? [])].map(text => [
      text.getAttribute('id') ?? '',
      child(text, 'value')?.textContent?.trim() ?? '',
    ]),
  );
  const label = (element: Element): string => {
    const found = child(element, 'label');
    const id = /jr:itext\('([^']+)'\)/.exec(found?.getAttribute('ref') ?? '')?.[1];
    return (id === undefined ? found?.textContent?.trim() : texts.get(id)) ?? '';
  };
  const root = `/${primary(form)?.localName ?? ''}/`;
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
    for (const item of element.children)
      if (item.localName === 'item')
        choices.set(`${at} ${child(item, 'value')?.textContent?.trim() ?? ''}`, label(item));
  }
  return { questions, repeats, choice: (at, value) => choices.get(`${at} ${value}`) };
};
