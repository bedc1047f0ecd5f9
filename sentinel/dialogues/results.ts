import type { Dialogue, DialogueVersion } from '@rounds/ddocs/dialogues/dialogue.ts';
import { type Contact, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { idFrom } from '../engine/cause.ts';
import { actionOf } from './actions.ts';
import type { Answer, Standing } from './run.ts';
import type { DialogueRunDoc } from './stored-run.ts';
import { computed } from './texts.ts';
import { zoneFrom } from './zone-from.ts';

/** The last answer of each variable, without those that were declined. */
const lastOf = (answers: readonly Answer[], nameOf: (answer: Answer) => string | undefined): Record<string, string> => {
  const found = new Map<string, string>();
  for (const answer of answers) {
    const name = nameOf(answer);
    if (name === undefined) continue;
    if (answer.declined || answer.value === 'dontsave') continue;
    found.set(name, answer.value);
  }
  return Object.fromEntries(found);
};

/** The answers of a run by variable, and by the field of the profile that they are kept in. */
export const fieldsOf = ({ answers }: Standing): Record<string, string> => ({
  ...lastOf(answers, ({ variable }) => variable),
  ...lastOf(answers, ({ save }) => save),
});

/** What a dialogue that was gone through to its end is worth to somebody; undefined where it is worth nothing that is a number. */
export const pointsOf = (dialogue: Dialogue, { state, language, answers }: Standing): number | undefined => {
  if (dialogue.points === undefined || state !== 'done') return undefined;
  const worth = Number(computed(dialogue, dialogue.points, language, answers));
  return Number.isFinite(worth) ? worth : undefined;
};

/** Id of the report that a run comes to. */
export const idOfReport = ({ _id }: { _id: string }): string => idFrom('dialogue report', _id);

/**
 * What a run came to, as a report of the form that the dialogue is; undefined where nothing was answered.
 * @param points what it is worth, as the field `points`
 */
export const reportOf = (
  run: DialogueRunDoc,
  standing: Standing,
  contact: Contact | null,
  at: Ms,
  points?: number,
): Report | undefined => {
  const fields = { ...fieldsOf(standing), ...(points === undefined ? {} : { points }) };
  if (Object.keys(fields).length === 0) return undefined;
  const who = contact
    ? { _id: contact._id, ...(contact.parent ? { parent: minifyLineage(contact.parent)! } : {}) }
    : undefined;
  return {
    _id: idOfReport(run),
    type: 'data_record',
    form: run.what.dialogue,
    // About herself: so it is seen by those who see her, and counts for her.
    fields: {
      ...(contact ? { patient_uuid: contact._id } : {}),
      ...(contact?.patient_id ? { patient_id: contact.patient_id } : {}),
      ...fields,
    },
    ...(who ? { contact: who } : {}),
    errors: [],
    tasks: [],
    reported_date: at,
    dialogue: { run: run._id, version: run.what.version, outcome: standing.state, language: standing.language },
  };
};

type Prefs = Record<string, unknown>;

/** Answers that have a place of their own on a contact; every other is kept in its `fields`. */
const placed: Record<
  string,
  (value: string, at: Ms, zone: string | undefined) => { language: string } | { prefs: Prefs }
> = {
  language: value => ({ language: value }),
  freq: value => ({ prefs: { interval: Number(value) } }),
  interval: value => ({ prefs: { interval: Number(value) } }),
  hour: value => ({ prefs: { hour: value } }),
  tz: value => ({ prefs: { tz: value } }),
  local_time: (value, at, zone) => ({ prefs: { tz: zoneFrom(value, at, zone) } }),
};

/** A contact as it stands in the place where it belongs. */
export const inArm = (contact: Contact, arm: Contact | null | undefined): Contact =>
  arm && arm._id !== contact._id
    ? { ...contact, parent: minifyLineage({ _id: arm._id, parent: arm.parent })! }
    : contact;

/**
 * A contact with the answers of a run in its profile; the very same where they are there.
 * @param arm where the person belongs by an answer that is kept as `arm`; with it her parent
 */
export const withProfile = (
  contact: Contact,
  { answers }: Standing,
  zone: string | undefined,
  arm: Contact | null = null,
): Contact => {
  let [language, prefs, fields]: [string | undefined, Prefs, Prefs] = [
    contact.language,
    { ...(contact.prefs as Prefs) },
    { ...(contact.fields as Prefs) },
  ];
  for (const { save, value, declined, at } of answers) {
    if (save === undefined || declined) continue;
    const has = Object.hasOwn(placed, save) ? placed[save]!(value, at, zone) : { fields: { [save]: value } };
    if ('language' in has) language = has.language;
    else if ('prefs' in has) prefs = { ...prefs, ...has.prefs };
    else fields = { ...fields, ...has.fields };
  }
  const next: Contact = {
    ...inArm(contact, arm),
    ...(language === undefined ? {} : { language }),
    ...(Object.keys(prefs).length > 0 ? { prefs } : {}),
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
  };
  return JSON.stringify(next) === JSON.stringify(contact) ? contact : next;
};

const told = {
  consent: 'given',
  refuse: 'refused',
  pause: 'paused',
  resume: 'resumed',
  leave: 'left',
  erase: 'erase',
} as const;

/** What somebody said about taking part, as an entry of the ledger: once for each run and action. */
export const consentOf = (
  run: DialogueRunDoc,
  { actions, language }: Standing,
  version: DialogueVersion,
  at: Ms,
): Doc[] =>
  actions.flatMap(name => {
    const action = actionOf(name);
    const what = action !== undefined && Object.hasOwn(told, action) ? told[action as keyof typeof told] : undefined;
    if (what === undefined || run.contact === undefined) return [];
    return [
      {
        _id: `consent:${run.contact}:${idFrom('consent', run._id, what)}`,
        type: 'consent',
        contact: run.contact,
        what,
        at,
        by: `dialogue:${run.what.dialogue}`,
        version: run.what.version,
        hash: version.hash,
        language,
        run: run._id,
      },
    ];
  });
