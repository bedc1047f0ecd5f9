import { allBelow, controlsOf, type FormDocument, pathOf } from '../form-document.ts';
import type { Warning } from './warning.ts';

/** An attribute of a form that holds an expression. */
export interface Expression {
  readonly element: Element;
  readonly attribute: string;
  /** Path of the field it is about; '' for none. */
  readonly at: string;
}

const onBinds = ['calculate', 'relevant', 'constraint', 'required', 'readonly'];

/** Every expression of a form, besides the paths that only name a node. */
export const expressionsOf = (form: FormDocument): Expression[] => {
  const found: Expression[] = [];
  const add = (element: Element, attribute: string, at: string) => {
    if (element.hasAttribute(attribute)) found.push({ element, attribute, at });
  };
  for (const bind of form.binds) for (const attribute of onBinds) add(bind, attribute, pathOf(bind) ?? '');
  for (const each of allBelow(form.document.documentElement)) {
    if (each.localName === 'output') add(each, 'value', above(each));
    if (each.localName === 'setvalue') add(each, 'value', each.getAttribute('ref') ?? '');
    if (each.localName === 'itemset') add(each, 'nodeset', above(each));
    if (each.localName === 'repeat')
      for (const { name } of [...each.attributes]) if (/:count$/.test(name)) add(each, name, pathOf(each) ?? '');
  }
  return found;
};

/** The nearest path that an element stands within. */
const above = (element: Element): string => {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const path = at.localName === 'itemset' ? undefined : pathOf(at);
    if (path?.startsWith('/')) return path;
    if (at.localName === 'text') return at.getAttribute('id')?.replace(/:\w+$/, '') ?? '';
  }
  return '';
};

/** An expression without its texts, so that nothing in them is taken for a name. */
const withoutTexts = (expression: string): string =>
  expression.replace(/'[^']*'|"[^"]*"/g, text => `"${' '.repeat(Math.max(0, text.length - 2))}"`);

const notFunctions = new Set(['and', 'or', 'div', 'mod', 'node', 'text', 'comment', 'processing-instruction']);

/** The functions that an expression calls, as they are written, with the place of each. */
export const callsIn = (expression: string): { name: string; index: number }[] =>
  [...withoutTexts(expression).matchAll(/([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)\s*\(/g)]
    .map(({ 1: name = '', index }) => ({ name, index }))
    .filter(({ name, index }) => !notFunctions.has(name) && expression[index - 1] !== '/');

/** `If(` for `if(`, `TODAY()` for `today()`: functions written with capitals are called by their names. */
export const spellFunctions =
  (knows: (name: string) => boolean) =>
  (form: FormDocument): Warning[] =>
    expressionsOf(form).flatMap(({ element, attribute, at }): Warning[] => {
      const expression = element.getAttribute(attribute) ?? '';
      const wrong = callsIn(expression).filter(({ name }) => !knows(name) && knows(name.toLowerCase()));
      const mended = wrong.reduce(
        (text, { name, index }) => text.slice(0, index) + name.toLowerCase() + text.slice(index + name.length),
        expression,
      );
      if (wrong.length > 0) element.setAttribute(attribute, mended);
      return wrong.map(({ name }) => ({
        kind: 'misspelt-function',
        at,
        found: name,
        message: `The function ${name} is called ${name.toLowerCase()}: it was taken as that`,
      }));
    });

/** What cannot be read: a condition goes, a value is blank, choices that are looked up are none. */
export const dropUnreadable =
  (readable: (expression: string) => boolean) =>
  (form: FormDocument): Warning[] =>
    expressionsOf(form).flatMap(({ element, attribute, at }): Warning[] => {
      const expression = element.getAttribute(attribute) ?? '';
      if (readable(expression)) return [];
      if (/calculate|value/.test(attribute)) element.setAttribute(attribute, "''");
      else if (element.localName === 'itemset') element.remove();
      else element.removeAttribute(attribute);
      return [
        {
          kind: 'unreadable',
          at,
          found: expression,
          message: `${attribute} of ${at} cannot be read and is left out: ${expression}`,
        },
      ];
    });

/** A field that is calculated as the text of a group around it holds itself: it is left blank. */
export const dropSelfHolding = (form: FormDocument): Warning[] =>
  form.binds.flatMap((bind): Warning[] => {
    const at = pathOf(bind) ?? '';
    const calculate = bind.getAttribute('calculate')?.trim() ?? '';
    const around = /^\.\.(\/\.\.)*$/.test(calculate) || (calculate.startsWith('/') && at.startsWith(`${calculate}/`));
    if (!around) return [];
    bind.removeAttribute('calculate');
    return [
      {
        kind: 'holds-itself',
        at,
        found: calculate,
        message: `${at} is calculated from the group around it: it is left blank`,
      },
    ];
  });

/** Tells of functions that nobody knows: an expression that calls them is blank. */
export const tellUnknownFunctions =
  (knows: (name: string) => boolean) =>
  (form: FormDocument): Warning[] =>
    expressionsOf(form).flatMap(({ element, attribute, at }) =>
      callsIn(element.getAttribute(attribute) ?? '')
        .filter(({ name }) => !knows(name))
        .map(
          ({ name }): Warning => ({
            kind: 'unknown-function',
            at,
            found: name,
            message: `${attribute} of ${at} calls the function ${name}, which nobody knows: it counts as blank`,
          }),
        ),
    );

/** Paths of the repeats of a form whose number the form itself decides. */
export const countedRepeats = (form: FormDocument): Set<string> =>
  new Set(
    controlsOf(form)
      .filter(
        ({ localName, attributes }) =>
          localName === 'repeat' && [...attributes].some(({ name }) => /:(count|noAddRemove)$/.test(name)),
      )
      .map(each => pathOf(each) ?? ''),
  );
