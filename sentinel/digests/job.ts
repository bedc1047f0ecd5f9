import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { eachOf } from '../campaigns/audience.ts';
import { intervalOf } from '../dialogues/sequence.ts';
import type { Job, JobContext } from '../jobs/job.ts';
import { cron } from '../jobs/timetable.ts';
import { sendMail } from '../mail/send-mail.ts';
import { asLetter, type Counted, type CountedRun, digestOf, type Table } from './digest.ts';

/** The last digest of a kind: `digest:<kind>` in the sentinel's database. */
export interface DigestDoc extends Doc {
  type: 'digest';
  which: 'daily' | 'weekly';
  at: Iso;
  tables: Table[];
  /** Whether it went out as a letter, or why not. */
  sent: true | string;
}

/** Id of the last digest of a kind. */
export const digestId = (which: 'daily' | 'weekly'): string => `digest:${which}`;

/** Runs that are counted at most. */
const mostRuns = 500_000;

const peopleOf = async (main: Store, settings: Settings): Promise<Counted[]> => {
  const all: Counted[] = [];
  const takesPart = (contact: Contact): boolean =>
    contact.trial !== true && (contact.participation !== undefined || Array.isArray(contact.addresses));
  await eachOf(main, { under: [], languages: [], fields: {} }, settings, async page => {
    for (const contact of page.filter(takesPart))
      all.push({
        state: contact.participation?.state ?? 'invited',
        language: contact.language ?? settings.locale,
        interval: String(intervalOf(contact, { interval: settings.dialogues?.interval ?? 24 })),
      });
  });
  return all;
};

/** Every run of a dialogue that is no trial, from the view alone. */
export const runsOf = async (main: Store): Promise<CountedRun[]> => {
  const rows = await main.query<{ state: string; begun: boolean; started: Ms; changed: Ms }>('medic-campaigns/had', {
    limit: mostRuns,
  });
  return rows.map(({ key, value }) => {
    const [dialogue, contact] = key as readonly [string, string];
    return { dialogue, contact, ...value };
  });
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
  const tables = digestOf(which, await peopleOf(main, settings), await runsOf(main), at);
  const date = new Date(at).toISOString().slice(0, 10);
  const letter = asLetter(`${which === 'daily' ? 'Daily' : 'Weekly'} digest of ${date}`, tables);
  let sent: DigestDoc['sent'] = 'the settings have no section mail';
  if (settings.mail) {
    try {
      await sendMail(settings.mail, vault, letter);
      sent = true;
    } catch (error) {
      sent = error instanceof Error ? error.message : 'the server did not take it';
      log.warn({ which }, 'a digest could not be sent');
    }
  }
  const before = await side.get(digestId(which));
  const doc: DigestDoc = {
    ...{ _id: digestId(which), type: 'digest', which, at: new Date(at).toISOString(), tables, sent },
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
