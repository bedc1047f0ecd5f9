import type { Consent } from '@rounds/ddocs/chats/consent.ts';
import { channelOf } from '@rounds/ddocs/documents/addresses.ts';
import { type Contact, isContact, type Participation } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Run } from '@rounds/ddocs/runs/run.ts';
import type { Scope } from '../visibility/scope.ts';
import { visible } from '../visibility/visible.ts';
import type { StudyParts } from './parts.ts';

/** A place as a page names it. */
interface Named {
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

/** Most of each kind that a page shows or counts. */
const most = 1000;

const whatOf = ({ what }: Run): string =>
  what.is === 'form' ? what.form : what.is === 'dialogue' ? what.dialogue : what.is;

const namedOf = (contact: Contact): Named => ({ id: contact._id, name: contact.name ?? '' });

/** The documents of some kinds in which she stands. */
const documentsOf = async ({ main }: Pick<StudyParts, 'main'>, names: readonly string[]): Promise<Doc[]> => {
  const rows = await main.query('medic-erasure/docs_by_mention', { keys: names, limit: 100_000 });
  const wanted = rows.map(({ id }) => id).filter(id => /^(run|member):/.test(id));
  return (await main.getMany([...new Set(wanted)].slice(0, most))).filter(doc => doc !== null);
};

const messagesOf = async ({ main }: Pick<StudyParts, 'main'>, names: readonly string[]) => {
  const pages = await Promise.all(
    names.map(name =>
      main.query<{ incoming?: boolean }>('medic-talk/messages_by_conversation', {
        ...{ startKey: [name, {}], endKey: [name], descending: true, limit: 100_000 },
      }),
    ),
  );
  const rows = pages.flat();
  const moments = rows.map(({ key }) => Number((key as readonly unknown[])[1])).filter(Number.isFinite);
  const received = rows.filter(({ value }) => value.incoming).length;
  const last = moments.length > 0 ? { last: Math.max(...moments) } : {};
  return { counts: { received, sent: rows.length - received, ...last }, docs: [...new Set(rows.map(({ id }) => id))] };
};

const flagsOn = async ({ main }: Pick<StudyParts, 'main'>, docs: readonly string[]): Promise<number> => {
  const flags = await main.query('medic-erasure/docs_by_mention', { keys: docs.slice(0, most), limit: 100_000 });
  return new Set(flags.map(({ id }) => id).filter(id => id.startsWith('flag:'))).size;
};

/** What the page of a participant shows to somebody who may see her. */
export const participantPage = async (parts: StudyParts, scope: Scope, contact: Contact): Promise<ParticipantPage> => {
  const { main } = parts;
  const id = contact._id;
  const addresses = (contact.addresses ?? []).map(({ address, blocked = false }) => ({ address, blocked }));
  const names = [id, ...addresses.map(({ address }) => address), ...(contact.phone ? [`tel:${contact.phone}`] : [])];
  const [consents, documents, { counts, docs }] = await Promise.all([
    main.range<Consent>({ from: `consent:${id}:`, to: `consent:${id}:\ufff0`, limit: most }),
    documentsOf(parts, names),
    messagesOf(parts, names),
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
    flags: await flagsOn(parts, docs),
  };
};
