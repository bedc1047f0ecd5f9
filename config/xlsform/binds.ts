import { type Build, expressionOf, faultAt } from './build.ts';
import { asCondition } from './expressions.ts';
import { type Parameters, readParameters } from './parameters.ts';
import { type Item, pathOfItem } from './survey.ts';
import { messageOf } from './words.ts';
import { element, type XmlElement } from './xml.ts';

/** Columns of a bind whose cells are conditions or values; each is named in faults by its column. */
const columns: Readonly<Record<string, string>> = {
  relevant: 'bind::relevant',
  required: 'bind::required',
  readonly: 'bind::readonly',
  constraint: 'bind::constraint',
  calculate: 'bind::calculate',
};

/** The parameters of a question; what is wrong with them is told. */
export const parametersOf = (build: Build, item: Item): Parameters => {
  const type = item.select?.from === 'file' ? 'file' : item.type;
  const { given, faults } = readParameters(item.row.values.parameters, type);
  for (const fault of faults) faultAt(build, item, 'parameters')(fault);
  return given;
};

/** Attributes of a bind that parameters give. */
const fromParameters = (build: Build, item: Item): Record<string, string | undefined> => {
  if (item.row.values.parameters === undefined) return {};
  const given = parametersOf(build, item);
  if (item.type === 'image') return { 'orx:max-pixels': given['max-pixels'] };
  if (item.type === 'audio') return { 'odk:quality': given.quality };
  if (item.type.startsWith('geo')) return { 'odk:allow-mock-accuracy': given['allow-mock-accuracy'] };
  if (item.type !== 'audit') return {};
  const own = ['location-priority', 'location-min-interval', 'location-max-age', 'track-changes', 'identify-user'];
  return Object.fromEntries([...own, 'track-changes-reasons'].map(name => [`odk:${name}`, given[name]]));
};

/** The type of a field: a range of fractions holds fractions. */
const fieldType = (build: Build, item: Item): string | undefined => {
  if (item.kind !== 'question') return undefined;
  if (item.select?.control === 'odk:rank') return 'odk:rank';
  if (item.type !== 'range') return item.question?.bind;
  const { start = '1', end = '10', step = '1' } = parametersOf(build, item);
  return [start, end, step].some(value => value.includes('.')) ? 'decimal' : 'int';
};

/** Where the field of a question stands. What is about the form itself stands in `meta`. */
export const fieldPath = (item: Item): string =>
  item.type === 'audit' ? pathOfItem(item).replace(/\/[^/]+$/, '/meta/audit') : pathOfItem(item);

/** What holds of an item's field; undefined where there is nothing to say, as of most groups. */
export const bindOf = (build: Build, item: Item): XmlElement | undefined => {
  const { bind, values } = item.row;
  const written: Record<string, string | undefined> = { type: fieldType(build, item) };
  if (item.question?.isNote) written.readonly = 'true()';
  const [preload, parameter] = item.question?.preload ?? [];
  if (preload !== undefined) Object.assign(written, { 'jr:preload': preload, 'jr:preloadParams': parameter });
  for (const [name, text] of Object.entries(bind)) {
    const isExpression = name in columns;
    if (name === 'calculate' && values.trigger !== undefined) continue;
    written[name] = isExpression ? expressionOf(build, item, columns[name]!, asCondition(text)) : text;
    if (!isExpression && text.includes('${')) written[name] = expressionOf(build, item, `bind::${name}`, text);
  }
  written['jr:constraintMsg'] = messageOf(build, item, 'constraint_message', 'jr:constraintMsg');
  written['jr:requiredMsg'] = messageOf(build, item, 'required_message', 'jr:requiredMsg');
  written['jr:noAppErrorString'] = messageOf(build, item, 'noAppErrorString', 'jr:noAppErrorString');
  Object.assign(written, fromParameters(build, item));
  const isSaid = Object.values(written).some(value => value !== undefined);
  return isSaid ? element('bind', { nodeset: fieldPath(item), ...written }) : undefined;
};
