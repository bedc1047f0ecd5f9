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
import { type HelpNote, notesOf, type Scene } from './scene.ts';
import { tell } from './tell.ts';

/** Who is helped, with the places above. */
const helped: Fact<DispatchDoc, Placed | null> = {
  look: ({ help }, want) => wantPlaced(help.beneficiary, want),
  read: ({ help }, desk) => placedOf(help.beneficiary, desk),
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

const standingOf = ({ state, number, assigned, asked }: DispatchDoc): Standing => {
  const time = asked.find(({ volunteer }) => volunteer === assigned)?.time;
  return {
    ...{ state, number },
    ...(assigned === undefined ? {} : { volunteer: assigned }),
    ...(assigned === undefined || time === undefined ? {} : { time: iso(time) }),
  };
};

const withStanding = (report: Report, standing: Standing): Report =>
  JSON.stringify(report.dispatch) === JSON.stringify(standing) ? report : { ...report, dispatch: standing };

/** What somebody told after the mission, as a report about who was helped. */
const surveyReport = (doc: DispatchDoc, { survey, volunteer, trail, time }: Asked, helped: Contact): Report => {
  const at = trail.at(-1)!.at;
  const { symptoms, again, ...rest } = survey;
  return {
    _id: idFrom('exit survey', doc._id, volunteer),
    type: 'data_record',
    form: 'exit_survey',
    fields: {
      patient_uuid: helped._id,
      ...(helped.patient_id ? { patient_id: helped.patient_id } : {}),
      ...{ request: doc.request, volunteer, ...rest },
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
const afterMission = (doc: DispatchDoc, helped: Contact): Effect[] =>
  doc.asked
    .filter(({ stage, survey }) => stage === 'thanks' && Object.keys(survey).length > 0)
    .flatMap(asked => {
      const { remarks } = asked.survey;
      const at = asked.trail.at(-1)!.at;
      return [
        create(surveyReport(doc, asked, helped)),
        ...(remarks
          ? [change<Contact>(helped._id, each => withNote(each, { request: doc.request, at, text: remarks }))]
          : []),
      ];
    });

/**
 * What follows from how a request stands: all that was said and perhaps not written yet, how it stands on its report, what
 * was told after the mission, and what a person is to look at. Said again and again it comes to the same.
 */
export const consequences = (
  doc: DispatchDoc,
  placed: Placed | null,
  programme: Pick<Scene, 'settings' | 'words'>,
): Effect[] => {
  const scene = { ...programme, beneficiary: placed?.contact ?? null, places: placed?.lineage ?? [] };
  return [
    ...tell(doc, scene).map(create),
    change<Report>(doc.request, report => withStanding(report, standingOf(doc))),
    ...(placed ? afterMission(doc, placed.contact) : []),
    ...reviewsOf(doc),
  ];
};

/** Draws the consequences of a request whenever something happened to it, whoever wrote it down. */
export const followsDispatch = rule({
  name: 'follows_dispatch',
  on: aDispatch,
  sentinelOnly: true,
  reads: { settings, words, helped },
  concerns: (_, settings) => settings.dispatch !== undefined,
  run: (doc, { settings, words, helped: placed }) => consequences(doc, placed, { settings, words }),
});
