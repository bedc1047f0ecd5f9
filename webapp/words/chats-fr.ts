/** Words of linking a chat, in French. */
export const chats: Record<string, string> = {
  'chats.link': 'Lier un chat',
  'chats.link.about':
    'Dans un chat avec le robot de votre programme, vous remplissez des formulaires et envoyez des rapports sans l’application, avec les mêmes droits qu’ici. Il faut pour cela le réseau.',
  'chats.link.failed': 'Le serveur n’a pas répondu. Réessayez avec le réseau.',
  'chats.link.new': 'Un nouveau chat',
  'chats.link.step_code': 'Prenez un code ici. Il sert une fois, pendant un quart d’heure.',
  'chats.link.step_bot': 'Ouvrez le chat avec le robot dans Telegram.',
  'chats.link.step_write': 'Écrivez-y ce que vous voyez ici, en commençant par /start.',
  'chats.link.take': 'Prendre un code',
  'chats.link.another': 'Prendre un autre code',
  'chats.link.until': 'Il sert jusqu’à {{time}}.',
  'chats.link.linked': 'Chats liés',
  'chats.link.none': 'Aucun chat n’est encore lié.',
  'chats.link.look': 'Regarder à nouveau',
  'chats.link.nameless': 'Un chat',
  'chats.link.blocked': 'le robot y est bloqué',
  'chats.link.unlink': 'Délier',
  'chats.link.unlink_of': 'Délier {{name}}',
  'chats.link.unlinked': '{{name}} n’est plus lié.',
};
