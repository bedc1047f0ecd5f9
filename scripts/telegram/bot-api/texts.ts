import type { Entity } from './shapes.ts';

const patterns: Readonly<Record<string, RegExp>> = {
  bot_command: /(?<![^\s])\/[a-z0-9_]{1,32}(@[a-z0-9_]{5,32})?/gi,
  mention: /(?<![^\s])@[a-z0-9_]{5,32}/gi,
  url: /https?:\/\/[^\s]+/gi,
};

/** The commands, mentions and addresses in a text that a person wrote. */
export const entitiesOf = (text: string): Entity[] =>
  Object.entries(patterns)
    .flatMap(([type, pattern]) =>
      [...text.matchAll(pattern)].map(({ index, 0: found }) => ({ type, offset: index, length: found.length })),
    )
    .sort((a, b) => a.offset - b.offset);

/** Whether a text, or one of its commands, is for this bot: `/mute@rounds_bot`, `@rounds_bot`. */
export const addresses = (text: string, entities: readonly Entity[], username: string): boolean =>
  entities.some(({ type, offset, length }) => {
    const part = text.slice(offset, offset + length).toLowerCase();
    if (type === 'bot_command') return !part.includes('@') || part.endsWith(`@${username.toLowerCase()}`);
    return type === 'mention' && part === `@${username.toLowerCase()}`;
  });

/** Splits a surrogate pair, which no client could show. */
export const cutsCharacter = (text: string, { offset, length }: Entity): boolean =>
  [offset, offset + length].some(
    at => /[\uDC00-\uDFFF]/.test(text.charAt(at)) && /[\uD800-\uDBFF]/.test(text.charAt(at - 1)),
  );
