import { childElements, element, everyElement, removeWhere, type XmlElement } from '../xml.ts';
import { fieldAt, inModel, insertBehind, type Parts, parentOf, wordsIn } from './parts.ts';

/** Where the device was, once: CHT's forms have a place for it in their group `inputs`. */
export const addLocation = ({ root }: Parts): void => {
  const places = ['lat', 'long', 'error', 'message'].map(name => element(name));
  const inputs = childElements(root, 'inputs')[0];
  inputs?.children.unshift(element('meta', {}, [element('location', {}, places)]));
};

/**
 * How a report is written as one SMS, where the form does not say it itself, and that the form's own data are no
 * answers: what the XLSForm converter of CHT adds to every form.
 */
export const addMarks =
  (formId: string) =>
  ({ root }: Parts): void => {
    for (const each of everyElement(root).filter(({ name }) => name === 'meta')) each.attributes.tag ??= 'hidden';
    const { 'odk:prefix': prefix, 'odk:delimiter': delimiter, ...others } = root.attributes;
    root.attributes = { ...others, prefix: prefix ?? `J1!${formId}!`, delimiter: delimiter ?? '#' };
  };

/** The app opens a form in the user's language, so that no language of the form is the first. */
export const dropDefaultLanguage = (parts: Parts): void => {
  for (const itext of inModel(parts, 'itext'))
    for (const translation of childElements(itext)) delete translation.attributes.default;
};

/** Fields that the page of a report leaves out, by their names. */
export const hideFields =
  (names: readonly string[]) =>
  ({ root }: Parts): void => {
    for (const field of everyElement(root).slice(1)) if (names.includes(field.name)) field.attributes.tag = 'hidden';
  };

/** The list that an `itemset` takes its choices from; undefined where it filters, or takes them elsewhere. */
const listOf = (itemset: XmlElement): string | undefined =>
  /^instance\('([^']+)'\)\/root\/item$/.exec(itemset.attributes.nodeset ?? '')?.[1];

/** Choices with pictures or sounds stand at the question itself: the form filler of CHT shows media only there. */
export const inlineChoicesWithMedia = (parts: Parts): void => {
  const withMedia = new Set(
    inModel(parts, 'itext')
      .flatMap(everyElement)
      .filter(
        ({ name, children }) =>
          name === 'text' && children.some(each => typeof each !== 'string' && each.attributes.form),
      )
      .map(({ attributes }) => attributes.id),
  );
  for (const question of everyElement(parts.body))
    for (const itemset of childElements(question, 'itemset')) {
      const list = inModel(parts, 'instance').find(({ attributes }) => attributes.id === listOf(itemset));
      const items = list ? everyElement(list).filter(({ name }) => name === 'item') : [];
      const idOf = (item: XmlElement) => wordsIn(childElements(item, 'itextId')[0] ?? element('none'));
      if (!items.some(item => withMedia.has(idOf(item)))) continue;
      const inline = items.map(item =>
        element('item', {}, [
          element('label', { ref: `jr:itext('${idOf(item)}')` }),
          element('value', {}, [wordsIn(childElements(item, 'name')[0] ?? element('none'))]),
        ]),
      );
      question.children.splice(question.children.indexOf(itemset), 1, ...inline);
    }
};

/** Pictures that lie in a default as text of their own are taken as they are, never reckoned. */
export const keepEmbeddedDefaults = (parts: Parts): void => {
  const embedded = ({ name, attributes }: XmlElement) =>
    name === 'setvalue' && /^'?data:\w+\/[\w.+-]+;base64,|^[A-Za-z0-9+/]{200,}={0,2}$/.test(attributes.value ?? '');
  for (const action of inModel(parts, 'setvalue').filter(embedded)) {
    const field = fieldAt(parts, action.attributes.ref ?? '');
    if (field) field.children = [(action.attributes.value ?? '').replace(/^'|'$/g, '')];
  }
  removeWhere(parts.model, embedded);
};

const unlabelled = /^(NO_LABEL|DELETE_THIS_LINE)$/;

/** Labels that only say that there is none. */
export const dropEmptyLabels = (parts: Parts): void => {
  for (const itext of inModel(parts, 'itext')) {
    const gone = new Set(
      everyElement(itext)
        .filter(each => each.name === 'text' && unlabelled.test(wordsIn(each).trim()))
        .map(({ attributes }) => attributes.id),
    );
    const spoken = everyElement(itext)
      .filter(
        each => each.name === 'text' && !/^-?$/.test(wordsIn(each).trim()) && !unlabelled.test(wordsIn(each).trim()),
      )
      .map(({ attributes }) => attributes.id);
    for (const id of spoken) gone.delete(id);
    removeWhere(itext, ({ name, attributes }) => name === 'text' && gone.has(attributes.id));
    for (const value of everyElement(itext).filter(({ name }) => name === 'value'))
      if (unlabelled.test(wordsIn(value).trim())) value.children = [];
    removeWhere(
      parts.body,
      ({ name, attributes }) => name === 'label' && gone.has(/^jr:itext\('(.+)'\)$/.exec(attributes.ref ?? '')?.[1]),
    );
  }
  removeWhere(parts.body, each => each.name === 'label' && unlabelled.test(wordsIn(each).trim()));
};

