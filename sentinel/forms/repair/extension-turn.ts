import type { FormDocument } from '../form-document.ts';
import { callsIn, expressionsOf } from './expressions.ts';

/** Name of the field that counts the answers of a programme's own code. */
export const turnName = 'rounds-turn';

/**
 * The programme's own code answers later than it is asked (`xpath/extension-libs.ts`). So that the form asks again,
 * each call gets one more argument: a field that counts the answers.
 * @returns whether the form calls such code
 */
export const countTurns = (form: FormDocument): boolean => {
  const path = `/${form.root.nodeName}/${turnName}`;
  const asked = expressionsOf(form).filter(({ element, attribute }) => {
    const expression = element.getAttribute(attribute) ?? '';
    const calls = callsIn(expression).filter(({ name }) => /^(\w+:)?extension-lib$/.test(name));
    // From the last to the first, so that the places of those before stay.
    const counted = calls.reduceRight((text, { index }) => {
      const end = endOfCall(text, index);
      return end < 0 ? text : `${text.slice(0, end)}, ${path}${text.slice(end)}`;
    }, expression);
    if (calls.length > 0) element.setAttribute(attribute, counted);
    return calls.length > 0;
  });
  if (asked.length > 0) form.root.append(form.document.createElementNS(form.root.namespaceURI, turnName));
  return asked.length > 0;
};

/** Where the bracket that closes a call stands; below 0 where it is missing. */
const endOfCall = (text: string, from: number): number => {
  let depth = 0;
  let quote = '';
  for (let at = text.indexOf('(', from); at < text.length; at += 1) {
    const sign = text[at]!;
    if (quote) quote = sign === quote ? '' : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '(') depth += 1;
    else if (sign === ')' && --depth === 0) return at;
  }
  return -1;
};
