import type { Bounds } from './filling.ts';
import { allBelow, controlsOf, type FormDocument, nodeAt, pathOf } from './form-document.ts';
import { type Relevance, setRelevanceAside } from './relevance.ts';
import { countedRepeats } from './repair/expressions.ts';
import type { Warning } from './repair/warning.ts';

/**
 * Kinds of questions that take a device which has a camera, a place for files, or knows where it is; who can ask for a
 * point can ask for a line of them.
 */
export type AskedByDevice = 'file' | 'geopoint';

/** What the engine does not tell of a form, by path. */
export interface FormFacts {
  /** What of these the device can ask. */
  readonly asks: ReadonlySet<string>;
  readonly relevance: Relevance;
  /** Types of the binds, as the form has them. */
  readonly types: ReadonlyMap<string, string>;
  /** Repeats of which the form says how often they come. */
  readonly counted: ReadonlySet<string>;
  /** Attributes of a question's own. */
  readonly extras: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Questions that nobody ever answers by hand. */
  readonly readonly: ReadonlySet<string>;
  /** Questions for a file, with what they take. */
  readonly files: ReadonlyMap<string, string>;
  /** Questions for a number within bounds. */
  readonly bounds: ReadonlyMap<string, Bounds>;
  /** The place of each question in the body. */
  readonly order: ReadonlyMap<string, number>;
  /** What could not be taken of a question as the form has it. */
  readonly warnings: ReadonlyMap<string, readonly string[]>;
}

/** Reads what the engine does not tell, and takes out of the form what it need not know. */
export const factsOf = (
  form: FormDocument,
  warnings: readonly Warning[],
  asks: readonly AskedByDevice[] = [],
): FormFacts => {
  const order = new Map(controlsOf(form).map((element, at) => [pathOf(element) ?? '', at]));
  return {
    asks: new Set(asks),
    order,
    counted: countedRepeats(form),
    types: new Map(form.binds.map(bind => [pathOf(bind) ?? '', bind.getAttribute('type') ?? ''])),
    extras: setExtrasAside(form),
    ...setControlsAside(form),
    readonly: setReadonlyAside(form),
    relevance: setRelevanceAside(form),
    warnings: byPath(warnings),
  };
};

/** Types of which an answer stays as it was given: the engine would make `61.0` of `61`, which CHT keeps. */
const asAnswered = new Set(['decimal', 'geopoint', 'geotrace', 'geoshape']);

/**
 * Makes a question for a file, and one for a number within bounds, a plain one: the engine would hold the file itself,
 * which no draft keeps, and refuses bounds on an answer of another type. The answer to the one is the name of the file.
 */
const setControlsAside = (form: FormDocument): Pick<FormFacts, 'files' | 'bounds'> => {
  const files = new Map<string, string>();
  const bounds = new Map<string, Bounds>();
  for (const element of controlsOf(form)) {
    const path = pathOf(element) ?? '';
    if (element.localName === 'upload') files.set(path, element.getAttribute('mediatype')?.trim() || '*/*');
    else if (element.localName === 'range') bounds.set(path, boundsOf(element));
    else continue;
    element.replaceWith(renamed(element, 'input'));
  }
  for (const bind of form.binds)
    if (files.has(pathOf(bind) ?? '') || asAnswered.has(bind.getAttribute('type') ?? ''))
      bind.setAttribute('type', 'string');
  return { files, bounds };
};

/**
 * Keeps to ourselves what is always read-only: the engine refuses to write there, and what is known of a contact that
 * was chosen is written there.
 */
const setReadonlyAside = (form: FormDocument): Set<string> => {
  const found = new Set<string>();
  for (const bind of form.binds) {
    if (!/^\s*true(\(\s*\))?\s*$/.test(bind.getAttribute('readonly') ?? '')) continue;
    found.add(pathOf(bind) ?? '');
    bind.removeAttribute('readonly');
  }
  return found;
};

const boundsOf = (element: Element): Bounds => {
  const number = (name: string, otherwise: number): number => {
    const text = element.getAttribute(name)?.trim();
    return text && Number.isFinite(Number(text)) ? Number(text) : otherwise;
  };
  const [from, to] = [number('start', 1), number('end', 10)];
  return { min: Math.min(from, to), max: Math.max(from, to), step: Math.abs(number('step', 1)) || 1 };
};

const renamed = (element: Element, name: string): Element => {
  const other = element.ownerDocument.createElementNS(element.namespaceURI, name);
  for (const { name: attribute, value } of [...element.attributes]) other.setAttribute(attribute, value);
  while (element.firstChild) other.append(element.firstChild);
  return other;
};

/** What a question says of itself elsewhere: on its bind, and in the body. */
const saidElsewhere = new Set(['max-pixels', 'accuracyThreshold', 'unacceptableAccuracyThreshold']);

/**
 * Attributes of a question's own. Those of programmes, such as `cht:duration`, are kept from the engine: it writes them
 * into the answers without saying what `cht` is, and nothing could read those again.
 */
const setExtrasAside = (form: FormDocument): FormFacts['extras'] => {
  const found = extrasOf(form);
  for (const element of allBelow(form.root))
    for (const { name } of [...element.attributes])
      if (/^(?!xmlns|jr|orx|odk)[\w.-]+:/.test(name)) element.removeAttribute(name);
  return found;
};

const extrasOf = (form: FormDocument): Map<string, Record<string, string>> => {
  const found = new Map<string, Record<string, string>>();
  const add = (path: string, attributes: Iterable<Attr>): void => {
    const all = [...attributes].map(({ name, value }) => [name.replace(/^.*:/, ''), value]);
    if (all.length > 0) found.set(path, { ...found.get(path), ...Object.fromEntries(all) });
  };
  const elsewhere = (element: Element): Attr[] =>
    [...element.attributes].filter(({ name }) => saidElsewhere.has(name.replace(/^.*:/, '')));
  for (const control of controlsOf(form)) {
    const path = pathOf(control) ?? '';
    if (!found.has(path)) add(path, nodeAt(form, path)?.attributes ?? []);
    add(path, elsewhere(control));
  }
  for (const bind of form.binds) add(pathOf(bind) ?? '', elsewhere(bind));
  return found;
};

const byPath = (warnings: readonly Warning[]): Map<string, string[]> => {
  const found = new Map<string, string[]>();
  for (const { at, message } of warnings) if (at) found.set(at, [...(found.get(at) ?? []), message]);
  return found;
};

/** The form's own ways of showing itself, such as `pages`. */
export const stylesOf = (form: FormDocument): string[] =>
  (form.body.getAttribute('class') ?? '').split(/\s+/).filter(Boolean);
