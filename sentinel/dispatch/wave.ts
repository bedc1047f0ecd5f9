import type { DispatchSettings } from '@rounds/config/sections/dispatch.ts';
import { type DispatchDoc, type DispatchEvent, isSought } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { isQuiet, opening } from '../schedule/may-send.ts';
import { along } from './along.ts';
import { type Looked, lookAround } from './candidates.ts';
import { type Happened, happenTo, sceneOf } from './happen.ts';
import { limitsOf } from './limits.ts';
import type { DispatchParts } from './parts.ts';
import { isWaiting, wantedMore } from './stage.ts';

/** It is tried again after so long at most. */
const longest: Ms = 86_400_000;

/** How often nobody was found since somebody was: it is tried again later each time. */
const inVain = ({ events }: DispatchDoc): number => {
  const last = events.findLastIndex(({ kind }) => kind !== 'nobody' && kind !== 'tick');
  return events.slice(last + 1).filter(({ kind }) => kind === 'nobody').length;
};

/** Made from how the request stands: two processes that ask at once ask the same wave. */
const idOf = (doc: DispatchDoc, what: string): string => `${what}:${doc.events.length}`;

/** Those who may be asked now, of those within the first circle that has enough, or of the widest; else who could be later. */
const lookFor = async (
  parts: DispatchParts,
  doc: DispatchDoc,
  { radius_km }: DispatchSettings,
): Promise<{ km: number; free: Looked[]; later: Looked[] }> => {
  const wanted = wantedMore(doc);
  const scene = await sceneOf(parts, doc);
  const circles = [...radius_km].sort((a, b) => a - b);
  const asked = new Set(doc.asked.filter(({ stage }) => stage !== 'found').map(({ volunteer }) => volunteer));
  let later: Looked[] = [];
  for (const [nth, km] of circles.entries()) {
    const all = (await lookAround(parts, doc, scene, km)).filter(({ candidate }) => !asked.has(candidate.volunteer));
    const free = all.filter(({ against }) => !against);
    const isLast = nth === circles.length - 1;
    if (free.length > 0 && (free.length >= wanted || isLast)) return { km, free, later: [] };
    later = all.filter(({ against }) => against === 'hours');
  }
  return { km: circles.at(-1)!, free: [], later };
};

/**
 * The next wave of a request. Where all who are left may be asked at other hours only, an urgent request asks them all the
 * same, and any other waits for the first of these hours.
 * @returns undefined where nobody is to be asked now
 */
const nextWave = async (parts: DispatchParts, doc: DispatchDoc): Promise<DispatchEvent | undefined> => {
  const { settings } = parts.programme();
  const { dispatch } = settings;
  const wanted = wantedMore(doc);
  const at = parts.now();
  if (!dispatch || wanted === 0) return undefined;
  const waits = (again: Ms, km = doc.km ?? 0): DispatchEvent => ({
    ...{ id: idOf(doc, 'hours'), at, kind: 'nobody', km, again, hours: true },
  });
  if (!doc.help.urgent && isQuiet(at, null, settings)) return waits(opening(at, null, settings) ?? at + longest);
  const { km, free, later } = await lookFor(parts, doc, dispatch);
  const isPressing = doc.help.urgent && dispatch.urgent_any_hour;
  const isHopeful = doc.asked.some(each => isWaiting(each) || each.stage === 'offered');
  const whom = free.length > 0 || !isPressing || isHopeful ? free : later;
  if (whom.length > 0)
    return {
      ...{ id: idOf(doc, 'asked'), at, kind: 'asked', wave: Math.max(0, ...doc.asked.map(each => each.wave)) + 1, km },
      ...{ mode: dispatch.assign, limits: limitsOf(dispatch) },
      whom: whom.slice(0, wanted).map(({ candidate }) => candidate),
    };
  const first = Math.min(...later.flatMap(({ from }) => (from === undefined ? [] : [from])));
  if (Number.isFinite(first))
    return waits(isPressing ? at + limitsOf(dispatch).silence : Math.min(first, at + longest), km);
  const again = at + Math.min(longest, dispatch.retry_minutes * 60_000 * 2 ** inVain(doc));
  return { id: idOf(doc, 'nobody'), at, kind: 'nobody', km, again };
};

/** Whether time is up for something on a request. */
const isDue = ({ due }: DispatchDoc, now: Ms): boolean => due !== undefined && due <= now;

/** Steps of one go: silence, a wave, and once more where a wave found fewer than wanted. */
const most = 6;

/**
 * Goes on with a request as far as it goes now: lets time tell on it, and asks the next ones. Whoever declined or is silent
 * is replaced by this. What belongs to a trip goes along.
 */
export const goOn = async (parts: DispatchParts, id: string): Promise<Happened> => {
  const went = await goForward(parts, id);
  if (went.doc) await along(parts, went.doc);
  return went;
};

const goForward = async (parts: DispatchParts, id: string): Promise<Happened> => {
  let last: Happened = { doc: null, changed: false };
  for (let round = 0; round < most; round += 1) {
    const doc = await parts.main.get<DispatchDoc>(id);
    const at = parts.now();
    if (!doc || !isDue(doc, at)) return round === 0 ? { doc, changed: false } : last;
    const ticked = await happenTo(parts, id, () => ({ id: `tick:${doc.due}:${doc.events.length}`, at, kind: 'tick' }));
    const now = ticked.doc;
    if (!now) return ticked;
    const wave =
      isSought(now) && (now.nobody === undefined || now.nobody <= at) ? await nextWave(parts, now) : undefined;
    // Made for the request as it was read: where somebody was faster it is thought about again.
    last = wave ? await happenTo(parts, id, stored => (stored._rev === now._rev ? wave : undefined)) : ticked;
    if (!ticked.changed && !last.changed && !wave) return last;
  }
  return last;
};
