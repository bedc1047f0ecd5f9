/** Words of linking a chat, in Swahili. */
export const chats: Record<string, string> = {
  'chats.link': 'Unganisha mazungumzo',
  'chats.link.about':
    'Katika mazungumzo na roboti ya mpango wako unajaza fomu na kutuma ripoti bila programu, kwa haki zilezile kama hapa. Hii inahitaji mtandao.',
  'chats.link.failed': 'Seva haikupatikana. Jaribu tena ukiwa na mtandao.',
  'chats.link.new': 'Mazungumzo mapya',
  'chats.link.step_code': 'Chukua msimbo hapa. Unafanya kazi mara moja, kwa robo saa.',
  'chats.link.step_bot': 'Fungua mazungumzo na roboti katika Telegram.',
  'chats.link.step_write': 'Andika huko unachokiona hapa, ukianza na /start.',
  'chats.link.take': 'Chukua msimbo',
  'chats.link.another': 'Chukua msimbo mwingine',
  'chats.link.until': 'Unafanya kazi hadi {{time}}.',
  'chats.link.linked': 'Mazungumzo yaliyounganishwa',
  'chats.link.none': 'Hakuna mazungumzo yaliyounganishwa bado.',
  'chats.link.look': 'Angalia tena',
  'chats.link.nameless': 'Mazungumzo',
  'chats.link.blocked': 'roboti imezuiwa huko',
  'chats.link.unlink': 'Tenganisha',
  'chats.link.unlink_of': 'Tenganisha {{name}}',
  'chats.link.unlinked': '{{name}} haijaunganishwa tena.',
};
