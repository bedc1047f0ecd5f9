import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Purpose } from '@rounds/sentinel/forms/purpose.ts';
import { asksFor } from '@rounds/sentinel/forms/summary-instance.ts';
import type { Opening, Outside } from '@rounds/sentinel/interview/opening.ts';
import type { Asker } from './asker.ts';
import { findPeople } from './find-people.ts';
import type { FormDoc } from './forms-offered.ts';
import type { InterviewParts } from './parts.ts';

/** A form that somebody fills in by chat: which one, about whom, and what is answered so far. */
export interface Filling {
  purpose: Purpose;
  /** Id of the form document. */
  formId: string;
  draft?: string;
}

const files = (doc: Doc): Record<string, { data?: string }> => doc._attachments ?? {};

/** The XForm of a form document; undefined where it has none. */
const xformIn = (doc: Doc): string | undefined => {
  const names = Object.keys(files(doc));
  const name = names.find(each => each === 'xml') ?? names.find(each => /\.xml$/.test(each) && each !== 'model.xml');
  const data = name === undefined ? undefined : files(doc)[name]?.data;
  return data === undefined ? undefined : Buffer.from(data, 'base64').toString('utf8');
};

/** Why a form is for the app alone; undefined for one that can be filled in by chat. */
export const whyNotByChat = (xml: string): string | undefined => {
  if (asksFor(xml, 'contact-summary') || asksFor(xml, 'user-contact-summary')) return 'it asks for a contact summary';
  return /\bextension-lib\s*\(/.test(xml) ? 'it calls code of the programme' : undefined;
};

/** A form with its files. @throws `form/invalid` where it is none, or is for the app alone */
export const readForm = async ({ main }: InterviewParts, formId: string): Promise<{ form: FormDoc; text: string }> => {
  const form = await main.get<FormDoc>(formId, { attachments: true });
  const text = form ? xformIn(form) : undefined;
  if (!form || text === undefined) throw new AppError('form/invalid', `${formId} has no XForm`);
  const why = whyNotByChat(text);
  if (why) throw new AppError('form/invalid', `${formId} cannot be filled in by chat: ${why}`);
  return { form, text };
};

const openingOf = async (
  parts: InterviewParts,
  asker: Asker,
  { purpose, formId, draft }: Filling,
  read: () => Promise<{ form: FormDoc; text: string }>,
): Promise<Opening> => {
  const [contact, { form, text }, charts] = await Promise.all([
    asker.store.get<Contact>(purpose.contactId),
    read(),
    parts.main.get('zscore-charts'),
  ]);
  if (!contact) throw new AppError('access/forbidden', `${formId} is about somebody outside the places of its author`);
  const { me, settings, language } = asker;
  return {
    ...{
      purpose,
      form: { internalId: form.internalId, version: form.xmlVersion },
      text,
      contact,
      me,
      settings,
      language,
    },
    ...(draft === undefined ? {} : { draft }),
    ...(charts ? { charts } : {}),
  };
};

/** What a form in its thread may ask of the process around it: all of it as its author may see it. */
export const outsideOf = (parts: InterviewParts, asker: Asker, filling: Filling): Outside => {
  let read: Promise<{ form: FormDoc; text: string }> | undefined;
  const form = () => {
    read ??= readForm(parts, filling.formId);
    return read;
  };
  return {
    opening: () => openingOf(parts, asker, filling, form),
    get: id => asker.store.get(id),
    getMany: ids => asker.store.getMany(ids),
    find: ({ types, below }, words) =>
      findPeople(parts, asker, words, { types, ...(below ? { below: filling.purpose.contactId } : {}) }),
    file: async address => {
      const path = decodeURIComponent(address.replace(/^jr:\/\/+/, ''));
      const all = files((await form()).form);
      const data = (all[path] ?? all[path.split('/').at(-1) ?? path])?.data;
      return data === undefined ? null : new Uint8Array(Buffer.from(data, 'base64'));
    },
  };
};
