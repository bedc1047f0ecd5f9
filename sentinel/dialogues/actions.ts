/**
 * What may be done at the end of a dialogue, by name. Those of CoActuem mean what they meant there; `update_sociodem` and
 * `2p_answer` did nothing, and do nothing.
 */
export const actions = {
  legal_yes: 'consent',
  legal_no: 'refuse',
  unsubscribe_final: 'leave',
  update_rhythm: 'profile',
  update_sociodem: 'profile',
  '2p_answer': 'nothing',
  consent: 'consent',
  refuse: 'refuse',
  pause: 'pause',
  resume: 'resume',
  leave: 'leave',
  erase: 'erase',
  profile: 'profile',
} as const;

/** What is done at the end of a dialogue. */
export type Action = (typeof actions)[keyof typeof actions];

/** What an action of a dialogue means; undefined where nobody knows it. */
export const actionOf = (name: string): Action | undefined =>
  Object.hasOwn(actions, name) ? actions[name as keyof typeof actions] : undefined;
