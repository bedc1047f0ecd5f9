import type { Settings } from '@rounds/config/settings/settings.ts';
import { type DialoguePointer, type DialogueVersion, versionId } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Doc, Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Job, JobContext } from '../jobs/job.ts';
import { cron } from '../jobs/timetable.ts';
import { sendMail } from '../mail/send-mail.ts';
import { byProfile } from '../progress/by-profile.ts';
import { daysIn, progressDays } from '../progress/days.ts';
import { profileFields } from '../progress/profile.ts';
import { peopleOf, runsOf } from '../progress/read.ts';
import { curveTable } from './by-profile-tables.ts';
import { asLetter, digestOf, type Study } from './digest.ts';
import { entryPicture, flowPicture, type Picture } from './pictures.ts';
import type { Table } from './table.ts';

/** The last digest of a kind: `digest:<kind>` in the sentinel's database. */
export interface DigestDoc extends Doc {
  type: 'digest';
  which: 'daily' | 'weekly';
  at: Iso;
  tables: Table[];
  /** Of a week: who came in, and how what they said of themselves goes together. */
  pictures?: Picture[];
  /** Whether it went out as a letter, or why not. */
  sent: true | string;
}

/** Id of the last digest of a kind. */
export const digestId = (which: 'daily' | 'weekly'): string => `digest:${which}`;

/** The kind of each published dialogue, by its id. */
const kindsOf = async (main: Store): Promise<Map<string, string>> => {
  const rows = await main.query<null, DialoguePointer>('medic-client/doc_by_type', {
    ...{ key: ['dialogue'], limit: 2000, docs: true },
  });
  const pointers = rows.flatMap(({ doc }) => doc ?? []);
  const newest = await main.getMany<DialogueVersion>(pointers.map(each => versionId(each.dialogue, each.newest)));
  const known = newest.flatMap(doc => (doc?.dialogue.kind ? [[doc.dialogue.id, doc.dialogue.kind] as const] : []));
  return new Map(known);
};

/** What a digest is counted from. */
const studyOf = async (main: Store, settings: Settings): Promise<Study> => ({
  people: await peopleOf(main, settings),
  runs: await runsOf(main),
  fields: profileFields(settings.dialogues),
  kinds: await kindsOf(main),
  stories: settings.dialogues?.stories ?? [],
});

/** What a week has more: who came in by what they said of themselves, as tables and as pictures. */
const weeklyMore = async (
  { fields, people, runs }: Study,
  zone: string | undefined,
  at: Ms,
): Promise<{ tables: Table[]; pictures: Picture[] }> => {
  if (fields.length === 0) return { tables: [], pictures: [] };
  const dayOf = daysIn(zone);
  const days = progressDays(
    runs.filter(({ begun }) => begun),
    dayOf,
    at,
  ).map(({ day }) => day);
  if (days.length === 0) return { tables: [], pictures: [] };
  const { curves, flows, labels } = byProfile(fields, people, runs, days, dayOf);
  return {
    tables: curves.map(curveTable),
    pictures: [...curves.map(entryPicture), ...(flows.length > 0 ? [await flowPicture(flows, labels)] : [])],
  };
};

/** Counts from the views, keeps the tables for the page, and sends them where the programme has mail. */
export const makeDigest = async (
  {
    main,
    side,
    vault,
    now,
    programme,
    fence,
    log,
  }: Pick<JobContext, 'main' | 'side' | 'vault' | 'now' | 'programme' | 'fence' | 'log'>,
  which: 'daily' | 'weekly',
): Promise<DigestDoc> => {
  const { settings } = programme();
  const at = now();
  const study = await studyOf(main, settings);
  const more =
    which === 'weekly' ? await weeklyMore(study, settings.default_timezone, at) : { tables: [], pictures: [] };
  const [tables, { pictures }] = [[...digestOf(which, study, at), ...more.tables], more];
  const date = new Date(at).toISOString().slice(0, 10);
  const letter = asLetter(`${which === 'daily' ? 'Daily' : 'Weekly'} digest of ${date}`, tables);
  let sent: DigestDoc['sent'] = 'the settings have no section mail';
  if (settings.mail) {
    try {
      const files = pictures.map(({ name, svg }) => ({ filename: name, content: svg, contentType: 'image/svg+xml' }));
      await sendMail(settings.mail, vault, { ...letter, files });
      sent = true;
    } catch (error) {
      sent = error instanceof Error ? error.message : 'the server did not take it';
      log.warn({ which }, 'a digest could not be sent');
    }
  }
  const before = await side.get(digestId(which));
  const doc: DigestDoc = {
    ...{ _id: digestId(which), type: 'digest', which, at: new Date(at).toISOString(), tables, pictures, sent },
    ...(before?._rev ? { _rev: before._rev } : {}),
  };
  fence();
  await side.write([doc]);
  return doc;
};

const digestJob = (which: 'daily' | 'weekly'): Job => ({
  name: `${which}_digest`,
  about: `counts how a study does, and sends that as a letter, ${which}`,
  when: ({ mail }) => {
    const times = mail?.[which];
    return times ? cron(times) : null;
  },
  run: async context => {
    const { sent } = await makeDigest(context, which);
    return { done: 1, ...(sent === true ? {} : { note: `it was not sent: ${sent}` }) };
  },
});

/** The digests of each day and of each week. */
export const digestJobs: readonly Job[] = [digestJob('daily'), digestJob('weekly')];
