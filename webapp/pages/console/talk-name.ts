import { isChatAddress } from '@rounds/ddocs/documents/addresses.ts';
import { t } from '../../words/words.ts';

/** How a conversation is called: a name, a number, or a chat of which nobody knows whose it is. */
export const talkName = (name: string): string => {
  if (isChatAddress(name)) return t('console.unknown_chat', { sign: name.slice(-4) });
  return name.replace(/^tel:/, '') || t('people.unnamed');
};
