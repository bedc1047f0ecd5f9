/**
 * What a bot wants to hear. Always sent in full: where it is left out, the list of whoever asked before counts.
 */
export const allowedUpdates = [
  'message',
  'edited_message',
  'callback_query',
  'my_chat_member',
  'chat_member',
  'message_reaction',
] as const;
