import type { Reminder } from '@rounds/config/sections/reminders.ts';
import { parseOffset } from '@rounds/config/sections/schedules.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { type Contact, isMuted, isPerson } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { formCode, type Report } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { DateTime } from 'luxon';
import { openDraft } from '../engine/draft.ts';
import { everyMinute, type Job, type JobContext } from '../jobs/job.ts';
import { timesFault, timetableOf } from '../jobs/timetable.ts';
import { isQuietForAll, opening } from './may-send.ts';
import { needsOfReminder, type Occasion, reminderFor, reminderId, reminding } from './reminder.ts';

/** A reminder that was missed is made up for so long. */
const lookBack = 24 * 3_600_000;
const page = 500;

/** Id of the document that says that everybody was reminded. */
const logId = ({ reminder, at }: Occasion): string => `reminderlog:${reminder.form}:${at}`;

/**
 * Reminds places of forms, at the times of the settings; one that was missed is made up for within a day. Each place is
 * reminded once for each time, whoever runs this how often.
 * See README.md, "Reminders".
 */
export const reminders: Job = {
  name: 'reminders',
  about: 'reminds places of forms',
  when: everyMinute,
  run: async (context, signal) => {
    const { programme, now } = context;
    const { settings } = programme();
    const faulty = settings.reminders.filter(timesFault).map(({ form }) => form);
    const due = settings.reminders.flatMap(reminder => occasionOf(reminder, now(), settings) ?? []);
    let done = 0;
    const waiting: string[] = [];
    for (const occasion of due) {
      if (signal.aborted || (await context.side.get(logId(occasion)))) continue;
      if (isQuietForAll(settings) && opening(now(), null, settings) !== now()) {
        waiting.push(occasion.reminder.form);
        continue;
      }
      const { reminded, waiting: left } = await remindAll(occasion, context, signal, done);
      done += reminded;
      if (left > 0) waiting.push(occasion.reminder.form);
      else if (!signal.aborted) await writeLog(occasion, reminded, context);
    }
    const notes = [
      ...(waiting.length > 0 ? [`${waiting.join(', ')} waits for the hours in which messages may go`] : []),
      ...(faulty.length > 0 ? [`the time of ${faulty.join(', ')} cannot be read`] : []),
    ];
    return { done, ...(notes.length > 0 ? { note: notes.join('; ') } : {}) };
  },
};

/** When a reminder was last due, if that is no longer ago than a day. */
const occasionOf = (reminder: Reminder, now: Ms, { default_timezone: zone }: Settings): Occasion | null => {
  const at = timetableOf(reminder)?.last(now, zone);
  return at !== undefined && at !== null && at > now - lookBack ? { reminder, at } : null;
};

/**
 * Types of places that a reminder is for: those named, else those below which no other place stands.
 */
export const remindedTypes = (
  { contact_types: wanted }: Reminder,
  { contact_types: types }: Pick<Settings, 'contact_types'>,
): string[] => {
  if (wanted) return types.filter(({ id }) => wanted.includes(id)).map(({ id }) => id);
  const places = types.filter(({ id }) => !isPerson({ _id: '', type: id }, types));
  return places.filter(({ id }) => !places.some(({ parents = [] }) => parents.includes(id))).map(({ id }) => id);
};

const remindAll = async (
  occasion: Occasion,
  { main, look, programme, progress, fence }: JobContext,
  signal: AbortSignal,
  before: number,
): Promise<{ reminded: number; waiting: number }> => {
  const senders = await sentLately(occasion, main);
  let [reminded, waiting] = [0, 0];
  for (const type of remindedTypes(occasion.reminder, programme().settings))
    for (let skip = 0; !signal.aborted; skip += page) {
      const rows = await main.query('medic-client/contacts_by_type', { key: [type], limit: page, skip });
      const places = (await main.getMany<Contact>(rows.map(({ id }) => id))).filter(doc => doc !== null);
      const told = await main.getMany(places.map(({ _id }) => reminderId(occasion, _id)));
      const wanted = places.filter(
        (place, at) => !told[at] && !isMuted(place) && place.contact?._id && !senders.has(place._id),
      );
      const facts = await look.facts(wanted, {
        reads: reminding,
        needs: place => ({ contactOf: needsOfReminder(place) }),
      });
      const answers = wanted.map(place => reminderFor(place, occasion, facts.get(place._id)!));
      const docs = openDraft<Doc>(main, { fence });
      for (const answer of answers) if (answer && answer !== 'waiting') docs.create(answer);
      reminded += (await docs.commit()).length;
      waiting += answers.filter(answer => answer === 'waiting').length;
      progress(before + reminded);
      if (rows.length < page) break;
    }
  return { reminded, waiting };
};

/** Places whose people sent the form so shortly before that they need no reminder. */
const sentLately = async ({ reminder, at }: Occasion, main: Store): Promise<Set<string>> => {
  const span = parseOffset(reminder.mute_after_form_for ?? '');
  const places = new Set<string>();
  if (!span) return places;
  const since = DateTime.fromMillis(at)
    .minus({ [span.unit]: span.amount })
    .toMillis();
  const form = formCode(reminder.form);
  for (let skip = 0; ; skip += page) {
    const rows = await main.query<unknown, Report & Doc>('medic-forms/reports_by_form', {
      startKey: ['form', form, since],
      endKey: ['form', form, {}],
      limit: page,
      skip,
      docs: true,
    });
    for (const { doc } of rows) if (doc?.contact?.parent?._id) places.add(doc.contact.parent._id);
    if (rows.length < page) return places;
  }
};

const writeLog = async (occasion: Occasion, reminded: number, { side, fence, now }: JobContext): Promise<void> => {
  fence();
  await side.write([
    {
      _id: logId(occasion),
      type: 'reminderlog',
      reminder: occasion.reminder,
      form: occasion.reminder.form,
      date: new Date(occasion.at).toISOString(),
      ended: new Date(now()).toISOString(),
      reminders: reminded,
    },
  ]);
};
