import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Purpose } from '@rounds/sentinel/forms/purpose.ts';
import type { Found } from '@rounds/sentinel/interview/place.ts';
import type { Say, Worded } from '@rounds/sentinel/interview/wording.ts';
import type { Asker } from './asker.ts';
import { cardOf, previewOf } from './card.ts';
import { findPeople } from './find-people.ts';
import { type FormDoc, isFor, type Offered, offeredFor, reportForms, titleOf } from './forms-offered.ts';
import type { InterviewParts } from './parts.ts';
import { sayIn } from './say.ts';

/** What somebody looks at who has not chosen a form yet. */
export type Screen =
  | { is: 'forms'; page: number }
  /** Somebody is looked for, about whom `form` is to be filled in where it is given. */
  | { is: 'find'; form?: string; found?: Found; page: number }
  | { is: 'card'; contact: string }
  /** What a form that mutes would do. */
  | { is: 'preview'; contact: string; what: string };

/** What follows from a choice: another screen, a form, or the end. */
export type Next = { screen: Screen } | { begin: Offered; contact: Contact } | { close: true };

/** Choices that are shown at once. */
const atOnce = 8;

type Row = Worded['rows'][number];

const row = (words: string, button: string): Row => [{ words: words.slice(0, 60), button }];

const pageRow = (page: number, count: number, say: Say): Row[] => {
  const last = Math.ceil(count / atOnce) - 1;
  if (last < 1) return [];
  const to = (at: number, words: string) => ({ words, button: `page:${at}` });
  return [
    [
      ...(page > 0 ? [to(page - 1, `‹ ${say('chats.form.before')}`)] : []),
      ...(page < last ? [to(page + 1, `${say('chats.form.next')} ›`)] : []),
    ],
  ];
};

const part = <T>(all: readonly T[], page: number): readonly T[] => all.slice(page * atOnce, (page + 1) * atOnce);

/** Names what is to be filled in, so that a button can carry it. */
const keyOf = ({ form, create, edit }: Purpose): string =>
  edit ? 'edit' : create ? `create ${create}` : `form ${form}`;

/** What a screen shows. Of what its owner may see no more, nothing is shown. */
export const shownScreen = async (parts: InterviewParts, asker: Asker, screen: Screen): Promise<Worded> => {
  const say = sayIn(parts, asker.locales);
  const close = row(say('chats.desk.close'), 'close');
  if (screen.is === 'forms') {
    const forms = await reportForms(parts, asker);
    if (forms.length === 0) return { text: say('chats.desk.no_forms'), rows: [] };
    return {
      text: say('chats.desk.which_form'),
      rows: [
        ...part(forms, screen.page).map(form => row(titleOf(parts, asker, form), `form:${form.internalId}`)),
        ...pageRow(screen.page, forms.length, say),
        ...(asker.isUser ? [row(say('chats.desk.find'), 'find')] : []),
        close,
      ],
    };
  }
  if (screen.is === 'find') return findScreen(parts, asker, screen, say, close);
  const card = await cardOf(parts, asker, screen.contact);
  if (!card) return { text: say('chats.desk.not_seen'), rows: [row(say('chats.desk.find'), 'find'), close] };
  if (screen.is === 'preview') {
    const offered = (await offeredFor(parts, asker, card.contact)).find(
      ({ purpose }) => keyOf(purpose) === screen.what,
    );
    if (!offered)
      return { text: say('chats.desk.not_offered'), rows: [row(say('chats.desk.back_to_card'), 'card'), close] };
    const preview = await previewOf(parts, asker, offered.form.internalId, card.contact);
    return {
      text: `${offered.title}: ${card.contact.name ?? ''}\n\n${preview}`,
      rows: [
        row(say('chats.desk.go_on', { title: offered.title }), 'go'),
        row(say('chats.desk.back_to_card'), 'card'),
        close,
      ],
    };
  }
  const offered = await offeredFor(parts, asker, card.contact);
  return {
    text: card.text,
    rows: [
      ...offered.slice(0, 30).map(({ title, purpose }) => row(title, `do:${keyOf(purpose)}`)),
      row(say('chats.desk.find'), 'find'),
      close,
    ],
  };
};

