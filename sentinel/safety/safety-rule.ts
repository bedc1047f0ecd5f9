import { minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { create, type Effect } from '../engine/effects.ts';
import { now, settings } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { awayText, withAway } from '../messages/away.ts';
import { said } from '../messages/said.ts';
import { aReport } from '../reports/kind.ts';
import { sender } from '../reports/sender.ts';
import { askReview } from '../review/ask.ts';
import { textFor } from '../text/text-for.ts';
import { safetyWordsIn } from './safety-words.ts';

const textOf = ({ sms_message: sms }: Report): string => String(sms?.message ?? '');

/**
 * Looks for safety words in all that people write, whatever it answers: each opens an item to decide at once, and is answered
 * at any hour with where help is.
 */
export const safetyWords = rule({
  name: 'safety_words',
  on: aReport,
  once: true,
  reads: { settings, now, sender },
  concerns: (report, { safety }) =>
    safety !== undefined && !!report.from && !report.kujua_message && textOf(report) !== '',
  run: (report, { settings, now: at, sender: who }): Effect[] => {
    const { safety } = settings;
    const text = textOf(report);
    const words = safety ? safetyWordsIn(text, safety.words) : [];
    if (!safety || words.length === 0) return [];
    const contact = who?.contact;
    const asked = {
      kind: 'safety',
      subject: { doc: report._id, ...(contact ? { contact: contact._id } : { address: String(report.from) }) },
      proposed: { text, facts: [{ name: 'words', value: words }] },
      answers: ['done', 'no_danger'],
      urgency: 'now' as const,
      deadline: new Date(at + safety.minutes * 60_000).toISOString(),
    };
    const help = textFor(safety.answer, contact?.language, settings);
    // Nobody may be waiting for an answer that does not come before the morning.
    const away = awayText(settings, at, contact?.language);
    const above = minifyLineage(contact?.parent);
    const answer = said({
      cause: ['safety', report._id],
      to: String(report.from),
      text: withAway(help?.text ?? '', away),
      by: 'safety',
      at,
      class: 'answer',
      ...(contact ? { contact: { _id: contact._id, ...(above ? { parent: above } : {}) } } : {}),
    });
    // In a group nothing is said to her alone, and nothing about it to all.
    const isPrivate = report.chat_message?.group === undefined;
    return [
      create(askReview([report._id], asked, new Date(at).toISOString())),
      ...((help || away) && isPrivate ? [create(answer)] : []),
    ];
  },
});
