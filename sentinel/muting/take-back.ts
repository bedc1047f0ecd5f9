import { ancestorIds, type Contact, isMuted, type MutedBy } from '@rounds/ddocs/documents/contacts.ts';
import type { Iso } from '@rounds/ddocs/documents/doc.ts';
import type { InfoDoc } from '@rounds/ddocs/documents/infodocs.ts';
import type { Desk } from '../engine/desk.ts';
import type { EffectKind } from '../engine/effects.ts';
import { entryOf, withEntry } from './history.ts';
import { isClaimed, isClaimedBy, withMuted } from './muted-state.ts';
import { type Silenced, silenceAll } from './silence.ts';
import { reasonAbove, standing } from './standing.ts';
import { readBelow } from './waves.ts';

/**
 * What devices did by a report and the report, now that it is settled, did not do: it was refused, or it came to
 * something else. Those contacts are put back to what the settled reports say.
 * See README.md, "Devices".
 */
export interface TakenBack {
  report: string;
  /** Contacts from which it goes down, beside those that the infodoc of the report names. */
  tops: readonly string[];
  /** Whether a cascade has reached everyone below a contact that it has reached. */
  reachedAll?: boolean;
}

/** @see TakenBack */
export const takeBack: EffectKind<TakenBack> = {
  name: 'take_back',
  carryOut: async (all, desk) => {
    const tops = await topsOf(all, desk);
    if (tops.length === 0) return;
    const below = await readBelow(tops, desk);
    const ids = [...new Set(tops.flatMap(top => [top, ...(below.get(top)?.ids ?? [])]))];
    await desk.docs.read(ids);
    const reports = new Set(all.map(({ report }) => report));
    const contacts = ids.flatMap(id => contactOn(desk, id) ?? []).filter(one => isWanted(one, reports));
    const above = [...new Set(contacts.flatMap(ancestorIds))];
    await Promise.all([desk.docs.read(above), desk.infos.read([...contacts.map(({ _id }) => _id), ...above])]);
    const silenced: Silenced[] = [];
    // From the top down, so that each sees how the places above it stand by then.
    const downwards = contacts
      .map(contact => ({ contact, depth: ancestorIds(contact).length }))
      .sort((a, b) => a.depth - b.depth);
    for (const { contact } of downwards) silenced.push(...putBack(contact, desk));
    await silenceAll(silenced, desk);
    // Should this break off, the topmost still say what is left to do.
    const last = new Set(tops);
    await desk.docs.commit(id => !last.has(id));
  },
};

/** An infodoc of a report that is not settled yet, with one more contact that a device changed by it. */
export const withClaimed = (info: InfoDoc, contact: string): InfoDoc => {
  const known = info.muting_claimed ?? [];
  if (known.includes(contact)) return info;
  const { initial_replication_date: initial, latest_replication_date: latest, ...rest } = info;
  // The report is on its way: the api says when it came.
  const dates = info._rev
    ? {
        ...(initial ? { initial_replication_date: initial } : {}),
        ...(latest ? { latest_replication_date: latest } : {}),
      }
    : {};
  return { ...rest, ...dates, muting_claimed: [...known, contact] };
};

const contactOn = (desk: Desk, id: string): Contact | undefined =>
  (desk.docs.get(id) ?? undefined) as Contact | undefined;

/** The contacts from which it goes down, without those below another. */
const topsOf = async (all: readonly TakenBack[], desk: Desk): Promise<string[]> => {
  const claimed = new Map(all.map(({ report }) => [report, desk.infos.get(report)?.muting_claimed ?? []]));
  await desk.docs.read([...claimed.values()].flat());
  const tops = new Set(
    all.flatMap(({ report, tops: named, reachedAll }) =>
      [...named, ...claimed.get(report)!].filter(id => {
        const contact = contactOn(desk, id);
        return contact && (!reachedAll || isClaimedBy(contact, report));
      }),
    ),
  );
  return [...tops].filter(id => !ancestorIds(contactOn(desk, id)!).some(above => above !== id && tops.has(above)));
};

/** Whether one of these reports changed a contact on a device, or it is one that nothing was ever said of. */
const isWanted = (contact: Contact, reports: ReadonlySet<string>): boolean =>
  isClaimed(contact) ? [...reports].some(report => isClaimedBy(contact, report)) : !isMuted(contact);

const putBack = ({ _id }: Contact, desk: Desk): Silenced[] => {
  const at = new Date(desk.now).toISOString();
  const contact = contactOn(desk, _id)!;
  const info = desk.infos.get(_id) ?? null;
  const lineage = ancestorIds(contact).flatMap(id => contactOn(desk, id) ?? []);
  const infos = lineage.map(place => desk.infos.get(place._id) ?? null);
  if (isClaimed(contact)) {
    const { by, since } = standing(contact, info, { lineage, infos, at });
    desk.docs.change(_id, doc => (isClaimed(doc as Contact) ? asItWas(doc as Contact, by, since) : doc));
    return [{ contact, by, timestamp: at }];
  }
  // It came while the place above it was unmuted on the device only.
  const by = (info?.muting_history ?? []).length === 0 ? reasonAbove(lineage, infos) : null;
  if (!by) return [];
  desk.docs.change(_id, doc => withMuted(doc as Contact, by, at));
  desk.infos.note(_id, known => withEntry(known, entryOf(by), at));
  return [{ contact, by, timestamp: at }];
};

/** A contact with nothing of what the device says of it; old data may not say why it was muted. */
const asItWas = ({ muted: _, muted_by: __, ...contact }: Contact, by: MutedBy | null, since: Iso): Contact => {
  const { muted_by, ...before } = withMuted(contact as Contact, by, since);
  const isKnown = muted_by?.report_id !== undefined || muted_by?.reported_date !== undefined;
  return (isKnown ? { ...before, muted_by } : before) as Contact;
};
