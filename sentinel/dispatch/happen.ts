import type { DispatchDoc, DispatchEvent } from '@rounds/ddocs/dispatch/dispatch.ts';
import { ancestorIds, type Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { win } from '../engine/win.ts';
import type { DispatchParts } from './parts.ts';
import type { Scene } from './scene.ts';
import { step } from './step.ts';
import { tell } from './tell.ts';

/** What must be known to speak of a request, read now. */
export const sceneOf = async ({ main, programme }: DispatchParts, doc: DispatchDoc): Promise<Scene> => {
  const around = async ({ help }: DispatchDoc) => {
    const beneficiary = await main.get<Contact>(help.beneficiary);
    const places = beneficiary ? await main.getMany<Contact>(ancestorIds(beneficiary)) : [];
    return { beneficiary, places: places.filter(place => place !== null) };
  };
  const here = await around(doc);
  if (!doc.stops) return { ...programme(), ...here };
  const requests = await main.getMany<DispatchDoc>(doc.stops.map(({ id }) => id));
  const stops = requests.filter(request => request !== null);
  return {
    ...{ ...programme(), ...here },
    stops: await Promise.all(stops.map(async request => ({ doc: request, ...(await around(request)) }))),
  };
};

/** Says what is to be said of a request as it stands. What was said before stays as it is. */
export const say = async (parts: DispatchParts, doc: DispatchDoc, since: Ms): Promise<void> => {
  const { main, fence } = parts;
  const all = tell(doc, await sceneOf(parts, doc)).filter(({ reported_date: at }) => Number(at) >= since);
  if (all.length === 0) return;
  fence?.();
  await main.write(all);
};

/** A request after something happened to it, and whether that changed anything. */
export interface Happened {
  doc: DispatchDoc | null;
  changed: boolean;
}

/**
 * Has something happen to a request, by a claim: of any number who press at once, on whatever machines, one after the
 * other finds the request as the one before left it, so one alone gets it.
 * @param event made for the request as it stands; undefined where nothing is to happen
 */
export const happenTo = async (
  parts: DispatchParts,
  id: string,
  event: (doc: DispatchDoc) => DispatchEvent | undefined,
): Promise<Happened> => {
  let [changed, at]: [boolean, Ms] = [false, 0];
  const { doc } = await win<DispatchDoc>(
    parts.main,
    id,
    stored => {
      changed = false;
      const next = stored && event(stored);
      if (!stored || !next) return stored;
      // Whoever said it before, and was cut off before it was told, says it again.
      const known = stored.events.find(({ id: each }) => each === next.id);
      const after = step(stored, next);
      at = known?.at ?? next.at;
      changed = after !== stored || known !== undefined;
      return after;
    },
    parts.fence ? { fence: parts.fence } : {},
  );
  if (doc && changed) await say(parts, doc, at);
  return { doc, changed };
};
