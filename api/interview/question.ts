import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import { type Contact, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Run } from '@rounds/ddocs/runs/run.ts';
import { tokenOf } from '@rounds/ddocs/runs/token.ts';
import type { Worded } from '@rounds/sentinel/interview/wording.ts';
import { said } from '@rounds/sentinel/messages/said.ts';

/** What brought a step about, in a chat. */
export interface Act {
  /** Always the same for the same act. */
  event: string;
  address: Address;
  at: Ms;
  /** The message of the button that was pressed. */
  message?: string;
}

/** What the question of a turn is said by. */
export const causeOf = ({ _id }: Pick<Run, '_id'>, turn: number): string[] => [_id, String(turn)];

/** How a question is said. */
export interface Manner {
  /** Whether the message of the button that was pressed becomes it. */
  inPlace?: boolean;
  /** Whether it is the same question still, so that buttons pressed meanwhile count. */
  same?: boolean;
}

/** A run that asks its next question, or the same one anew. */
export const asking = (
  run: Run,
  { text, rows }: Worded,
  me: Contact | null,
  act: Act,
  { inPlace = false, same = false }: Manner = {},
): { run: Run; said: Report[] } => {
  const turn = same ? run.turn : run.turn + 1;
  let choice = 0;
  const buttons = rows.map(row => row.map(({ words }) => ({ text: words, data: tokenOf(run, turn, choice++) })));
  const next: Run = { ...run, turn, choices: rows.flat().map(({ button }) => button) };
  const cause = same ? [...causeOf(run, turn), act.event] : causeOf(run, turn);
  return { run: next, said: [saying(next, cause, text, me, act, { buttons, inPlace })] };
};

/** Something said to who is asked, with or without buttons. */
export const saying = (
  { address, what }: Pick<Run, 'address' | 'what'>,
  cause: string[],
  text: string,
  me: Contact | null,
  { at, message }: Act,
  { buttons, inPlace = false }: { buttons?: { text: string; data: string }[][]; inPlace?: boolean } = {},
): Report => {
  const contact = me ? minifyLineage(me) : undefined;
  return said({
    ...{ cause, to: address, text, at, class: 'answer' },
    by: what.is === 'form' ? `form:${what.form}` : 'chats',
    ...(contact ? { contact } : {}),
    chat: { ...(buttons ? { buttons } : {}), ...(inPlace && message ? { edit: message } : {}) },
  });
};
