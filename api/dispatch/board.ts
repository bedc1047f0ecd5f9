import {
  type Asked,
  type DispatchDoc,
  type DispatchEvent,
  isDispatch,
  isOnMission,
} from '@rounds/ddocs/dispatch/dispatch.ts';
import { positionOf, volunteerOf } from '@rounds/ddocs/dispatch/volunteer.ts';
import { ancestorIds, type Contact, typeOf } from '@rounds/ddocs/documents/contacts.ts';
import type { Iso } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { lookAround } from '@rounds/sentinel/dispatch/candidates.ts';
import type { DispatchParts } from '@rounds/sentinel/dispatch/parts.ts';
import { notesOf, type Scene, whereIs, zoneOf } from '@rounds/sentinel/dispatch/scene.ts';

const iso = (at: number): Iso => new Date(at).toISOString();
const when = (name: string, at: number | undefined): object => (at === undefined ? {} : { [name]: iso(at) });

/** Contacts by their ids, with the places above them. */
export type People = ReadonlyMap<string, Contact>;

/** All contacts that requests name, and the places above those who are helped. */
export const peopleOf = async (main: Store, docs: readonly DispatchDoc[]): Promise<People> => {
  const ids = docs.flatMap(({ help, asked, carried }) => [
    ...[help.beneficiary, ...asked.map(({ volunteer }) => volunteer)],
    ...(carried ? [carried.volunteer] : []),
  ]);
  const people = (await main.getMany<Contact>([...new Set(ids)])).filter(each => each !== null);
  const places = await main.getMany<Contact>([...new Set(people.flatMap(ancestorIds))]);
  return new Map([...people, ...places.filter(each => each !== null)].map(each => [each._id, each]));
};

const sceneIn = (doc: DispatchDoc, people: People, programme: Pick<Scene, 'settings' | 'words'>): Scene => {
  const beneficiary = people.get(doc.help.beneficiary) ?? null;
  const places = beneficiary ? ancestorIds(beneficiary).flatMap(id => people.get(id) ?? []) : [];
  return { ...programme, beneficiary, places };
};

const named = (contact: Contact | undefined, id: string): { id: string; name: string } => ({
  id,
  name: contact?.name ?? '',
});

/** Whether nobody is asked for the hour alone: quiet hours, or those of the volunteers. */
const waitsForHours = ({ events }: DispatchDoc): boolean =>
  events.findLast(event => event.kind === 'nobody')?.hours === true;

/** A request in the list: how it stands, where it is, and who has it. */
export const rowOf = (doc: DispatchDoc, people: People, programme: Pick<Scene, 'settings' | 'words'>) => {
  const scene = sceneIn(doc, people, programme);
  const [where, zone] = [whereIs(doc, scene), zoneOf(scene)];
  const asked = doc.asked.find(({ volunteer }) => volunteer === doc.assigned);
  const holder = asked ?? (doc.carried && { ...doc.carried, stage: 'details' as const });
  const { help } = doc;
  return {
    ...{
      id: doc._id,
      request: doc.request,
      number: doc.number,
      state: doc.state,
      needs: help.needs,
      urgent: help.urgent,
    },
    beneficiary: named(scene.beneficiary ?? undefined, help.beneficiary),
    ...(zone ? { zone: named(zone, zone._id) } : {}),
    ...(where ? { position: where } : {}),
    ...when('wanted', help.wanted),
    ...{ created: iso(doc.created), changed: iso(doc.changed) },
    asked: doc.asked.length,
    offers: doc.asked.filter(({ stage }) => stage === 'offered').length,
    ...(holder
      ? {
          assigned: {
            ...named(people.get(holder.volunteer), holder.volunteer),
            stage: holder.stage,
            ...when('time', holder.time),
          },
        }
      : {}),
    ...(doc.nobody !== undefined ? { nobody: iso(doc.nobody), ...(waitsForHours(doc) ? { hours: true } : {}) } : {}),
    ...(doc.overdue ? { overdue: true } : {}),
    ...(doc.owner ? { owner: doc.owner } : {}),
    ...(doc.trip ? { trip: doc.trip } : {}),
    ...(doc.stops ? { stops: doc.stops } : {}),
  };
};

const askedRow = (asked: Asked, people: People) => ({
  ...named(people.get(asked.volunteer), asked.volunteer),
  ...{ stage: asked.stage, wave: asked.wave, at: iso(asked.at), since: iso(asked.trail.at(-1)?.at ?? asked.at) },
  ...{ rank: asked.rank, byChat: asked.address.startsWith('chat:') },
  ...when('time', asked.time),
  ...(asked.reason ? { reason: asked.reason } : {}),
  ...(Object.keys(asked.survey).length > 0 ? { survey: asked.survey } : {}),
});

