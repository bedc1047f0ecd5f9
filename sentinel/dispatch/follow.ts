import type { Asked, DispatchDoc } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Iso } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { placedOf, wantPlaced } from '../contacts/on-desk.ts';
import type { Placed } from '../contacts/placed.ts';
import { idFrom } from '../engine/cause.ts';
import { change, create, type Effect } from '../engine/effects.ts';
import type { Fact } from '../engine/fact.ts';
import { settings, words } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { aDispatch } from './kind.ts';
import { reviewsOf } from './reviews.ts';
import { type HelpNote, notesOf, type Scene, type StopScene } from './scene.ts';
import { tell } from './tell.ts';

/** Who is helped, with the places above. */
const helped: Fact<DispatchDoc, Placed | null> = {
  look: ({ help }, want) => wantPlaced(help.beneficiary, want),
  read: ({ help }, desk) => placedOf(help.beneficiary, desk),
};

/** The requests of a trip, with who is helped there. */
const stops: Fact<DispatchDoc, StopScene[]> = {
  look: ({ stops: all = [] }, want) => {
    for (const { id } of all) {
      const doc = want.doc(id) as DispatchDoc | null | undefined;
      if (doc) wantPlaced(doc.help.beneficiary, want);
    }
  },
  read: ({ stops: all = [] }, desk) =>
    all.flatMap(({ id }) => {
      const doc = desk.docs.get(id) as DispatchDoc | null | undefined;
      const placed = doc ? placedOf(doc.help.beneficiary, desk) : null;
      return doc ? [{ doc, beneficiary: placed?.contact ?? null, places: placed?.lineage ?? [] }] : [];
    }),
};

const iso = (at: number): Iso => new Date(at).toISOString();

/** How a request stands, on its report: for those who see the report, on a phone as well. Rounds' own key. */
export interface Standing {
  state: DispatchDoc['state'];
  number: string;
  /** Id of the volunteer who has it. */
  volunteer?: string;
  time?: Iso;
}

const standingOf = ({ state, number, assigned, asked, carried }: DispatchDoc): Standing => {
  const time = carried?.time ?? asked.find(({ volunteer }) => volunteer === assigned)?.time;
  return {
    ...{ state, number },
    ...(assigned === undefined ? {} : { volunteer: assigned }),
    ...(assigned === undefined || time === undefined ? {} : { time: iso(time) }),
  };
};

const withStanding = (report: Report, standing: Standing): Report =>
  JSON.stringify(report.dispatch) === JSON.stringify(standing) ? report : { ...report, dispatch: standing };

/** What somebody told after the mission, as a report about who was helped. */
const surveyReport = (
  request: Pick<DispatchDoc, '_id' | 'request'>,
  { survey, volunteer, trail, time }: Asked,
  helped: Contact,
): Report => {
  const at = trail.at(-1)!.at;
  const { symptoms, again, ...rest } = survey;
  return {
    _id: idFrom('exit survey', request._id, volunteer),
    type: 'data_record',
    form: 'exit_survey',
    fields: {
      patient_uuid: helped._id,
      ...(helped.patient_id ? { patient_id: helped.patient_id } : {}),
      ...{ request: request.request, volunteer, ...rest },
      ...(symptoms === undefined ? {} : { symptoms: symptoms.join(' ') }),
      ...(again === undefined ? {} : { again: again ? 'yes' : 'no' }),
      ...(time === undefined ? {} : { time: iso(time) }),
    },
    ...(helped.parent ? { contact: { _id: helped._id, parent: minifyLineage(helped.parent)! } } : {}),
    ...{ errors: [], tasks: [], reported_date: at },
  };
};

const withNote = (contact: Contact, note: HelpNote): Contact =>
  notesOf(contact).some(({ request }) => request === note.request)
    ? contact
    : ({ ...contact, help_notes: [...notesOf(contact), note].slice(-20) } as Contact);

/** What somebody told who has carried it out: a report, and a remark for the next one. */
const afterMission = (doc: DispatchDoc, visits: readonly Visit[]): Effect[] =>
  doc.asked
    .filter(({ stage, survey }) => stage === 'thanks' && Object.keys(survey).length > 0)
    .flatMap(asked =>
      visits.flatMap(({ doc: request, helped }, nth) => {
        const { amount: _, receipt: __, ...survey } = asked.survey;
        const { remarks } = survey;
        const at = asked.trail.at(-1)!.at;
        return [
          // What a trip cost is told once, so that sums are right.
          create(surveyReport(request, nth === 0 ? asked : { ...asked, survey }, helped)),
          ...(remarks
            ? [change<Contact>(helped._id, each => withNote(each, { request: request.request, at, text: remarks }))]
            : []),
        ];
      }),
    );

/** Somebody who was helped, and the request by which. */
interface Visit {
  doc: Pick<DispatchDoc, '_id' | 'request'>;
  helped: Contact;
}

/**
 * What follows from how a request stands: all that was said and perhaps not written yet, how it stands on its report, what
 * was told after the mission, and what a person is to look at. Said again and again it comes to the same.
 */
export const consequences = (
  doc: DispatchDoc,
  placed: Placed | null,
  programme: Pick<Scene, 'settings' | 'words'>,
  around: readonly StopScene[] = [],
): Effect[] => {
  const scene = { ...programme, beneficiary: placed?.contact ?? null, places: placed?.lineage ?? [] };
  if (doc.stops) {
    const visits = around.flatMap(({ doc: request, beneficiary }) =>
      beneficiary ? [{ doc: request, helped: beneficiary }] : [],
    );
    // Its requests tell of themselves how they stand.
    return [...tell(doc, { ...scene, stops: around }).map(create), ...afterMission(doc, visits), ...reviewsOf(doc)];
  }
  return [
    ...tell(doc, scene).map(create),
    change<Report>(doc.request, report => withStanding(report, standingOf(doc))),
    ...(placed ? afterMission(doc, [{ doc, helped: placed.contact }]) : []),
    ...reviewsOf(doc),
  ];
};

/** Draws the consequences of a request whenever something happened to it, whoever wrote it down. */
export const followsDispatch = rule({
  name: 'follows_dispatch',
  on: aDispatch,
  sentinelOnly: true,
  reads: { settings, words, helped, stops },
  concerns: (_, settings) => settings.dispatch !== undefined,
  run: (doc, { settings, words, helped: placed, stops: around }) =>
    consequences(doc, placed, { settings, words }, around),
});
