/** Words of linking a chat, in English. */
export const chats: Record<string, string> = {
  'chats.link': 'Link a chat',
  'chats.link.about':
    'In a chat with the bot of your programme you fill in forms and send reports without the app, with the same rights as here. This needs the network.',
  'chats.link.failed': 'The server was not reached. Try again with a network.',
  'chats.link.new': 'A new chat',
  'chats.link.step_code': 'Take a code here. It works once, for a quarter of an hour.',
  'chats.link.step_bot': 'Open the chat with the bot in Telegram.',
  'chats.link.step_write': 'Write there what you see here, beginning with /start.',
  'chats.link.take': 'Take a code',
  'chats.link.another': 'Take another code',
  'chats.link.until': 'It works until {{time}}.',
  'chats.link.linked': 'Linked chats',
  'chats.link.none': 'No chat is linked yet.',
  'chats.link.look': 'Look again',
  'chats.link.nameless': 'A chat',
  'chats.link.blocked': 'the bot is blocked there',
  'chats.link.unlink': 'Unlink',
  'chats.link.unlink_of': 'Unlink {{name}}',
  'chats.link.unlinked': '{{name}} is linked no more.',
};
