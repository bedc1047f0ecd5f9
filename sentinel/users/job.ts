import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError, isAppError } from '@rounds/ddocs/documents/error.ts';
import type { Report, ReportError } from '@rounds/ddocs/documents/reports.ts';
import { type UserTask, userTaskRange } from '@rounds/ddocs/documents/sentinel-docs.ts';
import { everyMinute, type Job, type JobContext } from '../jobs/job.ts';
import { messageOf } from '../process/log.ts';
import type { UserParts } from './check.ts';
import { handedOn, replacementIn, wantsLogin } from './create-user.ts';
import { endOld, giveLogin, giveSame, type Handover, usersOf } from './hand-out.ts';
import { changeStored } from './stored.ts';

const code = 'create_user_for_contacts';
const pageSize = 200;
const minute = 60_000;
const day = 24 * 60 * minute;

/** Errors with ours as it is to stand; undefined for none. */
const withOurs = (
  errors: readonly ReportError[] | undefined,
  message: string | undefined,
): ReportError[] | undefined => {
  const others = (errors ?? []).filter(error => error.code !== code);
  const all = message === undefined ? others : [...others, { code, message }];
  return all.length > 0 ? all : undefined;
};

/**
 * Sets or takes away our error of a contact or report, for its people to read; nothing is written where it stands so
 * already.
 */
const tell = async ({ main, fence }: JobContext, id: string, message: string | undefined): Promise<void> => {
  const doc = await main.get<Contact | Report>(id);
  if (!doc || doc.errors?.find(error => error.code === code)?.message === message) return;
  fence();
  await changeStored<Contact | Report>(main, id, stored => {
    const { errors, ...kept } = stored ?? doc;
    const now = withOurs(errors, message);
    return { ...kept, ...(now ? { errors: now } : {}) } as Contact;
  });
};

/** A contact without the wish that was fulfilled: it says which login was made. */
const withCreated = (contact: Contact, username: string, now: Ms): Contact => {
  const { create: _, ...wish } = contact.user_for_contact ?? {};
  return { ...contact, user_for_contact: { ...wish, created: { username, date: new Date(now).toISOString() } } };
};

/** A contact that says which logins went to whom, and by which report. */
const withHandedOn = (
  contact: Contact,
  handovers: readonly Handover[],
  { to, by, status }: { to: string; by: string | undefined; status: 'READY' | 'COMPLETE' },
): Contact => {
  const asked = by === undefined ? {} : { report_id: by };
  const entries = handovers.map(
    ({ from, to: username }) => [from, { status, replacement_contact_id: to, username, ...asked }] as const,
  );
  const replace = { ...contact.user_for_contact?.replace, ...Object.fromEntries(entries) };
  return { ...contact, user_for_contact: { ...contact.user_for_contact, replace } };
};

/**
 * Handovers to a person whose new login is made already: this process, or one before it, ended in the midst of them.
 */
const begun = ({ user_for_contact: wish }: Contact, to: string): Handover[] =>
  Object.entries(wish?.replace ?? {}).flatMap(([from, { status, replacement_contact_id, username }]) =>
    username && status === 'READY' && replacement_contact_id === to ? [{ from, to: username }] : [],
  );

/** Does all steps, though one of them asks for mending. @throws `user/invalid` with what each says, at the end */
const eachOf = async (steps: readonly (() => Promise<void>)[]): Promise<void> => {
  const wrong: string[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      if (!isAppError(error, 'user/invalid')) throw error;
      wrong.push(error.message);
    }
  }
  if (wrong.length > 0) throw new AppError('user/invalid', wrong.join('. '));
};

/** The person to whom a report hands a login on, as it stands now; undefined where nothing is left to be done. */
const wantedBy = async (
  contact: Contact,
  { contact_id: to, report_id }: NonNullable<UserTask['replacement']>,
  parts: UserParts,
): Promise<string | undefined> => {
  const report = await parts.main.get<Report>(report_id);
  // One that was edited meanwhile asks anew.
  if (!report || replacementIn(report) !== to) return undefined;
  const replace = contact.user_for_contact?.replace ?? {};
  const entries = Object.values(replace);
  if (entries.some(({ status, report_id: by }) => status === 'COMPLETE' && by === report_id)) return undefined;
  // Some phones write on the contact what becomes of the login: it then ends when they say so, not by the report.
  const byPhone = entries.filter(entry => entry.report_id === undefined && entry.replacement_contact_id === to);
  if (byPhone.some(({ status }) => status === 'PENDING' || status === 'READY')) return undefined;
  if (!byPhone.some(({ status }) => status === 'COMPLETE')) return to;
  // A login may come back to somebody, who hands it on again.
  const left = (await usersOf(parts, contact._id)).filter(({ name }) => replace[name]?.status !== 'COMPLETE');
  return left.length > 0 ? to : undefined;
};

