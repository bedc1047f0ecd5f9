import type { Phone } from '../data/phone/phone-context.ts';
import { talkPath } from './console/paths.ts';
import { sectionsOf } from './sections.ts';

/** Whether somebody's conversations are those of the console: all that the server has, for who works online. */
export const hasConsole = ({ session, programme }: Pick<Phone, 'session' | 'programme'>): boolean =>
  session?.online === true && programme.may('can_view_messages');

/** Where an address of conversations leads: there is one list of them, whichever way somebody comes to it. */
export const oneInbox = (path: string, phone: Pick<Phone, 'session' | 'programme'>): string => {
  if (path === '/console') return sectionsOf(phone).includes('messages') ? '/messages' : path;
  const [, id = ''] = /^\/messages\/([^/]+)$/.exec(path) ?? [];
  return id && id !== 'new' && hasConsole(phone) ? talkPath(decodeURIComponent(id)) : path;
};
