import { setTimeout as sleep } from 'node:timers/promises';
import { reportIdOf } from '@rounds/api/messages/inbox.ts';
import { usableSettings } from '@rounds/config/settings/usable.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { type Programme, readProgramme } from '@rounds/sentinel/feed/in-force.ts';
import { normalPhone } from '@rounds/sentinel/text/phone-numbers.ts';
import type { Gateway, Sms } from './gateway.ts';
import { harmless, outcomeLines, type Paint, peopleLines, planLines } from './lines.ts';
import { allPlans, plansOf } from './outcome.ts';
import { type Person, peopleOf, personCalled } from './people.ts';

/** A phone in a terminal; every answer is the lines to show. */
export interface Phone {
  /** Whose it is; undefined until somebody is chosen. */
  owner(): Person | undefined;
  who(part: string): Promise<string[]>;
  /** Makes it another's. @throws Error when nobody, or several, can be meant */
  become(wanted: string): Promise<string[]>;
  /** Sends a text and waits a while for what comes back. */
  text(content: string): Promise<string[]>;
  /** What came meanwhile. */
  look(): Promise<string[]>;
  /** Sends on what waited before, and tells how many that were. */
  begin(): Promise<string[]>;
  scheduled(): Promise<string[]>;
  /** Tells the api what became of the last messages. */
  rest(): Promise<string[]>;
}

/** How often one asks for a reply, and how long after a reply another may come, in ms. */
const [askEvery, after] = [400, 1200];
/** So many scheduled messages are listed; the next ones come first. */
const listed = 20;

/** Settings and words in force; those of Rounds where none are stored. */
const programmeOf = async (store: Store): Promise<Programme> =>
  (await readProgramme(store)) ?? { ...usableSettings({}), words: {} };

/** @param wait how long to wait for a reply to a text, in ms */
export const openPhone = (
  store: Store,
  gateway: Gateway,
  { colours, wait }: { colours: Paint; wait: number },
): Phone => {
  let mine: Person | undefined;
  let names = new Map<string, string>();

  const shown = ({ to, content }: Sms): string => {
    const text = harmless(content).replaceAll('\n', '\n    ');
    if (mine && to === mine.phone) return `${colours.good('←')} ${colours.strong(text)}`;
    return colours.faint(`  to ${names.get(to) ?? to}: ${text}`);
  };
  const isMine = ({ to }: Sms): boolean => mine !== undefined && to === mine.phone;

  const people = async (): Promise<{ people: Person[]; programme: Programme }> => {
    const programme = await programmeOf(store);
    const found = (await peopleOf(store)).map(person => ({
      ...person,
      name: harmless(person.name),
      phone: normalPhone(person.phone, programme.settings),
    }));
    names = new Map(found.map(({ phone, name }) => [phone, name]));
    return { people: found, programme };
  };

  /** Polls until a reply came and a moment passed in which no other did, or until nobody waits any longer. */
  const replies = async (): Promise<Sms[]> => {
    const all: Sms[] = [];
    let until = Date.now() + wait;
    while (Date.now() < until) {
      await sleep(Math.min(askEvery, Math.max(0, until - Date.now())));
      const { handed } = await gateway.poll();
      all.push(...handed);
      if (handed.some(isMine)) until = Math.min(until, Date.now() + after);
    }
    return all;
  };

  return {
    owner: () => mine,
    who: async part => {
      const all = (await people()).people;
      const found = all.filter(({ name }) => name.toLowerCase().includes(part.toLowerCase()));
      return found.length > 0 ? peopleLines(found) : ['Nobody with a phone'];
    },
    become: async wanted => {
      const { people: all, programme } = await people();
      mine = personCalled(wanted, all, programme.settings);
      return [colours.faint(`The phone of ${mine.name}, ${mine.phone}`)];
    },
    text: async content => {
      if (!mine) throw new Error('Say whose phone it is: /as amina');
      const { phone } = mine;
      const { ids, handed } = await gateway.poll([{ from: phone, content }]);
      const first = handed.some(isMine);
      const came = [...handed, ...(first ? (await gateway.poll()).handed : await replies())];
      const [report = null] = await store.getMany<Report>(ids.map(reportIdOf));
      const plans = report ? await plansOf(store, report, await programmeOf(store)) : [];
      const silent = came.some(isMine) ? [] : [colours.faint(`  no reply within ${wait / 1000} s`)];
      const [own, others] = [came.filter(isMine), came.filter(sms => !isMine(sms))];
      return [...own.map(shown), ...silent, ...outcomeLines(report, plans, colours), ...others.map(shown)];
    },
    look: async () => (await gateway.poll()).handed.map(shown),
    begin: async () => {
      const all: Sms[] = [];
      for (let handed = (await gateway.poll()).handed; handed.length > 0; handed = (await gateway.poll()).handed)
        all.push(...handed);
      return all.length > 0
        ? [colours.faint(`  ${all.length} messages that waited went out, ${all.filter(isMine).length} of them here`)]
        : [];
    },
    scheduled: async () => {
      if (!mine) return ['Say whose phone it is: /as amina'];
      const plans = await allPlans(store, mine.phone, await programmeOf(store));
      if (plans.length === 0) return ['Nothing is scheduled'];
      const more = plans.length - listed;
      return [
        ...planLines(plans.slice(0, listed), colours),
        ...(more > 0 ? [colours.faint(`  and ${more} more`)] : []),
      ];
    },
    rest: async () => {
      const last: string[] = [];
      for (let turn = 0; turn < 10 && !gateway.allTold(); turn += 1)
        last.push(...(await gateway.poll()).handed.map(shown));
      return last;
    },
  };
};
