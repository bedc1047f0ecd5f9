import type { Membership } from '@rounds/ddocs/chats/membership.ts';
import { ancestorIds, type Contact, isMuted, mutesBelow, typeOf } from '@rounds/ddocs/documents/contacts.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import { momentDue, type Report } from '@rounds/ddocs/documents/reports.ts';
import { recordId } from '@rounds/sentinel/study/plan.ts';
import type { Begin } from '@rounds/sentinel/study/start.ts';
import { type GroupHealth, groupHealth, type HealthParts } from '../chats/health.ts';
import type { Scope } from '../visibility/scope.ts';
import { visible } from '../visibility/visible.ts';
import { type Named, namedOf } from './participant.ts';
import type { StudyParts } from './parts.ts';
import { flagsOn, messagesOf, namesOf, type SaidCounts } from './said-counts.ts';
import { beginFor, scheduleOf } from './schedules.ts';

/** What the page of a group stands on. */
export type GroupParts = StudyParts & Pick<HealthParts, 'sentinel' | 'vault'>;

/** Somebody who is, or was, in a group. Who is behind a chat is not among it. */
export interface Member {
  /** Contact id; absent of one whom nobody knows, or whom the user may not see. */
  id?: string;
  name?: string;
  study_id?: string;
  /** Whether she takes part, as she last said. */
  participation?: string;
  isIn: boolean;
  since?: Ms;
  until?: Ms;
}

/** All that the console knows of a group. */
export interface GroupPage {
  id: string;
  title: string;
  /** When it became known, in ms. */
  made: Ms;
  /** The place below which it stands: its arm, where it has one. */
  arm?: Named;
  /** Set while nothing unasked goes to it: since when, and by the mute of which place. */
  muted?: { since?: Iso; by: Named };
  /** Set where the bot was put out: nothing goes there at all. */
  blocked: boolean;
  /** What the bot is there and hears; absent of a group that is in no chat. */
  bot?: Pick<GroupHealth, 'bot' | 'is' | 'hears'>;
  /** Day 0 of its schedule. */
  begin: Begin;
  schedule: { messages: number; next?: { due: Iso; day: number } };
  members: Member[];
  /** Whether there are more than are told. */
  more: boolean;
  messages: SaidCounts;
  /** Flags of anybody on its messages. */
  flags: number;
}

/** Members that a page tells. */
const mostMembers = 2000;

const membersOf = async (parts: GroupParts, scope: Scope, group: string): Promise<Member[]> => {
  const found = await parts.main.range<Membership>({
    from: `member:${group}:`,
    to: `member:${group}:\ufff0`,
    limit: mostMembers + 1,
  });
  const known = await parts.main.getMany<Contact>([...new Set(found.flatMap(({ contact }) => contact ?? []))]);
  const seen = new Map(((await visible(parts, scope, known)) as Contact[]).map(doc => [doc._id, doc]));
  return found
    .map(({ contact: id, isIn, since, until }): Member => {
      const contact = id === undefined ? undefined : seen.get(id);
      return {
        ...(contact ? namedOf(contact) : {}),
        ...(contact?.study_id === undefined ? {} : { study_id: String(contact.study_id) }),
        ...(contact?.participation ? { participation: contact.participation.state } : {}),
        isIn,
        ...(since === undefined ? {} : { since }),
        ...(until === undefined ? {} : { until }),
      };
    })
    .sort(
      (a, b) =>
        Number(b.isIn) - Number(a.isIn) ||
        `${a.study_id ?? '~'} ${a.name ?? ''}`.localeCompare(`${b.study_id ?? '~'} ${b.name ?? ''}`, 'en', {
          numeric: true,
        }),
    );
};

/** Why nothing unasked goes to a group: its own mute, or that of a place above. */
const mutedOf = (group: Contact, above: readonly Contact[]): GroupPage['muted'] => {
  const by = isMuted(group) ? group : above.find(mutesBelow);
  if (!by) return undefined;
  return { by: namedOf(by), ...(typeof by.muted === 'string' ? { since: by.muted } : {}) };
};

const scheduleAt = async (parts: GroupParts, group: Contact): Promise<Pick<GroupPage, 'begin' | 'schedule'>> => {
  const { main, now } = parts;
  const schedule = await scheduleOf(main, group._id);
  const record = await main.get<Report>(recordId(schedule._id, group._id));
  const [next] = (record?.scheduled_tasks ?? [])
    .filter(task => task.state === 'scheduled' && momentDue(task) > now())
    .sort((a, b) => momentDue(a) - momentDue(b));
  return {
    begin: await beginFor(schedule, group, { main, settings: parts.settings.current(), now: now() }),
    schedule: {
      messages: schedule.entries.filter(({ enabled }) => enabled).length,
      ...(next ? { next: { due: new Date(momentDue(next)).toISOString(), day: Number(next.group) } } : {}),
    },
  };
};

/** Whether a contact is a group, as the settings say it. */
export const isChatGroup = (contact: Contact, { settings }: Pick<GroupParts, 'settings'>): boolean =>
  settings.current().contact_types.find(({ id }) => id === typeOf(contact))?.chat === 'group';

/** What the page of a group shows to somebody who may see it. */
export const groupPage = async (parts: GroupParts, scope: Scope, group: Contact): Promise<GroupPage> => {
  const { main } = parts;
  const [lineage, members, said, planned, bot] = await Promise.all([
    main.getMany<Contact>(ancestorIds(group)),
    membersOf(parts, scope, group._id),
    messagesOf(main, namesOf(group)),
    scheduleAt(parts, group),
    groupHealth(parts, group),
  ]);
  const above = lineage.filter(place => place !== null);
  const [arm] = (await visible(parts, scope, above.slice(0, 1))) as Contact[];
  const muted = mutedOf(group, above);
  return {
    ...{ id: group._id, title: group.name ?? '', made: Number(group.reported_date) || 0 },
    ...(arm ? { arm: namedOf(arm) } : {}),
    ...(muted ? { muted } : {}),
    blocked: (group.addresses ?? []).some(({ blocked }) => blocked === true),
    ...(bot ? { bot: { bot: bot.bot, is: bot.is, hears: bot.hears } } : {}),
    ...planned,
    members: members.slice(0, mostMembers),
    more: members.length > mostMembers,
    messages: said.counts,
    flags: await flagsOn(main, said.docs),
  };
};