/** Does what a task asks: all of it that can be done. @throws `user/invalid` with what a person is to mend */
const carryOut = async (task: UserTask, parts: UserParts, { main, fence, now }: JobContext): Promise<void> => {
  const contact = await main.get<Contact>(task.contact_id);
  if (!contact) return;
  const note = (apply: (contact: Contact) => Contact) => {
    fence();
    return changeStored<Contact>(main, contact._id, stored => apply(stored ?? contact));
  };
  const hand = async (to: string, { only, by }: { only?: string; by?: string }) => {
    const open = begun(contact, to).filter(({ from }) => only === undefined || from === only);
    const handovers = open.length > 0 ? open : await giveSame(parts, contact._id, to, only);
    await note(stored => withHandedOn(stored, handovers, { to, by, status: 'READY' }));
    for (const handover of handovers) await endOld(parts, contact._id, to, handover);
    await note(stored => withHandedOn(stored, handovers, { to, by, status: 'COMPLETE' }));
  };
  const give = async () => {
    const username = await giveLogin(parts, contact._id);
    await note(stored => withCreated(stored, username, now()));
  };
  if (!task.replacement) {
    const hands = handedOn(contact).map(
      ({ username, to }) =>
        () =>
          hand(to, { only: username }),
    );
    return eachOf([...(wantsLogin(contact) ? [give] : []), ...hands]);
  }
  const to = await wantedBy(contact, task.replacement, parts);
  if (to !== undefined) await hand(to, { by: task.replacement.report_id });
};

/**
 * A task is tried again after one minute, two, four ... up to a day; the settings or the contact may have been mended
 * meanwhile.
 */
const failed = (task: UserTask, reason: string, now: Ms): UserTask => {
  const attempts = (task.failure?.attempts ?? 0) + 1;
  const next = new Date(now + Math.min(day, minute * 2 ** (attempts - 1))).toISOString();
  return { ...task, failure: { attempts, reason, next } };
};

/** One task, from what is asked to what is told. @returns whether it is done */
const work = async (task: UserTask, parts: UserParts, context: JobContext): Promise<boolean> => {
  const { side, fence, now, log } = context;
  const told = task.replacement?.report_id ?? task.contact_id;
  try {
    fence();
    await carryOut(task, parts, context);
    await tell(context, told, undefined);
    fence();
    // A task that was asked for again meanwhile has another revision, and stays.
    await side.write([{ _id: task._id, _rev: task._rev!, _deleted: true }]);
    return true;
  } catch (error) {
    if (isAppError(error, 'sentinel/not-leader')) throw error;
    const reason = messageOf(error);
    log.warn({ doc: told, reason }, 'A login for a contact could not be made');
    if (isAppError(error, 'user/invalid')) await tell(context, told, error.message);
    fence();
    await side.write([failed(task, reason, now())]);
    return false;
  }
};

/**
 * Makes the logins that contacts wish for, and hands logins on. The reason why one could not be made stands among the
 * errors of the contact, or of the report; it is tried again later, at once when the contact changes.
 */
export const createUsersJob: Job = {
  name: 'create_users',
  about: 'makes logins for people who are to have one, and sends them a link',
  when: everyMinute,
  run: async (context, signal) => {
    const { main, side, store, programme, now, byHand } = context;
    const parts: UserParts = { main, users: store('_users'), settings: () => programme().settings, now };
    let done = 0;
    let open = 0;
    for (let from: string = userTaskRange.from, more = true; more && !signal.aborted; ) {
      const tasks = await side.range<UserTask>({
        from,
        to: userTaskRange.to,
        limit: pageSize,
        after: from !== userTaskRange.from,
      });
      more = tasks.length === pageSize;
      from = tasks.at(-1)?._id ?? from;
      for (const task of tasks) {
        if (signal.aborted) break;
        const isDue = byHand || !task.failure || Date.parse(task.failure.next) <= now();
        if (isDue && (await work(task, parts, context))) done += 1;
        else open += 1;
      }
    }
    return { done, ...(open > 0 ? { note: `${open} cannot be made yet` } : {}) };
  },
};
