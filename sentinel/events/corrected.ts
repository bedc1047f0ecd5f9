import { type Contact, minifyLineage, reachedAt } from '@rounds/ddocs/documents/contacts.ts';
import { type Report, withTaskState } from '@rounds/ddocs/documents/reports.ts';
import type { EventDoc } from '@rounds/ddocs/events/event.ts';
import { contactAt } from '../contacts/on-desk.ts';
import { change, create, type Effect } from '../engine/effects.ts';
import type { Fact } from '../engine/fact.ts';
import { now, settings, words } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { said } from '../messages/said.ts';
import { anEvent } from './kind.ts';
import { roomName, venueMoment, worded } from './words.ts';

/** The group in which an event was announced, and what was said there of it. */
const where: Fact<EventDoc, { group: Contact | null; said: ReadonlyMap<string, Report> }> = {
  look: ({ from, told }, want) => {
    if (from?.group) want.doc(from.group);
    for (const one of told ?? []) want.doc(one.said);
  },
  read: ({ from, told }, desk) => ({
    group: contactAt(from?.group, desk),
    said: new Map(
      (told ?? []).flatMap(({ said: id }) => {
        const doc = desk.docs.get(id);
        return doc ? [[id, doc as Report] as const] : [];
      }),
    ),
  }),
};

const isWaiting = ({ tasks }: Report): boolean => !!tasks?.some(({ state }) => state === 'pending');

const cleared = (id: string, at: string): Effect =>
  change<Report>(id, doc => {
    const tasks = doc.tasks?.map(task =>
      task.state === 'pending' ? withTaskState(task, 'cleared', at, { reason: 'the event changed' }) : task,
    );
    return tasks?.some((task, index) => task !== doc.tasks![index]) ? { ...doc, tasks } : doc;
  });

/** What was said of an event and is not true any more: what waits is not sent, what was sent is put right. */
export const eventCorrected = rule({
  name: 'event_corrected',
  on: anEvent,
  sentinelOnly: true,
  reads: { settings, now, words, where },
  concerns: ({ told, state, room, start }) =>
    !!told?.some(one => state !== 'approved' || one.room !== room || one.start !== start),
  run: (event, { settings, now, words, where: { group, said: docs } }) => {
    const { events } = settings;
    if (!events) return null;
    const at = new Date(now).toISOString();
    const wrong = event.told!.filter(
      one => event.state !== 'approved' || one.room !== event.room || one.start !== event.start,
    );
    const to = group ? reachedAt(group) : undefined;
    const language = typeof group?.language === 'string' ? group.language : undefined;
    return wrong.flatMap((one): Effect[] => {
      const doc = docs.get(one.said);
      if (doc && isWaiting(doc)) return [cleared(one.said, at)];
      // Once it has begun nobody is helped by hearing that it would have been elsewhere.
      if (!doc || !to || Date.parse(one.start) <= now) return [];
      const key = event.state === 'approved' ? 'events.moved' : 'events.off';
      const text = worded(
        { settings, words },
        key,
        {
          title: event.title,
          room: roomName(events, event.room),
          when: venueMoment(events, event.start, language ?? settings.locale),
        },
        language,
      );
      const lineage = minifyLineage(group!);
      const cause = ['event put right', one.said, event.state, event.room, event.start];
      return [
        create(
          said({
            ...{ cause, to, text, by: 'events', at: now, class: 'unsolicited' },
            ...(lineage ? { contact: lineage } : {}),
            chat: { reply: doc.tasks?.[0]?.messages?.[0]?.uuid ?? '' },
          }),
        ),
      ];
    });
  },
});
