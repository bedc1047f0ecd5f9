import {
  type Asked,
  type DispatchDoc,
  type DispatchState,
  isOnMission,
  isOpen,
} from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { into } from './stage.ts';

/** A request of which everybody who was asked is changed. */
export const each = (doc: DispatchDoc, change: (asked: Asked) => Asked): DispatchDoc => ({
  ...doc,
  asked: doc.asked.map(change),
});

/** A request of which one of them is changed. */
export const one = (doc: DispatchDoc, who: string, change: (asked: Asked) => Asked): DispatchDoc =>
  each(doc, asked => (asked.volunteer === who ? change(asked) : asked));

export const inState = (doc: DispatchDoc, state: DispatchState): DispatchDoc => ({ ...doc, state });

/** A request that nobody has. */
export const withoutHolder = ({ assigned: _, ...doc }: DispatchDoc): DispatchDoc => doc;

/** States in which nothing is to be carried out any more. */
export const over: readonly DispatchState[] = ['done', 'surveyed', 'archived', 'cancelled'];

/** A request that is called off: whoever is asked or goes hears of it. */
export const calledOff = (doc: DispatchDoc, at: Ms): DispatchDoc =>
  withoutHolder({
    ...each(doc, asked => (isOpen(asked) || isOnMission(asked) ? into(asked, 'cancelled', at) : asked)),
    state: 'cancelled',
  });
