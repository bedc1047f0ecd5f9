import { openForm } from '@rounds/sentinel/forms/engine.ts';
import type { Filling } from '@rounds/sentinel/forms/filling.ts';
import { followChosen } from '@rounds/sentinel/forms/follow-chosen.ts';
import { chosenContact } from '@rounds/sentinel/forms/kin.ts';
import { within } from '@rounds/sentinel/forms/pages.ts';
import type { Purpose } from '@rounds/sentinel/forms/purpose.ts';
import type { People } from '../people/people.ts';
import { type AnswerFiles, answerFiles } from './answer-files.ts';
import { type Around, chooseFrom } from './around.ts';
import { type Draft, draftKey } from './drafts.ts';
import { formMedia } from './form-media.ts';
import { type Locating, locate } from './locate.ts';
import { type PhoneWords, phoneAnswers } from './phone-answers.ts';
import { type About, type FillingIn, type Prepared, prepare } from './prepare.ts';

/** What it takes to open a form on the phone. */
export interface OpeningOnPhone extends FillingIn {
  people: People;
  /** Runs code of the programme that the form calls. */
  extension?: (name: string, args: readonly unknown[]) => Promise<unknown>;
}

/** A form that somebody fills in on the phone. */
export interface OnPhone {
  readonly purpose: Purpose;
  readonly prepared: Prepared;
  readonly filling: Filling;
  readonly around: Around;
  readonly files: AnswerFiles;
  readonly locating: Locating;
  /**
   * Draws what follows from an answer: what is known of the contacts chosen goes into their fields, and phone numbers
   * are looked at. To be called after each answer.
   */
  readonly follow: () => Promise<void>;
  /** The same when nobody types any more: before a page is turned or the form is saved. */
  readonly settle: () => Promise<void>;
  /** Id of the question at which a draft goes on; '' to begin. */
  readonly goOnAt: string;
}

/** How a form is opened. */
interface Opened {
  language: string;
  draft: Draft | undefined;
  /** Why a phone number is not taken. */
  phoneWords: PhoneWords;
}

/**
 * Opens a form for a purpose.
 * @param onChange is told that its questions, or what stands around them, may be others
 * @param signal gives up what it holds
 * @returns null when the phone does not have the form
 */
export const openOnPhone = async (
  phone: OpeningOnPhone,
  purpose: Purpose,
  about: About,
  { language, draft, phoneWords }: Opened,
  onChange: () => void,
  signal: AbortSignal,
): Promise<OnPhone | null> => {
  const prepared = await prepare(phone, purpose, about, language);
  if (!prepared) return null;
  const media = formMedia(phone.db, prepared.formDoc, onChange, signal);
  const source = { db: phone.db, draft: keyOf(prepared, purpose), goesOn: !!draft, edited: editedId(purpose) };
  const files = await answerFiles(source, onChange, signal);
  const filling = await openForm(window, prepared.xml, onChange, {
    draft: draft?.xml ?? prepared.held,
    file: media.file,
    extension: phone.extension,
    asks: ['file', 'geopoint'],
  });
  filling.speak(language);
  // What a form was told, or holds from earlier, is not loaded again: somebody may have changed it.
  const holds = draft || purpose.create || purpose.edit || purpose.report;
  const told = holds ? () => true : (id: string) => id === purpose.contactId;
  const chosen = followChosen(filling, id => chosenContact(phone.store, id), told);
  const own = purpose.edit ? purpose.contactId : '';
  const phones = phoneAnswers(phone, filling, own, !!draft, phoneWords);
  const follow = async (whole: boolean): Promise<void> => {
    await chosen();
    await phones(whole);
  };
  await follow(false);
  const goOnAt = draft?.page ? within(filling.fields()).find(({ path }) => path === draft.page)?.id : undefined;
  const locating = locate(signal);
  const around: Around = {
    ...chooseFrom(phone.people, purpose.contactId),
    media: media.url,
    answered: files.shown,
    keep: files.keep,
    locating,
    giveUp: (id, reason) => {
      filling.giveUp(id, reason);
      onChange();
    },
  };
  const after = {
    follow: async () => {
      await follow(false);
      onChange();
    },
    settle: () => follow(true),
  };
  return { purpose, prepared, filling, around, files, locating, ...after, goOnAt: goOnAt ?? '' };
};

/** The key of the draft of a form. */
const keyOf = ({ formDoc }: Pick<Prepared, 'formDoc'>, { report, contactId }: Purpose): string =>
  draftKey(formDoc.internalId, report ?? contactId);

/** Id of the document that is edited; undefined where the form makes one. */
const editedId = ({ report, edit, contactId }: Purpose): string | undefined => report ?? (edit ? contactId : undefined);
