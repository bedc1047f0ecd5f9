import { messageLocales } from '@rounds/config/words/translations.ts';
import { withoutZeroWidth } from '../text/digits.ts';
import { normalPhone } from '../text/phone-numbers.ts';
import { type Coded, codedIn } from './code.ts';
import { errorOf, type Fields, fieldsOf, referenceOf } from './fields.ts';
import type { IncomingMessage, NewReport, Reading } from './incoming.ts';
import { type NamedField, namedFields } from './labels.ts';
import { sentAt } from './moment.ts';
import { labelledPairs, positional, type Split, textForm } from './split.ts';
import { type Value, type ValueContext, valueOfText } from './values.ts';
import { wellFormed } from './well-formed.ts';

const split = ({ written, rest }: Coded, fields: readonly NamedField[]): Split => {
  if (written === 'positional') return positional(rest, fields);
  if (written === 'labelled-pairs') return labelledPairs(rest, fields);
  if (written === 'text') return textForm(rest, fields);
  return { texts: new Map(), extra: false };
};

const valuesOf = (fields: readonly NamedField[], { texts }: Split, context: ValueContext): Map<string, Value> =>
  new Map(
    fields.flatMap(({ key, field }): [string, Value][] => {
      const text = texts.get(key);
      if (text === undefined) return [];
      if (!Array.isArray(text)) return [[key, valueOfText(key, field, text, context)]];
      return [[key, { value: text.map(each => valueOfText(key, field, each, context).value), misfit: true }]];
    }),
  );

/** What a text answers; nothing where it is of no form. */
const answersIn = (text: string, context: ValueContext): Fields & { form?: string; refid?: string } => {
  const { settings } = context;
  if (withoutZeroWidth(text).trim() === '') return { fields: {}, errors: [errorOf('sys.empty', context)] };
  const coded = codedIn(text, settings);
  if (!coded.form) {
    if (!settings.forms_only_mode) return { fields: {}, errors: [] };
    return {
      ...(coded.code === undefined ? {} : { form: coded.code }),
      fields: {},
      errors: [errorOf('sys.form_not_found', context)],
    };
  }
  const named = namedFields(coded.form, context);
  const answers = split(coded, named);
  const values = valuesOf(named, answers, context);
  const { fields, errors } = fieldsOf(coded.form, values, context);
  const extra = answers.extra ? [errorOf('extra_fields', context)] : [];
  return { form: coded.code!, fields, errors: [...extra, ...errors], ...referenceOf(coded.form, values) };
};

/**
 * The report that a message is, without an id. It always is one: a text of no form is a plain message, one that cannot
 * be read a report with `errors`; the text itself is kept as it came in `sms_message`.
 *
 * `reported_date` is when the message was sent, where it says so; `locale` is written only where it is known, so that a
 * reply can fall back to the language of the sender.
 * See README.md, "From a text to a report".
 */
export const readMessage = (incoming: IncomingMessage & Reading): NewReport => {
  const { settings, words, now } = incoming;
  const message = wellFormed(incoming.message);
  const from = incoming.from?.trim() ? wellFormed(incoming.from) : undefined;
  const locale = incoming.locale?.trim() ? { locale: wellFormed(incoming.locale.trim()) } : {};
  const context: ValueContext = { settings, words, locales: messageLocales(locale, settings) };
  const { form, refid, fields, errors } = answersIn(message.normalize('NFC'), context);
  const ofForm = form === undefined ? {} : { form };
  const reported_date = sentAt(incoming.sentTimestamp, now, settings.default_timezone);
  return {
    type: 'data_record',
    ...(from === undefined ? {} : { from: normalPhone(from, settings) }),
    ...ofForm,
    errors,
    tasks: [],
    fields,
    ...(refid === undefined ? {} : { refid }),
    reported_date,
    sms_message: {
      type: 'sms_message',
      message,
      ...ofForm,
      ...locale,
      ...(from === undefined ? {} : { from }),
      ...(incoming.gatewayRef === undefined ? {} : { gateway_ref: wellFormed(incoming.gatewayRef) }),
      reported_date,
    },
  };
};
