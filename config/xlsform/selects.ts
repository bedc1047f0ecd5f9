import { parametersOf } from './binds.ts';
import { type Build, expressionOf, faultAt } from './build.ts';
import { choiceTextId } from './choices.ts';
import { onlyReference } from './references.ts';
import { meant } from './sheet.ts';
import { type Item, pathOfItem } from './survey.ts';
import { element, type XmlElement } from './xml.ts';

/** Choices that a server is asked for while the form is filled in. */
const isSearched = (item: Item): boolean => /\bsearch\s*\(/.test(item.row.body.appearance ?? '');

/** Lists that only searched questions use: their choices stand at the question. */
export const searchedLists = (items: readonly Item[]): Set<string> => {
  const using = (wanted: boolean) =>
    new Set(items.flatMap(item => (item.select && isSearched(item) === wanted ? item.select.list : [])));
  const others = using(false);
  return new Set([...using(true)].filter(list => !others.has(list)));
};

/** The ending of a file, and where a form finds it. */
export const fileInstance = (name: string): { id: string; src: string } | undefined => {
  const [, id, ending] = /^(.+)\.(csv|xml|geojson)$/.exec(name) ?? [];
  if (id === undefined) return undefined;
  return { id, src: `${ending === 'csv' ? 'jr://file-csv' : 'jr://file'}/${name}` };
};

/** What a question's choices are made of. */
export const choicesOf = (build: Build, item: Item): XmlElement[] => {
  const { select } = item;
  if (!select) return [];
  if (isSearched(item)) return inlineChoices(build, item, select.list);
  const source = sourceOf(build, item);
  if (!source) return [];
  const filter = item.row.values.choice_filter;
  const found = filter === undefined ? undefined : expressionOf(build, item, 'choice_filter', filter, true);
  const conditions = [source.condition, found].filter(each => each !== undefined);
  const nodeset = `${source.nodeset}${conditions.map(each => `[${each}]`).join('')}`;
  return itemset(randomized(build, item, nodeset), source.value, source.label);
};

/** The words of a range's ticks, from a list of choices. */
export const labelsOf = (build: Build, item: Item, list: string | undefined): XmlElement[] => {
  if (list === undefined) return [];
  const known = build.choices.get(list);
  if (known) return itemset(`instance('${list}')/root/item`, 'name', known.hasIds ? 'jr:itext(itextId)' : 'label');
  faultAt(
    build,
    item,
    'parameters',
  )(`there is no list "${list}" on the sheet choices${meant(list, build.choices.keys())}`);
  return [];
};

const itemset = (nodeset: string, value: string, label: string): XmlElement[] => [
  element('itemset', { nodeset }, [element('value', { ref: value }), element('label', { ref: label })]),
];

/** Places that are shown on the map of a question: of a list, a file or a repeat. */
export const geometryOf = (build: Build, item: Item): XmlElement[] => {
  const { 'reference-geometry': source, value, label } = parametersOf(build, item);
  if (source === undefined) return [];
  const text = item.row.values.choice_filter;
  const filter = text === undefined ? '' : `[${expressionOf(build, item, 'choice_filter', text, true)}]`;
  const repeat = onlyReference(source);
  if (repeat !== undefined) {
    const [target] = build.names.byName.get(repeat) ?? [];
    if (target?.kind !== 'repeat') {
      faultAt(build, item, 'parameters')(`\${${repeat}} has to be a repeat: its turns are shown on the map`);
      return [];
    }
    return itemset(`${pathOfItem(target)}[./geometry != '']${filter}`, value ?? 'geometry', label ?? 'geometry');
  }
  const known = build.choices.get(source);
  if (!known && !build.external.has(source)) {
    faultAt(build, item, 'parameters')(`there is no list, file or repeat "${source}" to be shown on the map`);
    return [];
  }
  const words = known?.hasIds ? 'jr:itext(itextId)' : 'label';
  return itemset(`instance('${source}')/root/item${filter}`, value ?? 'name', label ?? words);
};

interface Source {
  nodeset: string;
  condition?: string;
  value: string;
  label: string;
}

const sourceOf = (build: Build, item: Item): Source | undefined => {
  const list = item.select?.list ?? '';
  if (item.select?.from === 'file') return fromFile(build, item, list);
  const repeated = onlyReference(list);
  if (repeated !== undefined) return fromRepeat(build, item, repeated);
  const known = build.choices.get(list);
  if (!known) {
    const help = /\.(csv|xml|geojson)$/.test(list)
      ? ' For a file write select_one_from_file or select_multiple_from_file.'
      : meant(list, build.choices.keys());
    faultAt(build, item, 'type')(`there is no list "${list}" on the sheet choices.${help}`);
    return undefined;
  }
  return {
    nodeset: `instance('${list}')/root/item`,
    ...{ value: 'name', label: known.hasIds ? 'jr:itext(itextId)' : 'label' },
  };
};

const fromFile = (build: Build, item: Item, file: string): Source | undefined => {
  const found = fileInstance(file);
  if (!found) {
    faultAt(build, item, 'type')(`"${file}" has to be a file that ends in .csv, .xml or .geojson`);
    return undefined;
  }
  build.external.set(found.id, found.src);
  const isMap = file.endsWith('.geojson');
  const { value = isMap ? 'id' : 'name', label = isMap ? 'title' : 'label' } = parametersOf(build, item);
  return { nodeset: `instance('${found.id}')/root/item`, value, label };
};

/** The turns of a repeat as choices: those in which the question is answered. */
const fromRepeat = (build: Build, item: Item, name: string): Source | undefined => {
  const [target] = build.names.byName.get(name) ?? [];
  if (target?.parent?.kind !== 'repeat') {
    faultAt(build, item, 'type')(`\${${name}} has to be a question in a repeat: its answers are the choices`);
    return undefined;
  }
  return { nodeset: pathOfItem(target.parent), condition: `./${name} != ''`, value: name, label: name };
};

const randomized = (build: Build, item: Item, nodeset: string): string => {
  const { randomize, seed } = parametersOf(build, item);
  if (randomize === undefined) return nodeset;
  if (!/^(true|false)(\(\))?$/i.test(randomize)) {
    faultAt(build, item, 'parameters')('randomize is true or false');
    return nodeset;
  }
  if (/^false/i.test(randomize)) return nodeset;
  return seed === undefined
    ? `randomize(${nodeset})`
    : `randomize(${nodeset}, ${expressionOf(build, item, 'parameters', seed).trim()})`;
};

const inlineChoices = (build: Build, item: Item, name: string): XmlElement[] => {
  const list = build.choices.get(name);
  if (!list) {
    faultAt(build, item, 'type')(`there is no list "${name}" on the sheet choices`);
    return [];
  }
  return list.choices.map(({ values, texts }, index) =>
    element('item', {}, [
      list.hasIds
        ? element('label', { ref: `jr:itext('${choiceTextId(name, index)}')` })
        : element('label', {}, [Object.values(texts.label ?? {})[0] ?? '']),
      element('value', {}, [values.name ?? '']),
    ]),
  );
};
