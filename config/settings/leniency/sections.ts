import { isBlank, isEmptyText, isObject, type Notes } from './notes.ts';

type Lenience = (given: unknown, notes: Notes) => unknown;

/** A condition that is no text: `true` stands in old settings for an alert that is always sent. */
const alerts: Lenience = (given, { warn }) =>
  Array.isArray(given)
    ? given.map((entry, at) => {
        if (!isObject(entry) || !['boolean', 'number'].includes(typeof entry.condition)) return entry;
        warn(['alerts', at, 'condition'], `is no text; read as "${entry.condition}"`);
        return { ...entry, condition: String(entry.condition) };
      })
    : given;

/** Lists that are written as one text. */
const multiReportAlerts: Lenience = (given, { warn }) =>
  Array.isArray(given)
    ? given.map((entry, at) => {
        if (!isObject(entry)) return entry;
        const texts = ['forms', 'recipients'].filter(name => typeof entry[name] === 'string' && !isBlank(entry[name]));
        for (const name of texts) warn(['multi_report_alerts', at, name], 'is a text; read as a list of this one');
        const lists = Object.fromEntries(texts.map(name => [name, [entry[name]]]));
        // A list of forms that is left empty is one that is not given.
        return { ...entry, ...(isEmptyText(entry.forms) ? { forms: null } : {}), ...lists };
      })
    : given;

const reminders: Lenience = given =>
  Array.isArray(given)
    ? given.map(entry =>
        isObject(entry) && isEmptyText(entry.mute_after_form_for) ? { ...entry, mute_after_form_for: null } : entry,
      )
    : given;

const purge: Lenience = (given, { warn }) => {
  if (!isObject(given) || !isBlank(given.fn) || !isBlank(given.cron) || !isBlank(given.text_expression)) return given;
  warn(['purge'], 'says nothing: nothing is purged');
  return undefined;
};

/** Types are found by their id: of two that have the same the first counts. */
const contactTypes: Lenience = (given, notes) => {
  if (!Array.isArray(given)) return given;
  const ids = given.map(entry => (isObject(entry) ? entry.id : undefined));
  const types = notes.without(given, ['contact_types'], (_, at) =>
    typeof ids[at] === 'string' && ids.indexOf(ids[at]) < at
      ? `${ids[at]} is there twice; the first counts`
      : undefined,
  );
  return types.map(entry => {
    if (!isObject(entry) || !Array.isArray(entry.parents)) return entry;
    const path = ['contact_types', given.indexOf(entry), 'parents'];
    return {
      ...entry,
      parents: notes.without(entry.parents, path, one => (isEmptyText(one) ? 'is empty' : undefined)),
    };
  });
};

/** Before version 3 of CHT permissions were a list of `{name, roles}`. */
const permissions: Lenience = (given, { warn }) => {
  const isOld = (entry: unknown): entry is { name: string; roles: unknown } =>
    isObject(entry) && typeof entry.name === 'string' && Array.isArray(entry.roles);
  if (!Array.isArray(given) || !given.every(isOld)) return given;
  warn(['permissions'], 'is a list of {name, roles}, as old versions had it; read as an object of lists of roles');
  return Object.fromEntries(given.map(({ name, roles }) => [name, roles]));
};

const isPlaceholderAddress = (address: unknown): boolean =>
  isBlank(address) || (typeof address === 'string' && /^\s*(env\.|process\.env|\$|\{\{|<|%)/.test(address));

/** A push that leads nowhere is off. */
const pushOff = (push: unknown): string | undefined => {
  if (!isObject(push)) return undefined;
  if (isBlank(push)) return 'says nothing: nothing is pushed';
  if (isBlank(push.destination)) return 'has no destination: nothing is pushed';
  const address = isObject(push.destination) ? push.destination.base_url : 'none';
  return isPlaceholderAddress(address)
    ? `has no address in destination.base_url${isBlank(address) ? '' : ` but ${address}`}: nothing is pushed`
    : undefined;
};

/** What a field of a push is, where it is neither a path nor an expression: the value itself. */
const literal = (value: unknown): { expr: string; optional?: unknown } | undefined => {
  const as = (one: unknown) => `(${JSON.stringify(one)})`;
  if (typeof value === 'string' || value === undefined) return undefined;
  if (!isObject(value)) return { expr: as(value) };
  const { path, expr, optional } = value;
  if (expr !== undefined && typeof expr !== 'string')
    return { expr: as(expr), ...(optional === undefined ? {} : { optional }) };
  return path === undefined && expr === undefined ? { expr: as(value) } : undefined;
};

const outbound: Lenience = (given, { warn }) => {
  if (!isObject(given)) return given;
  const pushes = Object.entries(given).flatMap(([name, push]): [string, unknown][] => {
    const off = pushOff(push);
    if (off !== undefined) {
      warn(['outbound', name], off);
      return [];
    }
    if (!isObject(push) || !isObject(push.mapping)) return [[name, push]];
    const mapping = Object.entries(push.mapping).map(([field, value]): [string, unknown] => {
      const said = literal(value);
      if (said) warn(['outbound', name, 'mapping', field], 'is neither a path nor an expression; pushed as it stands');
      return [field, said ?? value];
    });
    return [[name, { ...push, mapping: Object.fromEntries(mapping) }]];
  });
  return Object.fromEntries(pushes);
};

/** Lists of form codes in which nothing but empty texts stands. */
const codesOf =
  (section: string, names: readonly string[]): Lenience =>
  (given, notes) => {
    if (!isObject(given)) return given;
    const lists = names.flatMap((name): [string, unknown][] => {
      const list = given[name];
      if (!Array.isArray(list) || list.length === 0 || !list.every(isEmptyText)) return [];
      return [[name, notes.without(list, [section, name], () => 'is empty')]];
    });
    return { ...given, ...Object.fromEntries(lists) };
  };

/** How each section is read more kindly than its schema says, which is what editors are told. */
export const leniences: Readonly<Record<string, Lenience>> = {
  alerts,
  multi_report_alerts: multiReportAlerts,
  reminders,
  purge,
  contact_types: contactTypes,
  permissions,
  outbound,
  muting: codesOf('muting', ['mute_forms', 'unmute_forms']),
  death_reporting: codesOf('death_reporting', ['mark_deceased_forms', 'undo_deceased_forms']),
  create_user_for_contacts: codesOf('create_user_for_contacts', ['replace_forms']),
};
