import { number } from '../../words/say.ts';
import { hasWords, t } from '../../words/words.ts';

/** What is needed, in words: `groceries, medicine`. */
export const needsIn = (needs: readonly string[]): string =>
  needs
    .map(need => (hasWords(`dispatch.need.${need}`) ? t(`dispatch.need.${need}`) : need.replaceAll('_', ' ')))
    .join(', ');

/** How a request stands, in words. */
export const stateIn = (state: string): string => t(`dispatch.state.${state}`);

/** Where somebody stands with a request, in words. */
export const stageIn = (stage: string): string =>
  hasWords(`dispatch.stage.${stage}`) ? t(`dispatch.stage.${stage}`) : stage;

/** Why somebody handed an errand back, in words; what he wrote himself stays as it is. */
export const reasonIn = (reason: string): string =>
  hasWords(`dispatch.say.reason.${reason}`) ? t(`dispatch.say.reason.${reason}`) : reason;

/** The badge of a state. */
export const toneOf = (state: string): string => {
  if (state === 'done' || state === 'surveyed') return 'good';
  if (state === 'new' || state === 'reopened') return 'wait';
  return state === 'cancelled' || state === 'archived' ? '' : 'brand';
};

/** A distance: `1.2 km`, `about 3 km`, or that nobody knows. */
export const distanceIn = ({ km, estimated }: { km: number | null; estimated?: boolean }): string =>
  km === null ? t('dispatch.km.unknown') : t(estimated ? 'dispatch.km.about' : 'dispatch.km', { km: number(km) });

/** A term of the rank, of 100. */
export const termIn = (term: number): string => number(Math.round(term * 100));
