import type { Database } from '../databases/database.ts';
import { sequence } from '../databases/sequence.ts';
import { type Answer, json } from '../http/answer.ts';
import type { Call } from '../server/call.ts';
import { cleanUpViews } from './group.ts';
import { groupOf } from './views.ts';

/** `/db/_design/<ddoc>/_info`. */
export async function viewInfo(call: Call, db: Database, ddoc: string): Promise<Answer> {
  const { signature, seq } = await groupOf(call, db, ddoc);
  const view_index = {
    signature,
    language: 'javascript',
    update_seq: sequence(db, seq()),
    updater_running: false,
    compact_running: false,
    waiting_clients: 0,
    waiting_commit: false,
    purge_seq: db.storage.eraseCount(),
    updates_pending: { minimum: 0, preferred: 0, total: (await db.seq()) - seq() },
    sizes: { file: 0, active: 0, external: 0 },
  };
  return json({ name: ddoc, view_index });
}

/** `POST /db/_view_cleanup`. */
export async function viewCleanup(db: Database): Promise<Answer> {
  await cleanUpViews(db);
  return json({ ok: true }, 202);
}
