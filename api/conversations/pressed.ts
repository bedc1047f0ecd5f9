import type { Bubble } from '@rounds/ddocs/conversations/bubbles.ts';
import type { InChat } from '@rounds/ddocs/documents/reports.ts';
import type { Run } from '@rounds/ddocs/runs/run.ts';
import { isOfRun, readToken, type Token } from '@rounds/ddocs/runs/token.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** Runs whose ids begin alike that are looked at: more than one is chance. */
const mostAlike = 20;

const buttonsOf = ({ chat }: Bubble): { text: string; token: Token }[] =>
  ((chat as InChat | undefined)?.buttons ?? []).flat().flatMap(({ text, data }) => {
    const token = data === undefined ? undefined : readToken(data);
    return token ? [{ text, token }] : [];
  });

const wasPressed = (token: Token, runs: readonly Run[]): boolean =>
  runs.some(
    run =>
      isOfRun(token, run) &&
      run.events.some(({ kind, turn, choice }) => kind === 'press' && turn === token.turn && choice === token.choice),
  );

/** Messages with the buttons that were pressed: a press is no message, it stands in the run whose question it answers. */
export const withPresses = async (main: Pick<Store, 'range'>, messages: readonly Bubble[]): Promise<Bubble[]> => {
  const keys = new Set(messages.flatMap(buttonsOf).map(({ token }) => token.key));
  if (keys.size === 0) return [...messages];
  const found = await Promise.all(
    [...keys].map(key => main.range<Run>({ from: `run:${key}`, to: `run:${key}\ufff0`, limit: mostAlike })),
  );
  const runs = found.flat().filter(run => Array.isArray(run.events));
  return messages.map(message => {
    const pressed = buttonsOf(message).flatMap(({ text, token }) => (wasPressed(token, runs) ? [text] : []));
    return pressed.length > 0 ? { ...message, pressed } : message;
  });
};
