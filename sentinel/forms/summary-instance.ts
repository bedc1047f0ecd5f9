import type { Dom } from './dom.ts';
import { childrenOf, type FormDocument, readForm, writeForm } from './form-document.ts';

/** Instances that a form may ask for what is known of the contact, and of the user. */
export type SummaryInstance = 'contact-summary' | 'user-contact-summary';

/** Whether an expression of a form asks for such an instance. Most forms have it and never do. */
export const asksFor = (xml: string, id: SummaryInstance): boolean =>
  new RegExp(`instance\\(\\s*(?:'|"|&quot;|&apos;)${id}(?:'|"|&quot;|&apos;)\\s*\\)`).test(xml);

/**
 * A form that is told the `context` of a contact summary: `<context>` in the instance, an element for each key, lists
 * as elements that repeat. What is not known is empty; a key that cannot be the name of an element is left out.
 */
export const withSummary = (dom: Dom, xml: string, id: SummaryInstance, context: object): string => {
  const form = readForm(dom, xml);
  const instance = childrenOf(form.model).find(each => each.localName === 'instance' && each.getAttribute('id') === id);
  if (!instance) return xml;
  instance.replaceChildren(element(form, 'context', context));
  return writeForm(dom, form);
};

const isName = (name: string): boolean => /^[\p{L}_][\p{L}\p{N}._-]*$/u.test(name);

const element = (form: FormDocument, name: string, value: unknown): Element => {
  const made = form.document.createElementNS(form.model.namespaceURI, name);
  if (typeof value !== 'object' || value === null) {
    made.textContent = value === undefined || value === null ? '' : String(value);
    return made;
  }
  for (const [key, each] of Object.entries(value))
    if (isName(key)) for (const one of Array.isArray(each) ? each : [each]) made.append(element(form, key, one));
  return made;
};
