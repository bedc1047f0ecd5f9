/**
 * How somebody is reached: a phone number, or an address of a chat, such as `chat:` and 22 letters, digits, `-` and
 * `_`.
 *
 * An address of a chat is no identity and no number: who is behind it is in the vault alone. It is compared letter by
 * letter, and nothing but this file looks inside.
 */
export type Address = string;

/** What carries messages to an address. */
export type Channel = 'sms' | 'chat';

const chat = /^chat:[A-Za-z0-9_-]{22}$/;

/** Whether an address is that of a chat. @param text anything that stands where an address is expected */
export const isChatAddress = (text: unknown): boolean => typeof text === 'string' && chat.test(text);

/** The channel of an address; what is not of a chat is a number, or what a programme takes for one. */
export const channelOf = (address: unknown): Channel => (isChatAddress(address) ? 'chat' : 'sms');

/** An address of a chat. @param key 22 characters of base64url that stand for the chat and tell nothing of it */
export const chatAddress = (key: string): Address => {
  const address = `chat:${key}`;
  if (!isChatAddress(address)) throw new TypeError('The key of a chat is 22 characters of base64url');
  return address;
};
