import { badRequest } from '../refusal.ts';
import type { Entity, Params } from '../shapes.ts';
import { cutsCharacter } from '../texts.ts';
import { listOf, objectOf, textOf } from './params.ts';

/** The sizes that the Bot API documents: characters of a text and a caption, bytes of what a button sends. */
export const sizes = {
  text: 4096,
  caption: 1024,
  buttonBytes: 64,
  answer: 200,
  keyboardBytes: 10_000,
  album: [2, 10],
} as const;

const entitiesFor = (params: Params, name: string, text: string): Entity[] | undefined => {
  const entities = listOf(params, name) as Entity[] | undefined;
  for (const entity of entities ?? []) {
    if (!(entity.offset >= 0 && entity.length > 0 && entity.offset + entity.length <= text.length))
      throw badRequest(`entity of type ${entity.type} ends beyond the text`);
    if (cutsCharacter(text, entity)) throw badRequest('entity begins or ends in the middle of a UTF-16 symbol');
  }
  return entities;
};

/** A text with its marks. @throws Refusal for one that is empty or too long */
export const checkedText = (params: Params): { text: string; entities?: Entity[] } => {
  const text = textOf(params, 'text')?.trim() ?? '';
  if (!text) throw badRequest('message text is empty');
  if (text.length > sizes.text) throw badRequest('message is too long');
  const entities = entitiesFor(params, 'entities', text);
  return { text, ...(entities && { entities }) };
};

/** A caption with its marks; nothing when there is none. @throws Refusal for one that is too long */
export const checkedCaption = (params: Params): { caption?: string; caption_entities?: Entity[] } => {
  const caption = textOf(params, 'caption');
  if (!caption) return {};
  if (caption.length > sizes.caption) throw badRequest('message caption is too long');
  const caption_entities = entitiesFor(params, 'caption_entities', caption);
  return { caption, ...(caption_entities && { caption_entities }) };
};

interface Button {
  text?: string;
  callback_data?: string;
  [kind: string]: unknown;
}

const checkButton = ({ text, callback_data, ...kinds }: Button): void => {
  if (!text) throw badRequest('inline keyboard button text is empty');
  if (callback_data === undefined) {
    if (Object.keys(kinds).length === 0) throw badRequest('Text buttons are unallowed in the inline keyboard');
    return;
  }
  const bytes = Buffer.byteLength(callback_data);
  if (bytes < 1 || bytes > sizes.buttonBytes) throw badRequest('BUTTON_DATA_INVALID');
};

/** The keyboard of a message. @throws Refusal for buttons that Telegram would not take */
export const checkedMarkup = (params: Params): { reply_markup?: unknown } => {
  const reply_markup = objectOf(params, 'reply_markup');
  if (!reply_markup) return {};
  const rows = reply_markup.inline_keyboard as Button[][] | undefined;
  for (const button of (rows ?? []).flat()) checkButton(button);
  if (Buffer.byteLength(JSON.stringify(reply_markup)) > sizes.keyboardBytes)
    throw badRequest('reply markup is too long');
  return { reply_markup };
};
