import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { openForm } from '@rounds/sentinel/forms/engine.ts';
import type { Filling } from '@rounds/sentinel/forms/filling.ts';
import { followChosen } from '@rounds/sentinel/forms/follow-chosen.ts';
import { chosenContact } from '@rounds/sentinel/forms/kin.ts';
import { within } from '@rounds/sentinel/forms/pages.ts';
import type { Purpose } from '@rounds/sentinel/forms/purpose.ts';
import type { People } from '../people/people.ts';
import { type Around, chooseFrom } from './around.ts';
import type { Draft } from './drafts.ts';
import { formMedia } from './form-media.ts';
import { type FillingIn, type Prepared, prepare } from './prepare.ts';

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
  /** Puts what is known of the contacts chosen into their fields; to be called after each answer. */
  readonly follow: () => Promise<void>;
  /** Id of the question at which a draft goes on; '' to begin. */
  readonly goOnAt: string;
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
  contact: Contact,
  { language, draft }: { language: string; draft: Draft | undefined },
  onChange: () => void,
  signal: AbortSignal,
): Promise<OnPhone | null> => {
  const prepared = await prepare(phone, purpose, contact, language);
  if (!prepared) return null;
  const media = formMedia(phone.db, prepared.formDoc, onChange, signal);
  const filling = await openForm(window, prepared.xml, onChange, {
    draft: draft?.xml,
    file: media.file,
    extension: phone.extension,
  });
  filling.speak(language);
  // What a form was told, or holds from earlier, is not loaded again: somebody may have changed it.
  const told = draft || purpose.create || purpose.edit ? () => true : (id: string) => id === purpose.contactId;
  const follow = followChosen(filling, id => chosenContact(phone.store, id), told);
  await follow();
  const goOnAt = draft?.page ? within(filling.fields()).find(({ path }) => path === draft.page)?.id : undefined;
  const around: Around = {
    ...chooseFrom(phone.people, purpose.contactId),
    media: media.url,
    answered: () => undefined,
  };
  return { purpose, prepared, filling, around, follow, goOnAt: goOnAt ?? '' };
};