const findScreen = async (
  parts: InterviewParts,
  asker: Asker,
  { form, found, page }: Extract<Screen, { is: 'find' }>,
  say: Say,
  close: Row,
): Promise<Worded> => {
  const title = form && (await titledForm(parts, asker, form));
  const people = found?.people ?? [];
  const text = [
    title ? say('chats.desk.about_whom', { title }) : say('chats.desk.write_name'),
    found?.words
      ? people.length > 0
        ? say('chats.form.found', { count: found.all, words: found.words })
        : say('chats.form.nobody', { words: found.words })
      : '',
  ];
  const who = part(people, page).map(({ id, name, place }) =>
    row([name, place].filter(Boolean).join(', '), `who:${id}`),
  );
  return { text: text.filter(Boolean).join('\n\n'), rows: [...who, ...pageRow(page, people.length, say), close] };
};

const titledForm = async (parts: InterviewParts, asker: Asker, id: string): Promise<string | undefined> => {
  const form = (await reportForms(parts, asker)).find(({ internalId }) => internalId === id);
  return form && titleOf(parts, asker, form);
};

/** Looks for people, for a form where one is given: those then whom it is for. */
export const searched = async (
  parts: InterviewParts,
  asker: Asker,
  words: string,
  form?: string,
): Promise<Extract<Screen, { is: 'find' }>> => {
  const found = await findPeople(parts, asker, words);
  return { is: 'find', ...(form ? { form } : {}), found, page: 0 };
};

/** What a form about somebody begins with: at once, or with what it will do where it mutes. */
const toFill = (offered: Offered, contact: Contact): Next =>
  offered.mutes
    ? { screen: { is: 'preview', contact: contact._id, what: keyOf(offered.purpose) } }
    : { begin: offered, contact };

/** What follows from a button. */
export const pressed = async (parts: InterviewParts, asker: Asker, screen: Screen, button: string): Promise<Next> => {
  const [, kind = '', value = ''] = /^([a-z]+)(?::([\s\S]*))?$/.exec(button) ?? [];
  if (kind === 'close') return { close: true };
  if (kind === 'find') return { screen: await searched(parts, asker, '') };
  if (kind === 'page' && (screen.is === 'forms' || screen.is === 'find'))
    return { screen: { ...screen, page: Number(value) } };
  if (kind === 'form') return chosenForm(parts, asker, value, screen);
  if (kind === 'card' && 'contact' in screen) return { screen: { is: 'card', contact: screen.contact } };
  const id = kind === 'who' ? value : 'contact' in screen ? screen.contact : '';
  const card = await cardOf(parts, asker, id);
  if (!card) return { screen: { is: 'card', contact: id } };
  const { contact } = card;
  const offered = await offeredFor(parts, asker, contact);
  const named = (what: string): Offered | undefined => offered.find(({ purpose }) => keyOf(purpose) === what);
  if (kind === 'who') {
    if (screen.is !== 'find' || screen.form === undefined) return { screen: { is: 'card', contact: id } };
    const found = named(`form ${screen.form}`);
    return found ? toFill(found, contact) : { screen: { is: 'card', contact: id } };
  }
  if (kind === 'do') {
    const found = named(value);
    return found ? toFill(found, contact) : { screen: { is: 'card', contact: id } };
  }
  if (kind === 'go' && screen.is === 'preview') {
    const found = named(screen.what);
    return found ? { begin: found, contact } : { screen };
  }
  return { screen };
};

/** Somebody without a login fills a form in about herself; others say first about whom. */
const chosenForm = async (parts: InterviewParts, asker: Asker, id: string, screen: Screen): Promise<Next> => {
  const form: FormDoc | undefined = (await reportForms(parts, asker)).find(({ internalId }) => internalId === id);
  if (!form) return { screen: { is: 'forms', page: 0 } };
  if (asker.isUser || !asker.me) return { screen: await searched(parts, asker, '', id) };
  if (!(await isFor(parts, asker, form, asker.me))) return { screen };
  const offered = (await offeredFor(parts, asker, asker.me)).find(({ purpose }) => keyOf(purpose) === `form ${id}`);
  return offered ? toFill(offered, asker.me) : { screen };
};
