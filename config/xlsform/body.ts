import { answerActions, repeatActions } from './actions.ts';
import { parametersOf } from './binds.ts';
import { type Build, expressionOf, faultAt } from './build.ts';
import { onlyReference } from './references.ts';
import { choicesOf, geometryOf, labelsOf } from './selects.ts';
import { type Item, pathOfItem } from './survey.ts';
import { hasWords, hintOf, labelOf } from './words.ts';
import { element, type XmlElement } from './xml.ts';

type Attributes = Record<string, string | undefined>;

/** Attributes of a question's element that the columns `body::…` give. */
const bodyAttributes = (build: Build, item: Item): Attributes =>
  Object.fromEntries(
    Object.entries(item.row.body).map(([name, text]) => [
      name,
      text.includes('${') ? expressionOf(build, item, `body::${name}`, text) : text,
    ]),
  );

/** A package of Android that takes the picture counts where an appearance does not ask for something else. */
const picturesByApp = new Set(['', 'annotate']);

/** Attributes of a question's element that parameters give. */
const parameterAttributes = (build: Build, item: Item): Attributes => {
  const given = parametersOf(build, item);
  if (item.type === 'range')
    return {
      ...{ start: given.start ?? '1', end: given.end ?? '10', step: given.step ?? '1' },
      'odk:tick-interval': given.tick_interval,
      'odk:placeholder': given.placeholder,
    };
  if (item.type === 'geopoint' || item.type === 'geotrace' || item.type === 'geoshape')
    return {
      accuracyThreshold: given['capture-accuracy'],
      unacceptableAccuracyThreshold: given['warning-accuracy'],
      incremental: /^(true|yes)(\(\))?$/i.test(given.incremental ?? '') ? 'true' : undefined,
    };
  if (item.type === 'text') return { rows: given.rows };
  const byApp = item.type === 'image' && picturesByApp.has(item.row.body.appearance ?? '');
  if (byApp && given.app !== undefined && !/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$/.test(given.app))
    faultAt(build, item, 'parameters')('app is the name of a package of Android, such as org.example.camera');
  return byApp ? { intent: given.app } : {};
};

const given = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));

/** A question that is calculated and has none of these is asked of nobody. */
const shownColumns = ['label', 'hint', 'image', 'big-image', 'audio', 'video'] as const;

const asked = (build: Build, item: Item, triggered: ReadonlyMap<Item, readonly Item[]>): XmlElement | undefined => {
  const control = item.question?.control;
  if (item.row.bind.calculate !== undefined && !hasWords(item, ...shownColumns)) return undefined;
  if (!control) {
    // Nobody reads them in the form; the page of a report calls its fields by them.
    for (const name of [labelOf, hintOf]) name(build, item);
    return undefined;
  }
  const isExternal = item.select?.from === 'external';
  const label = labelOf(build, item) ?? element('label');
  const parameters = parametersOf(build, item);
  return element(
    isExternal ? 'input' : control,
    {
      ref: pathOfItem(item),
      ...bodyAttributes(build, item),
      ...given({
        ...{ mediatype: item.question?.mediatype, query: isExternal ? externalQuery(build, item) : undefined },
        ...parameterAttributes(build, item),
      }),
    },
    [
      label,
      hintOf(build, item),
      ...(isExternal ? [] : choicesOf(build, item)),
      ...(item.type === 'range' ? labelsOf(build, item, parameters.tick_labelset) : []),
      ...(item.type.startsWith('geo') ? geometryOf(build, item) : []),
      ...answerActions(build, triggered.get(item) ?? []),
    ],
  );
};

/** Choices that are looked up in a file beside the form, one level below another. */
const externalQuery = (build: Build, item: Item): string => {
  const filter = item.row.values.choice_filter;
  const condition = filter === undefined ? '' : `[${expressionOf(build, item, 'choice_filter', filter, true)}]`;
  return `instance('${item.select?.list}')/root/item${condition}`;
};

/** Path of the field that says how often a repeat comes; undefined where people decide. */
const countOf = (build: Build, item: Item): string | undefined => {
  const text = item.row.values.repeat_count;
  if (text === undefined) return undefined;
  if (onlyReference(text) !== undefined) return expressionOf(build, item, 'repeat_count', text);
  return `${pathOfItem(item)}_count`;
};

/** What of an item people see; undefined for what nobody is asked. */
export const controlOf = (
  build: Build,
  item: Item,
  triggered: ReadonlyMap<Item, readonly Item[]>,
): XmlElement | undefined => {
  if (item.kind === 'question') return asked(build, item, triggered);
  const inside = item.children.map(child => controlOf(build, child, triggered));
  const path = pathOfItem(item);
  hintOf(build, item);
  if (item.kind === 'group')
    return element('group', { ref: path, ...bodyAttributes(build, item) }, [labelOf(build, item), ...inside]);
  return element('group', { ref: path }, [
    labelOf(build, item) ?? element('label'),
    element('repeat', { nodeset: path, 'jr:count': countOf(build, item), ...bodyAttributes(build, item) }, [
      ...inside,
      ...repeatActions(build, item),
    ]),
  ]);
};
