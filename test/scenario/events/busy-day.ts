import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { type EventDoc, isEvent } from '@rounds/ddocs/events/event.ts';
import { isPost, type Post } from '@rounds/ddocs/events/post.ts';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import type { User } from '../../../scripts/telegram/bot-api/shapes.ts';
import type { Room } from '../../../scripts/telegram/bot-api/telegram.ts';
import { password, until } from '../../world.ts';
import { type ChatWorld, chatWorld } from '../chats/chat-world.ts';

const minute: Ms = 60_000;
/** Rooms of the venue; those from `spare` on are for who moves. */
const [rooms, spare] = [200, 160];
const roomOf = (nth: number): string => `b${100 + nth}`;
const clockOf = (at: Ms): string => new Date(at).toISOString().slice(11, 16);

/** One post of the day. */
export interface DayPost {
  nth: number;
  /** What is to become of it. */
  outcome: 'scheduled' | 'repeat' | 'conflict' | 'incomplete' | 'nothing';
  by: 'person' | 'group' | 'program';
  text: string;
  /** What it says after it was edited. */
  edited?: string;
}

/**
 * Posts of a day: of ten six announce something, four of them to the bot itself and two in a group; one repeats another's,
 * one wants a room that is taken, one is not clear, one says nothing. Of twenty one moves to another room.
 * @param begins when the first talks begin: the others follow, 160 a minute
 */
export const postsOf = (count: number, begins: Ms): DayPost[] => {
  const announced = (nth: number): { room: string; time: string } => {
    const rank = Math.floor(nth / 10) * 6 + (nth % 10);
    return { room: roomOf(rank % spare), time: clockOf(begins + Math.floor(rank / spare) * minute) };
  };
  const talk = (nth: number): string => {
    const { room, time } = announced(nth);
    return `Talk ${nth} in ${room} at ${time} #con`;
  };
  return Array.from({ length: count }, (_, nth): DayPost => {
    const { room, time } = announced(nth - (nth % 10 > 5 ? (nth % 10) - 5 : 0));
    switch (nth % 10) {
      case 6:
        return { nth, outcome: 'repeat', by: 'program', text: `RT @ana ${talk(nth - 1)}` };
      case 7:
        return { nth, outcome: 'conflict', by: 'program', text: `Workshop ${nth} in ${room} at ${time} #con` };
      case 8:
        return { nth, outcome: 'incomplete', by: 'person', text: `Who comes to room ${room} with me? ${nth} #con` };
      case 9:
        return { nth, outcome: 'nothing', by: 'group', text: `What a day, ${nth} people! #con` };
      default: {
        const text = talk(nth);
        const moves = nth % 20 === 11;
        const to = roomOf(spare + (Math.floor(nth / 20) % (rooms - spare)));
        const at = clockOf(begins + Math.floor(nth / 20 / (rooms - spare)) * minute);
        return {
          ...{ nth, outcome: 'scheduled', by: nth % 10 < 4 ? 'person' : 'group', text },
          ...(moves ? { edited: `Talk ${nth} in ${to} at ${at} #con, moved` } : {}),
        };
      }
    }
  });
};

/** A Rounds on the day of a conference, whose processes may be killed. */
export interface BusyDay extends ChatWorld {
  posts: readonly DayPost[];
  /** Posts all, a hundred at a time, and edits what moves. */
  post(): Promise<void>;
  judged(): Promise<Post[]>;
  events(): Promise<EventDoc[]>;
  /** In how many messages of the bot a talk was named, in all chats. */
  told(nth: number): number;
  /** Messages of which nobody knows whether they were sent, as their texts. */
  unknown(): Promise<string[]>;
}

/**
 * @param count posts of the day @param writers people who write to the bot @param begins when the first talks begin
 */
