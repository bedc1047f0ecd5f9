import { parametersOf } from './binds.ts';
import { type Build, expressionOf, faultAt } from './build.ts';
import { asCondition, isReckoned } from './expressions.ts';
import { onlyReference } from './references.ts';
import { type Item, itemsOf, pathOfItem, repeatOf } from './survey.ts';
import { element, type XmlElement } from './xml.ts';

/** The default of a question that has to be reckoned; undefined for a plain one, and for none. */
const reckonedDefault = (item: Item): string | undefined => {
  const { default: text } = item.row.values;
  return text !== undefined && item.kind === 'question' && isReckoned(text, item.type) ? text : undefined;
};

/** What a field holds from the start. */
export const plainDefault = (item: Item): string | undefined => {
  const { default: text } = item.row.values;
  if (text === undefined || reckonedDefault(item) !== undefined) return undefined;
  return item.type === 'image' && !text.startsWith('jr://') ? `jr://images/${text}` : text;
};

const setValue = (build: Build, item: Item, event: string, column: string, text: string): XmlElement =>
  element('setvalue', {
    ...{ ref: pathOfItem(item), event },
    value: expressionOf(build, item, column, asCondition(text)),
  });

/** What happens when a form is opened for the first time, and when a turn of a repeat is added. */
export const openingActions = (build: Build, item: Item): XmlElement[] => {
  const text = reckonedDefault(item);
  const actions = text === undefined ? [] : [setValue(build, item, firstLoad, 'default', text)];
  if (item.type === 'start-geopoint')
    actions.push(element('odk:setgeopoint', { ref: pathOfItem(item), event: firstLoad }));
  if (item.type === 'background-audio')
    actions.push(
      element('odk:recordaudio', {
        ...{ ref: pathOfItem(item), event: 'odk-instance-load' },
        'odk:quality': parametersOf(build, item).quality,
      }),
    );
  return actions;
};

const firstLoad = 'odk-instance-first-load';

/** Defaults of the questions of a repeat: each new turn reckons its own. */
export const repeatActions = (build: Build, repeat: Item): XmlElement[] =>
  itemsOf(repeat)
    .filter(item => repeatOf(item) === repeat)
    .flatMap(item => {
      const text = reckonedDefault(item);
      return text === undefined ? [] : [setValue(build, item, 'odk-new-repeat', 'default', text)];
    });

/** Questions that change when others are answered, by those others. */
export const triggeredBy = (build: Build): Map<Item, Item[]> => {
  const found = new Map<Item, Item[]>();
  for (const item of itemsOf(build.names.root)) {
    const { trigger } = item.row.values;
    if (trigger === undefined) {
      if (item.type === 'background-geopoint')
        faultAt(build, item, 'trigger')(`is empty: name the question whose answer asks for the place, as \${name}`);
      continue;
    }
    if (item.type === 'background-geopoint' && item.row.bind.calculate !== undefined)
      faultAt(build, item, 'bind::calculate')('has to be empty: the device gives the place');
    for (const part of trigger.split(',').filter(each => each.trim() !== '')) {
      const name = onlyReference(part);
      const [target, ...more] = name === undefined ? [] : (build.names.byName.get(name) ?? []);
      if (!target || more.length > 0)
        faultAt(build, item, 'trigger')(`"${part.trim()}" is no question: write \${name}, with commas between several`);
      else found.set(target, [...(found.get(target) ?? []), item]);
    }
  }
  return found;
};

/** What happens when a question is answered. */
export const answerActions = (build: Build, items: readonly Item[]): XmlElement[] =>
  items.map(item =>
    item.type === 'background-geopoint'
      ? element('odk:setgeopoint', { ref: pathOfItem(item), event: 'xforms-value-changed' })
      : element('setvalue', {
          ...{ ref: pathOfItem(item), event: 'xforms-value-changed' },
          value:
            item.row.bind.calculate === undefined
              ? undefined
              : expressionOf(build, item, 'bind::calculate', asCondition(item.row.bind.calculate)),
        }),
  );
