import { removePieces } from '../database/pieces.ts';
import { openDatabase, openMeta } from '../database/pouch.ts';
import { removeKept } from '../tasks/kept.ts';
import type { Phone } from './phone-context.ts';

/**
 * Takes everything of a user from this device: documents, drafts, what waits to be sent, marks of what was read, and
 * the list as it stood. Data that the server does not have are lost. @throws when another tab holds on to it
 */
export const removeData = async (phone: Phone): Promise<void> => {
  await phone.close();
  await openDatabase(phone.user.name).destroy();
  await openMeta(phone.user.name).destroy();
  await removePieces(phone.db.name);
  await removeKept(phone.db.name);
};
