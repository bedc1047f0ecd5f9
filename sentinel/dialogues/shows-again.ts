import type { Consent } from '@rounds/ddocs/chats/consent.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { aConsent } from '../chats/participation.ts';
import { change } from '../engine/effects.ts';
import type { Fact } from '../engine/fact.ts';
import { settings } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import type { DialogueEvent } from './run.ts';
import { type DialogueRunDoc, stepStored } from './stored-run.ts';
import { openAt, type Running, runningOf, wantRun } from './versions.ts';
import { waysFor } from './ways.ts';

/** Where somebody is reached: by chats and by phone. */
const addressesOf = (contact: Contact | null | undefined): string[] => [
  ...(Array.isArray(contact?.addresses) ? contact.addresses.flatMap(entry => entry?.address ?? []) : []),
  ...(contact?.phone ? [String(contact.phone)] : []),
];

/** What the person who came back was being asked when she paused, the newest question first. */
const interrupted: Fact<Consent, Running[]> = {
  look: ({ contact }, want) => {
    const person = want.doc(contact) as Contact | null | undefined;
    for (const address of addressesOf(person)) for (const id of want.rows(openAt, address) ?? []) wantRun(id, want);
  },
  read: ({ contact }, desk) =>
    addressesOf(desk.docs.get(contact) as Contact | null | undefined)
      .flatMap(address => desk.lookups.find(openAt, address) ?? [])
      .flatMap(id => runningOf(id, desk) ?? [])
      .filter(({ run }) => run.state === 'open' && run.events.length > 0)
      .sort((a, b) => b.run.changed - a.run.changed),
};

/** Who ends her pause is shown the question again that was open, once; however she said it. */
export const showsAgain = rule({
  name: 'shows_questions_again',
  on: aConsent,
  sentinelOnly: true,
  reads: { settings, interrupted },
  concerns: ({ what }) => what === 'resumed',
  run: ({ _id, at }, { settings, interrupted }) => {
    const [newest] = interrupted;
    if (!newest) return [];
    const event: DialogueEvent = { id: `${_id} resumed`, at, kind: 'show' };
    return [
      change<DialogueRunDoc>(newest.run._id, doc => {
        if (doc.state !== 'open' || doc.events.some(({ id }) => id === event.id)) return doc;
        const next = stepStored(doc, newest.version.dialogue, event, waysFor(settings, doc));
        return { ...next.run, events: [...doc.events, event], changed: at };
      }),
    ];
  },
});
