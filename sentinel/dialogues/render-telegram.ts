import type { TextEntity } from '@rounds/ddocs/documents/reports.ts';
import { markedText } from './marked-text.ts';
import type { Saying } from './run.ts';

/** A button of a keyboard: what it says, and which choice of the step it is. */
export interface KeyboardButton {
  text: string;
  choice: number;
}

/** A saying as Telegram shows it. */
export interface ChatView {
  text: string;
  /** What of the text is bold, a link and the like. */
  entities: TextEntity[];
  /** Rows of buttons. */
  buttons: KeyboardButton[][];
  media: Saying['media'];
}

/** Signs that the labels of one row have together at most. */
const rowOf = 15;
/** Buttons that Telegram shows in a row. */
const mostInRow = 8;

/** One row where the labels are short, else one below the other; a step may say so itself. */
export const keyboard = (choices: Saying['choices'], layout?: 'rows' | 'row'): KeyboardButton[][] => {
  const buttons = choices.map(({ label, choice }) => ({ text: label, choice }));
  if (buttons.length === 0) return [];
  const length = choices.reduce((sum, { label }) => sum + label.length, 0);
  const inOneRow = layout === undefined ? length <= rowOf : layout === 'row';
  if (!inOneRow) return buttons.map(button => [button]);
  const rows: KeyboardButton[][] = [];
  for (let at = 0; at < buttons.length; at += mostInRow) rows.push(buttons.slice(at, at + mostInRow));
  return rows;
};

/** A saying as Telegram shows it: a text with its marks, a keyboard, pictures beside it. */
export const renderTelegram = ({ text, choices, layout, media }: Saying): ChatView => ({
  ...markedText(text),
  buttons: keyboard(choices, layout),
  media,
});
