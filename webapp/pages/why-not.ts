import { Refused } from '../data/console/ask.ts';
import { settingsFaults } from '../data/console/settings-faults.ts';
import { hasWords, t } from '../words/words.ts';
import { timeIn } from '../words/zone.ts';

/** What the server says of a refusal beside its words. */
interface Told {
  code?: string;
  details?: { why?: string; name?: string; room?: string; start?: string; free?: string[]; tz?: string };
}

/** What stands in the way of somebody or something that is named. */
const ownReasons = ['busy', 'reached_nowhere', 'own_word'];

/** Refusals that people meet at their work, in their own language; undefined for those that the server alone can word. */
const inOwnWords = ({ code, details = {} }: Told): string | undefined => {
  const { why, name = '', room, start, free = [], tz } = details;
  if (code === 'event/taken' && room && start && tz) {
    const times = free.map(at => timeIn(at, tz)).join(', ');
    const taken = t('why.taken', { room, time: timeIn(start, tz) });
    return [taken, times ? t('why.taken.free', { times }) : t('why.taken.none')].join(' ');
  }
  if (why === 'no_workbook' || why === 'no_csv') return t(`why.${why}`);
  return why !== undefined && ownReasons.includes(why) ? t(`why.${why}`, { name }) : undefined;
};

/** What is wrong with settings: sentences, each after the name of its field where the page's words have one. */
const wrongSettings = (error: Refused): string | undefined => {
  const faults = settingsFaults(error).map(({ path, message }) => {
    const label = [path, path.replace(/^quiet_hours/, 'dialogues.quiet')].find(hasWords);
    return label ? `${t(label)}: ${message}` : message;
  });
  return faults.length > 0 ? `${t('why.settings')} ${faults.join('; ')}` : undefined;
};

/** Why the server did not do what was asked, in words, with what to do next; '' where nothing failed. */
export const whyNot = (error: unknown): string => {
  if (error === undefined) return '';
  if (!(error instanceof Refused) || error.status === 0) return t('console.offline');
  const own = wrongSettings(error) ?? inOwnWords((error.body ?? {}) as Told);
  return own ?? ([error.message, error.hint].filter(Boolean).join('. ') || t('console.offline'));
};
