import type { Dom } from './dom.ts';
import { choicesIn, filesOfLists, listOf, namesIn } from './external-lists.ts';
import type { Rich } from './filling.ts';
import { allBelow, childNamed, childrenOf, type FormDocument, nodeAt, pathOf, readForm } from './form-document.ts';
import { fromHtml } from './rich-text.ts';

/** What a form calls its questions and choices, to show answers in words. */
export interface FormWords {
  /** Words by path below the root, such as `init/years`, in the order of the questions. */
  questions: Map<string, string>;
  /** Words of a choice, by path and value. */
  choice(path: string, value: string): string | undefined;
  /** Whether the form has a field or group at a path; older reports have others. */
  has(path: string): boolean;
}

/** Stands before and after the path of an answer within the words of a question. */
export const answerMark = '\u0001';

/**
 * Reads the words of a form in a language, or in its default one. Does without the engine, which is ten times as much
 * work.
 * @param lists files from which it takes choices, as text, by their address
 */
export const formWords = (
  dom: Dom,
  xml: string,
  language: string,
  lists: ReadonlyMap<string, string> = new Map(),
): FormWords => {
  const form = readForm(dom, xml);
  const all = allBelow(form.document.documentElement);
  const texts = textsIn(all, language);
  const words = wordsBy(texts);
  const label = (element: Element): string => {
    const found = childNamed(element, 'label');
    return found ? words(found) : '';
  };
  const below = `/${form.root.nodeName}/`;
  const questions = new Map<string, string>();
  const choices = new Map<string, string>();
  for (const element of all) {
    if (!/^(input|select1?|group|trigger|upload|range|rank)$/.test(element.localName) || !element.hasAttribute('ref'))
      continue;
    const at = (pathOf(element) ?? '').replace(below, '');
    questions.set(at, label(element));
    for (const item of childrenOf(element)) {
      if (item.localName === 'item')
        choices.set(`${at} ${childNamed(item, 'value')?.textContent?.trim() ?? ''}`, label(item));
      if (item.localName === 'itemset')
        for (const [value, text] of [...choicesOf(form, item, texts), ...choicesBeside(dom, form, item, lists)])
          choices.set(`${at} ${value}`, text);
    }
  }
  return {
    questions,
    choice: (at, value) => choices.get(`${at} ${value}`) || undefined,
    has: at => nodeAt(form, `${below}${at}`) !== undefined,
  };
};

/** Whether the language of a form, such as `fr`, `fr-BE` or `Français (fr)`, is that of a code. */
export const isLanguage = (name: string, code: string): boolean => {
  const [whole, inBrackets] = [name.toLowerCase().trim(), /\(\s*([a-z]+)[^)]*\)/i.exec(name)?.[1]?.toLowerCase()];
  return inBrackets === code || whole.split(/[-_ (]/)[0] === code;
};

/** The elements that hold the texts of a language, by id; those of the default language where it has none. */
const textsIn = (all: readonly Element[], language: string): Map<string, Element> => {
  const translations = all.filter(({ localName }) => localName === 'translation');
  const chosen = translations.find(each => isLanguage(each.getAttribute('lang') ?? '', language));
  const fallback = translations.find(each => each.hasAttribute('default')) ?? translations[0];
  return new Map(
    [fallback, chosen].flatMap(childrenOf).flatMap(text => {
      // Of several values the plain one: others are pictures, sounds, or short forms.
      const values = childrenOf(text).filter(({ localName }) => localName === 'value');
      const value = values.find(each => !each.hasAttribute('form')) ?? values[0];
      return value ? [[text.getAttribute('id') ?? '', value] as const] : [];
    }),
  );
};

/** The words of a label: its own, or those of the text that it names. */
const wordsBy =
  (texts: ReadonlyMap<string, Element>) =>
  (label: Element): string => {
    const id = /jr:itext\(['"](.+)['"]\)/.exec(label.getAttribute('ref') ?? '')?.[1];
    const element = id === undefined ? label : texts.get(id);
    return element ? plainWords(element) : '';
  };

/** Text with marks where an answer stands in it, and without formats. */
const plainWords = (element: Element): string => {
  const pieces: string[] = [];
  for (let node = element.firstChild; node; node = node.nextSibling) {
    const output = (node as Partial<Element>).localName === 'output';
    const path = output ? ((node as Element).getAttribute('value') ?? '').trim() : '';
    pieces.push(output ? `${answerMark}${path}${answerMark}` : (node.textContent ?? ''));
  }
  const flat = (rich: readonly Rich[]): string =>
    rich.map(piece => ('text' in piece ? piece.text : piece.tag === 'br' ? ' ' : flat(piece.inner))).join('');
  return flat(fromHtml(pieces.join('')))
    .replace(/^\s*#+\s+/gm, '')
    .replace(/(\*\*|__)(?=\S)(.+?)\1/g, '$2')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
};

/** The choices of a question that takes them from a file beside the form, whatever its filter. */
const choicesBeside = (
  dom: Dom,
  form: FormDocument,
  itemset: Element,
  lists: ReadonlyMap<string, string>,
): [string, string][] => {
  const text = lists.get(filesOfLists(form).get(listOf(itemset) ?? '') ?? '');
  const { value, label } = namesIn(itemset);
  return text === undefined ? [] : choicesIn(dom, text).map(each => [each[value] ?? '', each[label] ?? '']);
};

/** The choices of a question that takes them from a list of the form, whatever its filter. */
const choicesOf = (form: FormDocument, itemset: Element, texts: ReadonlyMap<string, Element>): [string, string][] => {
  const id = listOf(itemset);
  const list = childrenOf(form.model).find(each => each.localName === 'instance' && each.getAttribute('id') === id);
  const valueName = childNamed(itemset, 'value')?.getAttribute('ref')?.trim() ?? 'name';
  const labelRef = childNamed(itemset, 'label')?.getAttribute('ref')?.trim() ?? 'label';
  const labelName = /jr:itext\(\s*([\w.-]+)\s*\)/.exec(labelRef)?.[1];
  const items = list ? allBelow(list).filter(({ localName }) => localName === 'item') : [];
  return items.map(item => {
    const named = childNamed(item, labelName ?? labelRef);
    const text = labelName ? texts.get(named?.textContent?.trim() ?? '') : named;
    return [childNamed(item, valueName)?.textContent?.trim() ?? '', text ? plainWords(text) : ''];
  });
};
