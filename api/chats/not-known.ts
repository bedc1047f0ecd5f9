import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Task } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { openDraft } from '@rounds/sentinel/engine/draft.ts';
import { withAgain } from '@rounds/sentinel/messages/again.ts';
import { askPerson, decidedWith } from './reviews.ts';

const kind = 'not_known';

/** Asks a person about messages of which nobody knows whether they were sent: they never go again by themselves. */
export const askWhetherAgain = async (main: Store, uuids: readonly string[], at: Ms): Promise<void> => {
  for (const uuid of uuids) {
    const [row] = await main.query<unknown, Tasked>('medic-sms/messages_by_uuid', { key: uuid, limit: 1, docs: true });
    const tasks = [...(row?.doc?.tasks ?? []), ...(row?.doc?.scheduled_tasks ?? [])];
    const message = tasks.flatMap(({ messages = [] }) => messages).find(one => one.uuid === uuid);
    const contact = message?.contact?._id;
    await askPerson(main, {
      ...{ kind, cause: uuid, answers: ['again', 'leave'], at },
      subject: { uuid, ...(row ? { doc: row.id } : {}), ...(contact ? { contact } : {}) },
      proposed: { text: message?.message ?? '' },
    });
  }
};

type Tasked = Doc & Partial<Record<'tasks' | 'scheduled_tasks', Task[]>>;

/** Sends a message once more, as a person decided: by the same rule as the button of the app. */
export const sendAgain = async (main: Store, uuid: string, user: string, at: Ms): Promise<void> => {
  const rows = await main.query('medic-sms/messages_by_uuid', { key: uuid, limit: 10 });
  const by = { user, at: new Date(at).toISOString() };
  const draft = openDraft<Tasked>(main);
  await draft.read(rows.map(({ id }) => id));
  for (const { id } of rows) draft.change(id, doc => withAgain(doc, uuid, by));
  await draft.commit();
};

/** Carries out what was decided. @param done what was looked after already; what is done here is added */
export const sendDecided = async (main: Store, done: Set<string>, at: Ms): Promise<void> => {
  for (const { _id, subject, by = '' } of await decidedWith(main, kind, 'again')) {
    if (done.has(_id)) continue;
    await sendAgain(main, subject.uuid ?? '', by, at);
    done.add(_id);
  }
};
