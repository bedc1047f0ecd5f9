import type { Consent } from '@rounds/ddocs/chats/consent.ts';
import { channelOf } from '@rounds/ddocs/documents/addresses.ts';
import { type Contact, isContact, type Participation } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Run } from '@rounds/ddocs/runs/run.ts';
import type { Scope } from '../visibility/scope.ts';
import { visible } from '../visibility/visible.ts';
import type { StudyParts } from './parts.ts';
import { flagsOn, messagesOf, namesOf } from './said-counts.ts';

/** A place as a page names it. */
export interface Named {
  id: string;
  name: string;
}

/** All that the console knows of a participant; who is behind a chat is not among it. */
export interface ParticipantPage {
  id: string;
  name: string;
  study_id: string;
  language: string;
  /** Her arm: the place below which she stands. */
  arm?: Named;
  participation?: Participation;
  /** How she is reached, and whether she takes something there. */
  channels: { channel: 'sms' | 'chat'; phone?: string; blocked: boolean }[];
  /** What she said about taking part, the oldest first. */
  consents: Pick<Consent, 'what' | 'at' | 'by' | 'version' | 'language'>[];
  /** Forms and dialogues that she was asked, the newest first. */
  runs: { id: string; what: string; state: string; started: Ms; changed: Ms }[];
  groups: Named[];
  messages: { received: number; sent: number; last?: Ms };
  /** Flags of anybody on her messages. */
  flags: number;
}

/** Most of each kind that a page shows. */
const most = 1000;

const whatOf = ({ what }: Run): string =>
  what.is === 'form' ? what.form : what.is === 'dialogue' ? what.dialogue : what.is;

/** A contact as a page names it. */
export const namedOf = (contact: Contact): Named => ({ id: contact._id, name: contact.name ?? '' });

/** The documents of some kinds in which she stands. */
const documentsOf = async ({ main }: Pick<StudyParts, 'main'>, names: readonly string[]): Promise<Doc[]> => {
  const rows = await main.query('medic-erasure/docs_by_mention', { keys: names, limit: 100_000 });
  const wanted = rows.map(({ id }) => id).filter(id => /^(run|member):/.test(id));
  return (await main.getMany([...new Set(wanted)].slice(0, most))).filter(doc => doc !== null);
};

/** What the page of a participant shows to somebody who may see her. */
export const participantPage = async (parts: StudyParts, scope: Scope, contact: Contact): Promise<ParticipantPage> => {
  const { main } = parts;
  const id = contact._id;
  const addresses = (contact.addresses ?? []).map(({ address, blocked = false }) => ({ address, blocked }));
  const names = namesOf(contact);
  const [consents, documents, { counts, docs }] = await Promise.all([
    main.range<Consent>({ from: `consent:${id}:`, to: `consent:${id}:\ufff0`, limit: most }),
    documentsOf(parts, names),
    messagesOf(parts.main, names),
  ]);
  const runs = documents.filter((doc): doc is Run => doc.type === 'run');
  const groups = documents.flatMap(doc =>
    doc.type === 'member' && doc.isIn && doc.contact === id ? [String(doc.group)] : [],
  );
  const places = await visible(parts, scope, await main.getMany<Contact>([contact.parent?._id ?? '', ...groups]));
  const types = parts.settings.current().contact_types;
  const known = new Map(places.flatMap(doc => (isContact(doc, types) ? [[doc._id, namedOf(doc)] as const] : [])));
  const arm = known.get(contact.parent?._id ?? '');
  return {
    ...{ id, name: contact.name ?? '', study_id: String(contact.study_id ?? ''), language: contact.language ?? '' },
    ...(arm ? { arm } : {}),
    ...(contact.participation ? { participation: contact.participation } : {}),
    channels: [
      ...(contact.phone ? [{ channel: 'sms' as const, phone: String(contact.phone), blocked: false }] : []),
      ...addresses.map(({ address, blocked }) => ({ channel: channelOf(address), blocked })),
    ],
    consents: consents
      .map(({ what, at, by, version, language }) => ({
        ...{ what, at, by },
        ...(version ? { version } : {}),
        ...(language ? { language } : {}),
      }))
      .sort((a, b) => a.at - b.at),
    runs: runs
      .map(run => ({ id: run._id, what: whatOf(run), state: run.state, started: run.started, changed: run.changed }))
      .sort((a, b) => b.changed - a.changed),
    groups: groups.flatMap(group => known.get(group) ?? []),
    messages: counts,
    flags: await flagsOn(parts.main, docs),
  };
};
