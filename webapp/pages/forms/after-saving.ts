import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Purpose } from '@rounds/sentinel/forms/purpose.ts';
import type { Preview } from '../../data/muting/muting.ts';
import type { Phone } from '../../data/phone/phone-context.ts';
import type { Notice } from '../../elements/toasts.ts';
import { back, contactPath, go, taskPath } from '../../navigation.ts';
import { t } from '../../words/words.ts';
import { mutingNotice } from '../muting/muting-notice.ts';
import { wayBack } from './ways.ts';

/** What a form was filled in for, and what came of it. */
interface Saved {
  purpose: Purpose;
  contact: Contact | null;
  main: Doc;
  effect: Preview | null;
  /** Whom it waits for, in words; '' for nobody. */
  verifiers: string;
}

/** What is said once a form is saved. */
export const savedNotice = (phone: Phone, { purpose, contact, main, effect, verifiers }: Saved): Notice => {
  const did = purpose.report ? null : phone.programme.mutes(purpose.form);
  if (verifiers && !purpose.report) return { text: t('verify.saved', { role: verifiers }) };
  if (contact && did && effect?.event === did) return mutingNotice(phone, did, contact, main._id, effect.root);
  return { text: t('form.saved') };
};

/** Goes where a person goes on once a form is saved. @param task that was done by it; undefined for none */
export const goOn = ({ purpose, main }: Saved, task: string | undefined): void => {
  if (task !== undefined) go(`${taskPath(task)}/after`, true);
  else if (purpose.create) go(contactPath(main._id), true);
  else back(wayBack(purpose));
};