export const busyDay = async ({
  count,
  writers,
  begins,
}: {
  count: number;
  writers: number;
  begins: Ms;
}): Promise<BusyDay> => {
  const day = (at: Ms): string => new Date(at).toISOString().slice(0, 10);
  const rounds = await chatWorld({
    limits: 'none',
    docs: [
      { _id: 'district', type: 'district_hospital', name: 'District' },
      { _id: 'lena', type: 'person', name: 'Lena', parent: { _id: 'district' } } as never,
    ],
    settings: settings => ({
      ...settings,
      ...{ schedule_morning_hours: 0, schedule_evening_hours: 0 },
      telegram: { bots: ['bot'], group_type: 'study_group', groups_under: 'district' },
      events: {
        venue: {
          ...{ code: 'con', name: 'Con', tz: 'UTC', opens: '00:00', closes: '23:59' },
          days: [day(begins - 86_400_000), day(begins), day(begins + 86_400_000)],
          rooms: Array.from({ length: rooms }, (_, nth) => ({ id: roomOf(nth) })),
        },
        listen: { groups: 'all', messages: true, keywords: ['con'] },
        ...{ reminders: [1], manual_if_within_min: 0, conflict: { before: 0, after: 0 } },
      },
    }),
  });
  const { telegram, bot } = rounds;
  bot.user.can_read_all_group_messages = true;
  const name = rounds.userName('lena');
  const user = { username: name, roles: ['program_officer'], place: 'district', contact: 'lena' };
  await rounds.createUser({ ...user, password, password_change_required: false });
  const login = await rounds.login(name);
  const { code } = (await (await login.fetch('/api/v1/chats/link-codes', { method: 'POST' })).json()) as {
    code: string;
  };
  const lena = people.addPerson(telegram, 'Lena');
  people.start(telegram, bot, lena, code);
  await rounds.hears(lena, /Thank you/);
  const ana = people.addPerson(telegram, 'Ana');
  const group: Room = people.makeGroup(telegram, lena, 'Open spaces', [bot.user, ana]);
  const all = <T extends Report>(from: string, to: string) => rounds.store().range<T>({ from, to, limit: 50_000 });
  await until('the group is a place', async () =>
    (await all('', '\ufff0')).some(({ name: title }) => title === 'Open spaces'),
  );
  const persons: User[] = Array.from({ length: writers }, (_, nth) => people.addPerson(telegram, `P${nth}`));
  const posts = postsOf(count, begins);

  const program = async (some: readonly DayPost[]): Promise<void> => {
    const body = JSON.stringify({ posts: some.map(({ nth, text }) => ({ id: String(nth), text, author: 'm:bob' })) });
    // A program that hears nothing asks again.
    await until(
      'the posts are taken',
      async () => {
        const answer = await rounds
          .fetch('/api/v1/posts', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
          .catch(() => undefined);
        return answer?.status === 201;
      },
      120_000,
    );
  };
  const say = ({ nth, by, text }: DayPost): { room: Room; who: User; id: number } => {
    const who = by === 'group' ? ana : persons[nth % writers]!;
    const room = by === 'group' ? group : people.openPrivate(telegram, bot, who);
    return { room, who, id: people.write(telegram, room, who, text).message_id };
  };

  const said = (): string[] =>
    [group, ...persons.map(person => people.openPrivate(telegram, bot, person))].flatMap(room =>
      [...room.messages.values()].filter(({ from }) => from?.id === bot.user.id).map(({ text }) => text ?? ''),
    );

  return {
    ...rounds,
    posts,
    post: async () => {
      for (let from = 0; from < count; from += 100) {
        const some = posts.slice(from, from + 100);
        const written = some.filter(({ by }) => by !== 'program').map(one => ({ one, at: say(one) }));
        // What repeats another, or wants its room, comes after it.
        const first = some.filter(({ outcome, by }) => outcome === 'scheduled' && by !== 'program').length;
        await until(
          'the first are read',
          async () => (await all<Post>('', '\ufff0')).filter(isPost).length >= Math.min(first, 1),
          120_000,
        );
        await program(some.filter(({ by }) => by === 'program'));
        for (const { one, at } of written) if (one.edited) people.edit(telegram, at.room, at.who, at.id, one.edited);
      }
    },
    judged: async () =>
      (await all<Post>('', '\ufff0')).filter(doc => isPost(doc) && doc.post.outcome !== undefined) as Post[],
    events: async () => (await all('event:', 'event:\ufff0')).filter(doc => isEvent(doc)) as unknown as EventDoc[],
    told: nth =>
      said()
        .flatMap(text => text.split('\n'))
        .filter(text => text.includes(`Talk ${nth} in `)).length,
    unknown: async () =>
      (await all<Report>('', '\ufff0')).flatMap(({ tasks = [] }) =>
        tasks
          .filter(({ state, state_details: why }) => state === 'failed' && why?.reason === 'answer lost')
          .map(({ messages }) => String(messages?.[0]?.message)),
      ),
  };
};
