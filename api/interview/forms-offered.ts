import { isOn } from '@rounds/config/sections/is-on.ts';
import { findWord, pickText } from '@rounds/config/words/translations.ts';
import {
  ancestorIds,
  type Contact,
  type ContactType,
  isMuted,
  isPerson,
  mutesBelow,
  typeOf,
} from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { addable, permissionToAdd } from '@rounds/sentinel/forms/contact-docs.ts';
import { isAbout, offers } from '@rounds/sentinel/forms/offers.ts';
import { hydrated } from '@rounds/sentinel/forms/prefill.ts';
import type { Purpose, TypeWithForms } from '@rounds/sentinel/forms/purpose.ts';
import { muteState } from '@rounds/sentinel/muting/forms.ts';
import type { Asker } from './asker.ts';
import type { InterviewParts } from './parts.ts';

/** A form document, as far as a chat reads it. */
export interface FormDoc extends Doc {
  internalId: string;
  title?: string | { locale: string; content: string }[];
  context?: {
    person?: boolean;
    place?: boolean;
    collect?: boolean;
    expression?: string;
    permission?: string | string[];
  } | null;
  xmlVersion?: unknown;
}

/** Something that can be filled in about a contact. */
export interface Offered {
  purpose: Purpose;
  form: FormDoc;
  title: string;
  /** What it does to the contact, where it mutes. */
  mutes: 'mute' | 'unmute' | undefined;
}

/** Forms that a programme has are few; more are not read. */
const mostForms = 2000;

/** Forms that are filled in by chat, by their documents. */
export const chatForms = async ({ main, settings }: InterviewParts, asker: Asker): Promise<FormDoc[]> => {
  const telegram = settings.current().telegram;
  const wanted = telegram?.forms ?? [];
  const docs = await main.range<FormDoc>({ from: 'form:', to: 'form:\ufff0', limit: mostForms });
  const named = ({ internalId, _id }: FormDoc): string => internalId || _id.replace(/^form:/, '');
  return docs
    .filter(doc => wanted === 'all' || wanted.includes(named(doc)))
    .filter(doc => asker.isUser || (telegram?.public_forms ?? []).includes(named(doc)))
    .filter(({ context, _id }) => !context?.collect && !_id.startsWith('form:training:'));
};

/** The title of a form in somebody's language. */
export const titleOf = ({ settings }: InterviewParts, asker: Asker, form: FormDoc): string => {
  const words = settings.words();
  const { title, internalId } = form;
  const named = typeof title === 'string' ? (findWord(words, title, asker.locales) ?? title) : undefined;
  return (
    named ??
    (Array.isArray(title) && title.length > 0 ? pickText(title, asker.locales) : undefined) ??
    findWord(words, `form.${internalId}.title`, asker.locales) ??
    internalId
  );
};

const mutesIn = (parts: InterviewParts, form: string): Offered['mutes'] => {
  const state = muteState(form, parts.settings.current());
  return state === undefined ? undefined : state ? 'mute' : 'unmute';
};

/** Whether a contact is silent: muted itself, or by a place above with everyone in it. */
export const isSilent = async ({ main }: InterviewParts, contact: Contact): Promise<boolean> =>
  isMuted(contact) || (await main.getMany<Contact>(ancestorIds(contact))).some(mutesBelow);

const isReportForm = ({ _id }: FormDoc): boolean => !/^form:(contact|training):/.test(_id);

/** Whether a form does what it is for: one that mutes does nothing where muting is off. */
const doesSomething = ({ settings }: InterviewParts, { internalId }: FormDoc): boolean => {
  const { muting } = settings.current();
  const all = [...(muting?.mute_forms ?? []), ...(muting?.unmute_forms ?? [])];
  return !all.includes(internalId) || isOn(settings.current(), 'muting');
};

/** Forms of reports that somebody may fill in at all, whoever they are about. */
export const reportForms = async (parts: InterviewParts, asker: Asker): Promise<FormDoc[]> => {
  if (!asker.may('can_edit')) return [];
  const mayUse = ({ context }: FormDoc): boolean => ([] as string[]).concat(context?.permission ?? []).every(asker.may);
  const forms = await chatForms(parts, asker);
  return forms.filter(form => isReportForm(form) && mayUse(form) && doesSomething(parts, form));
};

/** Whether a form is for a contact, as the app decides it on the contact's page. */
export const isFor = async (parts: InterviewParts, asker: Asker, form: FormDoc, contact: Contact): Promise<boolean> => {
  const person = isPerson(contact, parts.settings.current().contact_types);
  if (!isAbout(form.context, person ? 'person' : 'place')) return false;
  const expression = form.context?.expression;
  if (!expression?.trim()) return true;
  // What a summary would say is not known here; such a form is for the app.
  if (/\b(summary|userSummary)\b/.test(expression)) return false;
  const above = asker.me ? await asker.store.getMany<Contact>(ancestorIds(asker.me)) : [];
  const user = asker.me && hydrated(asker.me, id => above.find(place => place?._id === id) ?? undefined);
  const muted = await isSilent(parts, contact);
  return offers(expression, { contact: { ...contact, muted }, ...(user ? { user } : {}) }, parts.now());
};

const nothing: Purpose = { contactId: '', form: '', create: '', edit: false };

/** Forms that make and change contacts, by their types. */
const contactForms = async (parts: InterviewParts, asker: Asker, contact: Contact): Promise<Offered[]> => {
  const types: readonly (ContactType & TypeWithForms & { create_key?: string; edit_key?: string })[] =
    parts.settings.current().contact_types;
  const all = await chatForms(parts, asker);
  const named = (id: string): FormDoc | undefined => all.find(({ _id }) => _id === `form:${id.replace(/^form:/, '')}`);
  const words = (key: string | undefined): string | undefined =>
    key === undefined ? undefined : findWord(parts.settings.words(), key, asker.locales);
  const own = typeOf(contact)!;
  const added = addable(types, own)
    .filter(type => asker.may(permissionToAdd(type)))
    .flatMap((type): Offered[] => {
      const form = named(type.create_form!);
      const title = form && (words(type.create_key) ?? titleOf(parts, asker, form));
      return form && title
        ? [{ purpose: { ...nothing, contactId: contact._id, create: type.id }, form, title, mutes: undefined }]
        : [];
    });
  const type = types.find(({ id }) => id === own);
  const edit = named(type?.edit_form ?? `contact:${own}:edit`);
  if (!edit) return added;
  const title = words(type?.edit_key) ?? titleOf(parts, asker, edit);
  return [
    ...added,
    { purpose: { ...nothing, contactId: contact._id, edit: true }, form: edit, title, mutes: undefined },
  ];
};

/** All that can be filled in about a contact: what unmutes first, what mutes last of the reports, as in the app. */
export const offeredFor = async (parts: InterviewParts, asker: Asker, contact: Contact): Promise<Offered[]> => {
  const forms = await reportForms(parts, asker);
  const fit = await Promise.all(forms.map(form => isFor(parts, asker, form, contact)));
  const rank = { unmute: 0, mute: 2 };
  const reports = forms
    .filter((_, at) => fit[at])
    .map(
      (form): Offered => ({
        purpose: { ...nothing, contactId: contact._id, form: form.internalId },
        form,
        title: titleOf(parts, asker, form),
        mutes: mutesIn(parts, form.internalId),
      }),
    )
    .sort((a, b) => (a.mutes ? rank[a.mutes] : 1) - (b.mutes ? rank[b.mutes] : 1));
  if (!asker.isUser || !asker.may('can_edit')) return reports;
  return [...reports, ...(await contactForms(parts, asker, contact))];
};
