import type { Params } from '../shapes.ts';
import type { Bot, Telegram } from '../telegram.ts';

/** A method of the Bot API: what it answers as `result`. @throws Refusal */
export type Method = (telegram: Telegram, bot: Bot, params: Params) => unknown;
