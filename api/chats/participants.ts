import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';
import { lineageBelow, typedAs } from './groups/group.ts';
import { contactAt, type ReceivingParts, wordsOf } from './receiving.ts';
import type { Writer } from './telegram/told.ts';

/** How many signs of an address tell participants apart who have no name here. */
const shown = 4;

/**
 * The contact of who writes. A stranger becomes a participant where the programme says so: under a name that says
 * nothing, unless names are to be kept.
 */
export const participantAt = async (
  { main, programme, now }: Pick<ReceivingParts, 'main' | 'programme' | 'now'>,
  address: Address,
  by: Writer,
): Promise<Contact | null> => {
  const found = await contactAt(main, address);
  const inForce = programme();
  const { telegram } = inForce.settings;
  if (found || !by.isPerson || telegram?.strangers !== 'participant') return found;
  const parent = await lineageBelow(main, telegram.participants_under);
  const code = idFrom('participant', address).slice(0, shown).toUpperCase();
  const name =
    telegram.keep_names && by.name ? by.name : wordsOf(inForce, 'chats.participant').replace('{{code}}', code);
  const participant: Contact = {
    _id: idFrom('participant', address),
    ...typedAs(telegram.participant_type),
    name,
    reported_date: now(),
    addresses: [{ address }],
    ...(by.language ? { language: by.language.slice(0, 2).toLowerCase() } : {}),
    ...(parent ? { parent } : {}),
  };
  await main.write([participant]);
  return main.get<Contact>(participant._id);
};
