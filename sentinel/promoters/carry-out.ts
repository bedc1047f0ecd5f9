import type { Settings } from '@rounds/config/settings/settings.ts';
import { type Consent, consentId } from '@rounds/ddocs/chats/consent.ts';
import { type Contact, isPerson } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { type PeopleAct, type PeopleActName, peopleActKey } from '@rounds/ddocs/promoters/people-act.ts';
import { runIdFrom } from '@rounds/ddocs/runs/runs.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { endedRun } from '../campaigns/clear.ts';
import { campaignAddress } from '../campaigns/verdict.ts';
import { versionInForce } from '../dialogues/built-in.ts';
import { endRun } from '../dialogues/end-run.ts';
import { plannedRun } from '../dialogues/plan.ts';
import { sequenceFor } from '../dialogues/sequence.ts';
import type { DialogueRunDoc } from '../dialogues/stored-run.ts';
import { win } from '../engine/win.ts';
import { erasureReview } from '../erasure/ask-review.ts';
import { aroundOf, openDialoguesOf } from './around.ts';
import { type Passed, passedOver } from './judge.ts';

/** What doing something with people stands on. */
export interface ActingParts {
  main: Store;
  settings: Settings;
  now: () => Ms;
  /** To be called before each write. */
  fence: () => void;
}

const said: Partial<Record<PeopleActName, Consent['what']>> = { pause: 'paused', resume: 'resumed', leave: 'left' };

/** The entry that an act writes for somebody, or that takes it back; made from the act, so that there is one. */
const entryOf = (act: PeopleAct, contact: Contact, at: Ms, undoes = false): Consent => ({
  ...{ _id: consentId(contact._id, `${peopleActKey(act)}${undoes ? '-undone' : ''}`), type: 'consent' },
  ...{ contact: contact._id, what: undoes ? 'undone' : said[act.act]!, at },
  by: `staff:${undoes ? (act.undone_by ?? act.by) : act.by}`,
  event: act._id,
});

const write = async ({ main, fence }: ActingParts, docs: readonly Doc[]): Promise<void> => {
  if (docs.length === 0) return;
  fence();
  await main.write(docs);
};

/** She begins her sequence anew: what waits of it goes, and what she is in the middle of is the last of the old. */
const forget = async (parts: ActingParts, act: PeopleAct, contact: Contact, open: readonly DialogueRunDoc[]) => {
  const { main, settings, now, fence } = parts;
  const at = Date.parse(act.at);
  fence();
  await win<Contact>(main, contact._id, doc => (doc && doc.anew_since !== at ? { ...doc, anew_since: at } : null));
  const ofSequence = open.filter(({ derived }) => derived?.done !== undefined);
  const begun = ofSequence.filter(({ events }) => events.length > 0);
  for (const run of begun)
    await win<DialogueRunDoc>(main, run._id, doc =>
      doc?.state === 'open' && doc.derived?.done?.length ? { ...doc, derived: { ...doc.derived, done: [] } } : null,
    );
  const id = runIdFrom('dialogue', peopleActKey(act), contact._id);
  const waiting = ofSequence.filter(({ _id, events }) => events.length === 0 && _id !== id);
  await write(
    parts,
    waiting.map(run => endedRun(run, now())),
  );
  const [first] = sequenceFor(contact, settings);
  const address = campaignAddress(contact);
  const version = first === undefined ? null : await versionInForce(main, first, now());
  if (begun.length > 0 || !version || first === undefined || address === undefined) return;
  const language = contact.language ?? settings.locale_outgoing ?? settings.locale;
  const planned = { id, dialogue: first, version: version.version, contact, address, language, at: now(), due: now() };
  await write(parts, [plannedRun({ ...planned, done: [], unasked: true })]);
};

const doneWith = async (parts: ActingParts, act: PeopleAct, contact: Contact, open: readonly DialogueRunDoc[]) => {
  const { main, settings, now, fence } = parts;
  if (act.act === 'clear') {
    fence();
    const ending = { main, settings, now, cause: act._id };
    for (const run of open.filter(({ events }) => events.length > 0)) await endRun(ending, run);
  } else if (act.act === 'forget') await forget(parts, act, contact, open);
  else if (act.act === 'remove') {
    const why = { reason: act.reason ?? 'asked', by: act.by, at: Date.parse(act.at) };
    await write(parts, [erasureReview(contact._id, act._id, why)]);
  } else {
    const before = contact.participation?.state;
    await write(parts, [{ ...entryOf(act, contact, now()), ...(before === undefined ? {} : { before }) }]);
  }
};

/** Whom an act, or its undoing, did something with, and why not with the others. */
export interface Looked {
  done: number;
  passed: Partial<Record<Passed, number>>;
}

/** Does an act with some of its people. Begun again with the same, it does nothing twice. */
export const actOn = async (parts: ActingParts, act: PeopleAct, ids: readonly string[]): Promise<Looked> => {
  const { main, settings } = parts;
  const docs = await main.getMany<Contact>(ids);
  const people = docs.filter((doc): doc is Contact => isPerson(doc, settings.contact_types));
  const [around, open] = [await aroundOf(main, people, settings), await openDialoguesOf(main, people)];
  const passed: Looked['passed'] = people.length < ids.length ? { gone: ids.length - people.length } : {};
  let done = 0;
  for (const contact of people) {
    if (contact.participation?.by === consentId(contact._id, peopleActKey(act))) {
      // A process that was cut off did it already.
      done += 1;
      continue;
    }
    const why = passedOver(act.act, contact, around.get(contact._id)!, settings);
    if (why === undefined) {
      await doneWith(parts, act, contact, open.get(contact._id) ?? []);
      done += 1;
    } else passed[why] = (passed[why] ?? 0) + 1;
  }
  return { done, passed };
};

/** Takes an act back of those who did nothing about it themselves since. @returns of how many */
export const undoOf = async (parts: ActingParts, act: PeopleAct, ids: readonly string[]): Promise<number> => {
  const { main, now } = parts;
  const people = (await main.getMany<Contact>(ids)).flatMap(doc => doc ?? []);
  const entries = await main.getMany<Consent>(people.map(({ _id }) => consentId(_id, peopleActKey(act))));
  const undone = people.flatMap((contact, at) => {
    const entry = entries[at];
    if (!entry || contact.participation?.by !== entry._id) return [];
    return [{ ...entryOf(act, contact, now(), true), ...(entry.before === undefined ? {} : { before: entry.before }) }];
  });
  await write(parts, undone);
  return undone.length;
};
