import type { Words } from '@rounds/config/words/translations.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { isReport } from '@rounds/ddocs/documents/reports.ts';
import type { ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { worded } from '@rounds/sentinel/events/words.ts';
import { said } from '@rounds/sentinel/messages/said.ts';
import { sayReview } from '@rounds/sentinel/review/say.ts';
import { reviewPress, type StaffMessage } from '@rounds/sentinel/review/staff.ts';
import type { ChatPress, Taker, TakerParts } from '../chats/takers.ts';
import type { Caller } from '../session/caller.ts';
import { type DecidingParts, decide } from './decide.ts';

/** What deciding by buttons takes. */
export interface StaffParts extends Omit<DecidingParts, 'main' | 'settings'>, TakerParts {
  settings: DecidingParts['settings'] & { words: () => Words };
  /** A user as he stands now; null for one who is there no more, or may not log in. */
  named: (user: string) => Promise<Caller | null>;
}

/** The review below whose message a button was pressed: it stands in a message, which the server alone writes it into. */
const reviewOf = async ({ main }: StaffParts, { message }: ChatPress): Promise<string | undefined> => {
  const rows = await main.query<{ uuid?: string } | null, StaffMessage>('medic-sms/messages_by_gateway_ref', {
    ...{ key: message, limit: 2, docs: true, prompt: true },
  });
  return rows.flatMap(({ doc }) => (isReport(doc) ? (doc.review ?? []) : []))[0];
};

/**
 * Staff decide in their group by buttons. Each press is judged at that moment as the user is that pressed: who has not
 * linked this chat to a login, or may not decide, hears why in private. The message of the question is changed by what
 * follows from the decision, whichever door it came by.
 */
export const staffTaker = (parts: StaffParts): Taker => {
  const { settings, named, inbox, now } = parts;

  const answer = async (press: ChatPress, key: string, values: Record<string, string>): Promise<void> => {
    const text = worded({ settings: settings.current(), words: settings.words() }, key, values);
    const base = {
      cause: [press.event, 'review'],
      to: press.address,
      by: 'review',
      at: now(),
      class: 'answer',
    } as const;
    await inbox.keep([said({ ...base, text, ...(press.contact ? { contact: { _id: press.contact } } : {}) })]);
  };

  return {
    name: 'review',
    press: async press => {
      if (!press.data.startsWith(reviewPress)) return false;
      const { staff_group: group } = settings.current().review ?? {};
      const id = await reviewOf(parts, press);
      if (!group || press.group !== group || id === undefined) return true;
      const caller = press.user === undefined ? null : await named(press.user);
      if (!caller) {
        await answer(press, 'review.staff.not_linked', {});
        return true;
      }
      const review = await parts.main.get<ReviewDoc>(id);
      const chosen = review?.answers[Number(press.data.slice(reviewPress.length))];
      if (!review || chosen === undefined) return true;
      try {
        const { won, review: now } = await decide(parts, caller, id, { answer: chosen });
        const speech = { settings: settings.current(), words: settings.words() };
        if (!won) await answer(press, 'review.staff.refused', { why: sayReview.decided(now, speech) });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        const why = [error.message, error.hint].filter(Boolean).join('. ');
        await answer(press, 'review.staff.refused', { why });
      }
      return true;
    },
  };
};
