import { randomUUID } from 'node:crypto';
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Audience } from '@rounds/ddocs/campaigns/campaign.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import {
  type PeopleAct,
  type PeopleActName,
  peopleActId,
  peopleActKey,
  peopleActRange,
  undoable,
} from '@rounds/ddocs/promoters/people-act.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { eachOf } from '@rounds/sentinel/campaigns/audience.ts';
import { win } from '@rounds/sentinel/engine/win.ts';
import { aroundOf } from '@rounds/sentinel/promoters/around.ts';
import { passedOver } from '@rounds/sentinel/promoters/judge.ts';
import { wake } from '../campaigns/carry.ts';

/** What acts on people stand on. */
export interface PeopleActParts {
  main: Store;
  sentinel: Store;
  settings: { current: () => Settings };
  now: () => Ms;
}

/** People with whom something is done by one act at most. */
export const mostPeople = 5000;
/** Acts that are listed, the newest first. */
const mostListed = 200;

/** An act that somebody wants. */
export interface Wanted {
  act: PeopleActName;
  audience: Audience;
  reason?: PeopleAct['reason'];
}

/** What an act would come to. */
export interface ActPreview {
  people: number;
  /** With how many it would be done, and with how many not, by why. */
  does: number;
  passed: Record<string, number>;
  /** Whether it can be taken back. */
  undo: boolean;
}

/** Counts with whom an act would be done, by the judgement by which it is done. Trials and people who were never reached count too. */
export const previewAct = async (
  { main, settings }: PeopleActParts,
  { act, audience }: Wanted,
  onPeople: (people: readonly Contact[]) => void = () => undefined,
): Promise<ActPreview> => {
  const passed: Record<string, number> = {};
  let [people, does] = [0, 0];
  await eachOf(main, audience, settings.current(), async page => {
    const around = await aroundOf(main, page, settings.current());
    for (const contact of page) {
      people += 1;
      const why = passedOver(act, contact, around.get(contact._id)!, settings.current());
      if (why === undefined) does += 1;
      else passed[why] = (passed[why] ?? 0) + 1;
    }
    onPeople(page);
  });
  return { people, does, passed, undo: undoable.includes(act) };
};

/** An act as it is shown: everything but whom it meant by id. */
export const shownAct = (doc: PeopleAct) => {
  const { act, audience, state, seen, done, passed, undone, by, at, ended, undone_by, reason } = doc;
  return {
    ...{ id: peopleActKey(doc), act, audience, people: doc.ids.length, state, seen, done, passed, by, at },
    ...(undone === undefined ? {} : { undone }),
    ...(ended ? { ended } : {}),
    ...(undone_by ? { undone_by } : {}),
    ...(reason ? { reason } : {}),
    undo: undoable.includes(act) && state === 'done' && done > 0,
  };
};

/**
 * Writes an act down and has the sentinel carry it out.
 * @throws AppError `request/invalid` where it would be done with nobody, or with more people than may be
 */
export const beginAct = async (
  parts: PeopleActParts,
  wanted: Wanted,
  by: string,
  most = mostPeople,
): Promise<PeopleAct> => {
  const ids: string[] = [];
  const { does } = await previewAct(parts, wanted, people => ids.push(...people.map(({ _id }) => _id)));
  if (does === 0)
    throw new AppError('request/invalid', 'There is nobody with whom this could be done', {
      hint: 'Look at the preview, which says why, and choose others',
    });
  if (ids.length > most)
    throw new AppError('request/invalid', `These are ${ids.length} people; at most ${most} at once`, {
      hint: 'Choose a place, a language or an answer, and do it part by part',
    });
  const { act, audience, reason } = wanted;
  const doc: PeopleAct = {
    ...{ _id: peopleActId(randomUUID()), type: 'people-act', act, audience, ids, state: 'going' },
    ...{ seen: 0, done: 0, passed: {}, by, at: new Date(parts.now()).toISOString() },
    ...(reason ? { reason } : {}),
  };
  await parts.sentinel.write([doc]);
  await wake(parts, 'people_acts');
  return doc;
};

/** Acts that were done, the newest first. */
export const listActs = async ({ sentinel }: PeopleActParts): Promise<PeopleAct[]> => {
  const all = await sentinel.range<PeopleAct>({ ...peopleActRange, limit: 10_000 });
  return all.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, mostListed);
};

/** @throws AppError `doc/missing`, `doc/conflict` where it cannot be taken back as it stands */
export const undoAct = async (parts: PeopleActParts, id: string, by: string): Promise<PeopleAct> => {
  const { doc } = await win<PeopleAct>(parts.sentinel, peopleActId(id), stored => {
    if (!stored)
      throw new AppError('doc/missing', `There is no act "${id}"`, { hint: 'GET /api/v1/people-acts lists them' });
    if (!undoable.includes(stored.act) || stored.state !== 'done')
      throw new AppError('doc/conflict', 'This cannot be taken back', {
        hint: undoable.includes(stored.act) ? `It is ${stored.state}` : 'What it ended stays ended',
      });
    const { ended: _, ...rest } = stored;
    return { ...rest, state: 'undoing', seen: 0, undone: 0, undone_by: by } as PeopleAct;
  });
  await wake(parts, 'people_acts');
  return doc!;
};
