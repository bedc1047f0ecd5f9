/** A report as a summary sees it. */
interface SeenReport {
  errors?: unknown[];
  [field: string]: unknown;
}

type Value = unknown | ((report?: SeenReport) => unknown);

/** A field of a summary or a card as a programme writes it. */
interface WrittenField {
  appliesToType?: string | string[];
  appliesIf?: Value;
  [key: string]: Value;
}

/** A card as a programme writes it. */
interface WrittenCard {
  label?: unknown;
  appliesToType?: string | string[];
  appliesIf?: Value;
  fields?: WrittenField[] | ((report?: SeenReport) => unknown);
  modifyContext?: (context: Record<string, unknown>, report?: SeenReport) => void;
  collapsed?: boolean;
}

/** What `contact-summary.templated.js` exports. */
export interface Templated {
  fields?: WrittenField[];
  cards?: WrittenCard[];
  context?: Record<string, unknown>;
}

const listOf = (given: string | string[] | undefined): string[] =>
  given === undefined || given === null ? [] : ([] as string[]).concat(given);

/** Whether a field is for a type: it is named, or another is excepted by `!`. */
const fits = (given: string | string[] | undefined, type: string): boolean => {
  const types = listOf(given);
  if (types.length === 0 || types.includes(type)) return true;
  const excepted = types.filter(each => each.startsWith('!'));
  return excepted.length > 0 && !excepted.includes(`!${type}`);
};

const given = (value: Value, report?: SeenReport): unknown => (typeof value === 'function' ? value(report) : value);

const isShown = (appliesIf: Value, report?: SeenReport): boolean =>
  appliesIf === undefined || !!given(appliesIf, report);

const keys = ['label', 'value', 'translate', 'filter', 'width', 'icon'] as const;

const cardField = (field: WrittenField, report?: SeenReport): Record<string, unknown> => {
  const made: Record<string, unknown> = {};
  for (const key of keys) if (field[key] !== undefined) made[key] = given(field[key], report);
  const context = field.context as Record<string, Value> | undefined;
  if (context)
    made.context = Object.fromEntries(
      (['count', 'total'] as const).flatMap(name =>
        context[name] === undefined ? [] : [[name, given(context[name], report)]],
      ),
    );
  return made;
};

const cardOf = (card: WrittenCard, context: Record<string, unknown>, report?: SeenReport): object | undefined => {
  if (!isShown(card.appliesIf, report)) return undefined;
  card.modifyContext?.(context, report);
  const fields =
    typeof card.fields === 'function'
      ? card.fields(report)
      : (card.fields ?? []).filter(({ appliesIf }) => isShown(appliesIf, report)).map(each => cardField(each, report));
  return { label: card.label, fields, ...(card.collapsed === undefined ? {} : { collapsed: card.collapsed }) };
};

/**
 * What is shown of a contact, from what a programme wrote: the fields and cards that are for it, and what its forms are
 * told.
 * @throws where a card is for reports and for something else
 */
export const templated = (
  { fields = [], cards = [], context = {} }: Templated,
  contact: { type?: string; contact_type?: string },
  reports: readonly SeenReport[],
) => {
  const type = (contact.type === 'contact' ? contact.contact_type : contact.type) ?? '';
  const shown = cards.flatMap(card => {
    const types = listOf(card.appliesToType);
    if (types.includes('report')) {
      if (types.length > 1) throw new Error("A card for 'report' cannot be for other types, too");
      return reports.filter(({ errors }) => !errors?.length).flatMap(report => cardOf(card, context, report) ?? []);
    }
    return types.length === 0 || types.includes(type) ? (cardOf(card, context) ?? []) : [];
  });
  return {
    fields: fields
      .filter(({ appliesToType, appliesIf }) => fits(appliesToType, type) && isShown(appliesIf))
      .map(({ appliesToType: _, appliesIf: __, ...field }) => field),
    cards: shown,
    context,
  };
};
