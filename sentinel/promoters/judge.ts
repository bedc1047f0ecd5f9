import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { PeopleActName } from '@rounds/ddocs/promoters/people-act.ts';

/** What is known of a person beside herself. */
export interface Around {
  /** She is in the middle of a dialogue. */
  asked: boolean;
  /** She has had, or is to have, a dialogue of her sequence. */
  had: boolean;
}

/** Why an act passes somebody over. */
export type Passed = 'paused' | 'not paused' | 'takes no part' | 'left' | 'asked nothing' | 'had nothing' | 'gone';

/** Whether an act is done with somebody: undefined where it is, else why not. The same for the preview and when it is done. */
export const passedOver = (
  act: PeopleActName,
  contact: Pick<Contact, 'participation'>,
  { asked, had }: Around,
  settings: Settings,
): Passed | undefined => {
  const state = contact.participation?.state;
  const needsConsent = settings.dialogues?.consent === true || settings.telegram?.needs_consent === true;
  switch (act) {
    case 'pause':
      if (state === 'paused') return 'paused';
      return state === 'active' || (state === undefined && !needsConsent) ? undefined : 'takes no part';
    case 'resume':
      return state === 'paused' ? undefined : 'not paused';
    case 'leave':
      if (state === 'left') return 'left';
      return state === 'refused' ? 'takes no part' : undefined;
    case 'clear':
      return asked ? undefined : 'asked nothing';
    case 'forget':
      return had ? undefined : 'had nothing';
    case 'remove':
      return undefined;
  }
};
