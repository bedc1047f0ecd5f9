import { withDefaultPermissions } from '@rounds/config/permissions/defaults.ts';
import { ancestorIds, type Contact } from '@rounds/ddocs/documents/contacts.ts';
import { hydrated } from '@rounds/sentinel/forms/prefill.ts';
import { type ProgrammeCode, runnableRules } from '@rounds/sentinel/programme-code/programme-code.ts';
import { type Owned, ownContact } from '../people/own-contact.ts';
import { codeSettings } from '../programme/code-settings.ts';
import type { MessagesDoc, PhoneProgramme } from '../programme/phone-programme.ts';

/** What it takes to know a programme's code. */
export interface Coded extends Owned {
  user: { name: string; roles: string[] };
  db: PouchDB.Database;
  programme: Pick<PhoneProgramme, 'rawSettings' | 'docs'>;
}

/** The contact of the user with the places above it in one another; undefined when the phone does not hold it. */
export const userInFull = async (phone: Owned): Promise<(Contact & { [name: string]: unknown }) | undefined> => {
  const me = await ownContact(phone);
  if (!me) return undefined;
  const places = await phone.store.getMany<Contact>(ancestorIds(me));
  return hydrated(me, id => places.find(place => place?._id === id) ?? undefined) as never;
};

/** Code for forms, by the name of its file. */
const extensionLibs = async (db: PouchDB.Database): Promise<Record<string, string>> => {
  try {
    const doc = await db.get('extension-libs', { attachments: true });
    const files = Object.entries(doc._attachments ?? {}) as [string, { data?: string }][];
    return Object.fromEntries(files.map(([name, { data = '' }]) => [name, fromBase64(data)]));
  } catch {
    return {};
  }
};

const fromBase64 = (data: string): string =>
  new TextDecoder().decode(Uint8Array.from(atob(data), letter => letter.charCodeAt(0)));

/** Everything that the worker needs. @param language in which `cht.v1.translate` answers */
export const codeOf = async (phone: Coded, user: unknown, language: string): Promise<ProgrammeCode> => {
  const { tasks, contact_summary: summary, permissions } = codeSettings(phone);
  const rules = runnableRules(tasks);
  const words = phone.programme
    .docs()
    .filter(doc => doc.type === 'translations' && doc.code === language)
    .map(doc => doc as unknown as MessagesDoc)[0];
  return {
    ...(rules === undefined ? {} : { rules }),
    ...(tasks?.schedules ? { schedules: tasks.schedules } : {}),
    targets: (tasks?.targets?.items ?? []).map(({ id }) => id),
    ...(summary?.trim() ? { summary } : {}),
    user: user ?? {},
    around: {
      roles: phone.user.roles,
      permissions: withDefaultPermissions(permissions),
      extensionLibs: await extensionLibs(phone.db),
      words: { ...words?.generic, ...words?.custom },
    },
  };
};

/** A short sum of a text, to see whether it changed. Not for secrets. */
export const sumOf = (text: string): string => {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at);
    a = Math.imul(a ^ letter, 2654435761);
    b = Math.imul(b ^ letter, 1597334677);
  }
  return `${(a >>> 0).toString(36)}${(b >>> 0).toString(36)}-${text.length}`;
};