/** Repeats begin empty: the turn that stands beside the template goes. */
export const emptyRepeats = ({ root }: Parts): void => {
  for (const parent of everyElement(root))
    for (const template of childElements(parent).filter(({ attributes }) => 'jr:template' in attributes)) {
      const turn = childElements(parent, template.name).find(each => each !== template);
      if (turn) parent.children = parent.children.filter(child => child !== turn);
    }
};

/** The number of a repeat's turns has a field of its own, `<repeat>_count`, also where another field says it. */
export const countRepeats = (parts: Parts): void => {
  for (const repeat of everyElement(parts.body).filter(({ name }) => name === 'repeat')) {
    const { nodeset = '' } = repeat.attributes;
    const count = repeat.attributes['jr:count']?.trim();
    const path = `${nodeset}_count`;
    if (count === undefined || count === path) continue;
    const field = fieldAt(parts, nodeset);
    const parent = field && parentOf(parts.root, field);
    if (!field || !parent) continue;
    const name = path.split('/').at(-1)!;
    if (!childElements(parent, name)[0]) {
      const at = parent.children.indexOf(field);
      parent.children.splice(at, 0, element(name));
      parts.model.children.push(
        element('bind', {
          nodeset: path,
          type: 'string',
          readonly: 'true()',
          calculate: repeat.attributes['jr:count']!,
        }),
      );
    }
    repeat.attributes['jr:count'] = ` ${path} `;
  }
};

/** `db-doc-ref` as a path from the root: steps are gone, and the form's own id stands for its root. */
export const wholeReferences =
  (formId: string) =>
  ({ root }: Parts): void => {
    const walk = (field: XmlElement, path: readonly string[]) => {
      const ref = field.attributes['db-doc-ref']?.trim();
      if (ref !== undefined) field.attributes['db-doc-ref'] = wholePath(ref, path, root.name, formId);
      for (const child of childElements(field)) walk(child, [...path, child.name]);
    };
    walk(root, [root.name]);
  };

const wholePath = (ref: string, from: readonly string[], root: string, formId: string): string => {
  if (ref === `/${formId}`) return `/${root}`;
  if (ref.startsWith(`/${formId}/`)) return `/${root}${ref.slice(formId.length + 1)}`;
  if (!ref.startsWith('.')) return ref;
  const path = [...from];
  for (const step of ref.split('/'))
    if (step === '..') path.pop();
    else if (step !== '.' && step !== '') path.push(step);
  return `/${path.join('/')}`;
};

/** What is known of the person in view, and of the user: forms look it up, so that each has a place for it. */
export const addSummaries = ({ model }: Parts): void => {
  const first = childElements(model, 'instance')[0];
  if (!first) return;
  const known = new Set(childElements(model, 'instance').map(({ attributes }) => attributes.id));
  const missing = ['contact-summary', 'user-contact-summary'].filter(id => !known.has(id));
  insertBehind(model, first, ...missing.map(id => element('instance', { id })));
};

/** In a contact form the group that stands for the contact is asked after all else of `init`. */
export const moveContactIntoInit = ({ body, root }: Parts): void => {
  const group = (parent: XmlElement, path: string) =>
    everyElement(parent).find(({ name, attributes }) => name === 'group' && attributes.ref === path);
  const contact = group(body, `/${root.name}/contact`);
  const init = group(body, `/${root.name}/init`);
  if (!contact || !init || everyElement(contact).includes(init)) return;
  removeWhere(body, child => child === contact);
  init.children.push(contact);
};

/** In a form of a place the name that somebody thought of is asked for with the place, before its number elsewhere. */
export const moveOwnName = ({ body, root }: Parts): void => {
  const asked = (path: string) =>
    everyElement(body).find(each => each.name === 'input' && each.attributes.ref === `/${root.name}/${path}`);
  const own = asked('init/custom_place_name');
  const number = childElements(root)
    .filter(({ name }) => name !== 'contact')
    .flatMap(({ name }) => asked(`${name}/external_id`) ?? [])[0];
  const parent = number && parentOf(body, number);
  if (!own || !number || !parent) return;
  removeWhere(body, child => child === own);
  parent.children.splice(parent.children.indexOf(number), 0, own);
};

/** Forms are known by ids that say their kind. */
export const nameRoot =
  (formId: string) =>
  ({ root }: Parts): void => {
    root.attributes.id = formId;
  };