/** One line of the history: what happened, who did it, and to whom. */
const lineOf = (event: DispatchEvent, doc: DispatchDoc, people: People) => {
  const who = 'who' in event ? event.who : undefined;
  const stage = who === undefined ? undefined : stageAt(doc, who, event.at);
  return {
    ...{ at: iso(event.at), kind: event.kind },
    ...(event.by ? { by: event.by } : {}),
    ...(who === undefined ? {} : { who: named(people.get(who), who) }),
    ...(stage ? { stage } : {}),
    ...(event.kind === 'asked'
      ? {
          wave: event.wave,
          km: event.km,
          whom: event.whom.map(each => named(people.get(each.volunteer), each.volunteer)),
        }
      : {}),
    ...(event.kind === 'nobody' ? { again: iso(event.again), hours: event.hours === true } : {}),
    ...('time' in event ? when('time', event.time) : {}),
    ...('reason' in event && event.reason ? { reason: event.reason } : {}),
    ...(event.kind === 'told' ? { what: event.what } : {}),
    ...(event.kind === 'owned' ? { owner: event.owner } : {}),
    ...(event.kind === 'joined' ? { trip: event.trip.number } : {}),
    ...(event.kind === 'led' ? { state: event.state } : {}),
  };
};

/** To which stage somebody came by what happened at a moment. */
const stageAt = (doc: DispatchDoc, who: string, at: number) =>
  doc.asked.find(({ volunteer }) => volunteer === who)?.trail.findLast(step => step.at === at)?.stage;

/** The requests of a trip, with who is helped and how each stands. */
const stopsOf = async (main: Store, stops: NonNullable<DispatchDoc['stops']>) => {
  const docs = (await main.getMany<DispatchDoc>(stops.map(({ id }) => id))).filter(isDispatch);
  const people = await peopleOf(main, docs);
  return docs.map(({ _id: id, number, state, help }) => ({
    ...{ id, number, state, needs: help.needs },
    name: people.get(help.beneficiary)?.name ?? '',
  }));
};

/** A request with all that a person must see to decide: who was asked, who could be, and how it went. */
export const wholeOf = async (parts: DispatchParts, doc: DispatchDoc) => {
  const { main } = parts;
  const programme = parts.programme();
  const people = await peopleOf(main, [doc]);
  const scene = sceneIn(doc, people, programme);
  const widest = Math.max(...(programme.settings.dispatch?.radius_km ?? [0]));
  const around =
    doc.trip || ['archived', 'surveyed', 'done'].includes(doc.state) ? [] : await lookAround(parts, doc, scene, widest);
  const known = new Set(doc.asked.map(({ volunteer }) => volunteer));
  const contacts = await main.getMany<Contact>(around.map(({ candidate }) => candidate.volunteer));
  const { symptoms, disability, code, remarks, address } = doc.help;
  return {
    ...rowOf(doc, people, programme),
    ...(doc.stops ? { stops: await stopsOf(main, doc.stops) } : {}),
    help: { symptoms, disability, code, ...(remarks ? { remarks } : {}), ...(address ? { address } : {}) },
    notes: notesOf(scene.beneficiary).map(({ at, text }) => ({ at: iso(at), text })),
    mode: doc.mode,
    people: doc.asked.map(asked => ({ ...askedRow(asked, people), ...positionIn(people.get(asked.volunteer)) })),
    candidates: around.flatMap(({ candidate, against }, nth) =>
      known.has(candidate.volunteer)
        ? []
        : [
            {
              ...named(contacts[nth] ?? undefined, candidate.volunteer),
              ...{ rank: candidate.rank, byChat: candidate.address.startsWith('chat:') },
              ...(against ? { against } : {}),
              ...positionIn(contacts[nth] ?? undefined),
            },
          ],
    ),
    history: doc.events.filter(({ kind }) => kind !== 'tick').map(event => lineOf(event, doc, people)),
    onMission: doc.asked.some(isOnMission),
  };
};

const positionIn = (contact: Contact | undefined): object => {
  const position = positionOf(contact);
  return position ? { position } : {};
};

/** Requests in one of these states, those that changed last first. */
export const requestsIn = async (main: Store, states: readonly string[], limit: number): Promise<DispatchDoc[]> => {
  const found = await Promise.all(
    states.map(state =>
      main.query('medic-dispatch/dispatches', {
        ...{
          startKey: ['state', state, {}],
          endKey: ['state', state, null],
          descending: true,
          limit,
          docs: true,
          prompt: true,
        },
      }),
    ),
  );
  return found.flat().flatMap(({ doc }) => (isDispatch(doc) ? [doc] : []));
};

/** Zones of the programme that say where they are, for the map. */
export const zonesOf = (people: People, { settings }: Pick<Scene, 'settings'>) =>
  [...people.values()].flatMap(place => {
    const position = positionOf(place);
    return position && settings.dispatch?.zone_types.includes(typeOf(place) ?? '')
      ? [{ ...named(place, place._id), position }]
      : [];
  });

/** A volunteer in the list. */
export const volunteerRow = (contact: Contact) => {
  const volunteer = volunteerOf(contact);
  return {
    ...named(contact, contact._id),
    ...{ status: volunteer?.status ?? 'pending', available: volunteer?.available !== false },
    activities: volunteer?.activities ?? [],
    ...(volunteer?.hours ? { hours: volunteer.hours } : {}),
    ...(contact.phone ? { phone: contact.phone } : {}),
    byChat: (contact.addresses ?? []).some(({ blocked }) => !blocked),
    ...positionIn(contact),
  };
};
