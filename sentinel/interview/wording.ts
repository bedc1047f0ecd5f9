import { buttons, type Fault } from './place.ts';
import type { Shown } from './shown.ts';

/** A message with buttons below, by rows; what a button does stands beside its words. */
export interface Worded {
  text: string;
  rows: readonly (readonly { words: string; button: string }[])[];
}

/** Words by key, with `{{name}}` filled in. */
export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** Longest words of a button that are read on a phone. */
const longestButton = 60;
/** Words of choices that stand side by side. */
const short = 14;
/** Longest answer in the list of all answers. */
const longestAnswer = 200;

/** What is shown, in words. */
export const worded = (shown: Shown, say: Say): Worded => {
  const text = shown.kind === 'end' ? endOf(shown, say) : questionOf(shown, say);
  return { text, rows: [...choiceRows(shown), ...pageRow(shown, say), ...moreRows(shown, say)] };
};

const questionOf = (shown: Shown, say: Say): string => {
  const { headings, notes, question, hint, now, kind, progress, page } = shown;
  const lines = [
    faultOf(shown.fault, shown, say),
    headings.join(' › '),
    notes.join('\n\n'),
    kind === 'more' ? moreWords(shown, say) : `${progress.at}. ${question || say('chats.form.question')}`,
    hint,
    howTo(shown, say),
    kind !== 'more' && now ? say('chats.form.now', { answer: cut(now, longestAnswer) }) : '',
    page.of > 1 ? say('chats.form.page', { at: page.at + 1, of: page.of }) : '',
  ];
  return lines.filter(Boolean).join('\n\n');
};

const moreWords = ({ question, now }: Shown, say: Say): string =>
  say(now === '0' ? 'chats.form.add_first' : 'chats.form.add_another', { what: question, count: now });

/** How such a question is answered, where a person would not know. */
const howTo = ({ kind, found, bounds }: Shown, say: Say): string => {
  if (kind === 'contact' && found) return say('chats.form.found', { count: found.all, words: found.words });
  if (kind === 'range' && bounds) return say('chats.form.how_range', bounds);
  const known = ['many', 'rank', 'contact', 'date', 'time', 'dateTime', 'int', 'decimal'];
  return known.includes(kind) ? say(`chats.form.how_${kind.toLowerCase()}`) : '';
};

const faultOf = (fault: Fault | undefined, { bounds }: Shown, say: Say): string => {
  if (!fault) return '';
  if (fault.is === 'nobody') return `⚠ ${say('chats.form.nobody', { words: fault.words })}`;
  if (fault.is === 'unread') return `⚠ ${say(`chats.form.not_${fault.why}`, bounds)}`;
  return `⚠ ${fault.words || say(fault.is === 'required' ? 'chats.form.required' : 'chats.form.not_allowed')}`;
};

const endOf = ({ notes, answers, fault }: Shown, say: Say): string =>
  [
    fault ? `⚠ ${say('chats.form.required')}` : '',
    say('chats.form.read_again'),
    answers
      .map(({ question, answer }) => `• ${cut(question, longestAnswer)}\n   ${cut(answer, longestAnswer)}`)
      .join('\n'),
    notes.join('\n\n'),
  ]
    .filter(Boolean)
    .join('\n\n');

const cut = (text: string, longest: number): string => {
  const line = text.replace(/\s*\n\s*/g, ' ');
  return line.length > longest ? `${[...line].slice(0, longest - 1).join('')}…` : line;
};

/** Choices: short ones side by side, others one below the other. */
const choiceRows = ({ choices, kind }: Shown): Worded['rows'] => {
  const all = choices.map(({ words, button, chosen }) => ({
    words: cut(`${kind === 'many' ? (chosen ? '☑ ' : '☐ ') : chosen ? '✓ ' : ''}${words}`, longestButton),
    button,
  }));
  const inRow = kind !== 'many' && all.every(({ words }) => words.length <= short) ? 3 : 1;
  return Array.from({ length: Math.ceil(all.length / inRow) }, (_, at) => all.slice(at * inRow, (at + 1) * inRow));
};

const pageRow = ({ page }: Shown, say: Say): Worded['rows'] => {
  if (page.of < 2) return [];
  const before = page.at > 0 ? [{ words: `‹ ${say('chats.form.before')}`, button: buttons.page(page.at - 1) }] : [];
  const next =
    page.at < page.of - 1 ? [{ words: `${say('chats.form.next')} ›`, button: buttons.page(page.at + 1) }] : [];
  return [[...before, ...next]];
};

/** What can be done beside answering: to leave, and to go back, stand last. */
const moreRows = ({ more }: Shown, say: Say): Worded['rows'] => {
  const named = (names: readonly string[]) =>
    names.map(name => ({ words: say(`chats.form.${name === buttons.goOn ? 'go_on' : name}`), button: name }));
  const last: readonly string[] = [buttons.back, buttons.cancel];
  const rows = [named(more.filter(name => !last.includes(name))), named(more.filter(name => last.includes(name)))];
  return rows.filter(row => row.length > 0);
};
