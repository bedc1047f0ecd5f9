import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Phone } from '../../data/phone/phone-context.ts';
import { undo } from '../../data/reports/save.ts';
import type { Notice } from '../../elements/toasts.ts';
import { formPath, go } from '../../navigation.ts';
import { t } from '../../words/words.ts';

/** The form that takes back what was done to a contact, by its internal id; undefined where the programme has none. */
export const counterForm = (
  { programme, people }: Phone,
  did: 'mute' | 'unmute',
  contactId: string,
): string | undefined => {
  const about = people.get(contactId)?.person ? 'person' : 'place';
  const counter = did === 'mute' ? 'unmute' : 'mute';
  return programme.forms(about).find(({ internalId }) => programme.mutes(internalId) === counter)?.internalId;
};

/**
 * What is said once somebody is muted or unmuted, with the way back: it stays long enough to be read and taken.
 * @param report its id
 * @param root from where it went down: what an unmute lifted is muted again from there
 */
export const mutingNotice = (
  phone: Phone,
  did: 'mute' | 'unmute',
  contact: Contact,
  report: string,
  root: string,
): Notice => {
  const name = contact.name ?? '';
  const counter = counterForm(phone, did, root);
  /** Takes the report back; once it may have reached the server, opens the form that lifts what it did. */
  const run = async (): Promise<Notice> => {
    if (await undo(phone, report)) return { text: t('undo.done', { name }) };
    if (counter) go(formPath(root, counter));
    return { text: t('undo.late') };
  };
  return { text: t(`form.${did}_saved`, { name }), stay: 12_000, action: { label: t('form.undo'), run } };
};
