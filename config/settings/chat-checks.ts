import type { Fault } from './faults.ts';
import type { Settings } from './settings.ts';

/** What the section `telegram` names and there is not: then nothing is kept of groups, or nobody becomes a participant. */
export const chatWarnings = ({ telegram, contact_types: types }: Settings): Fault[] => {
  if (!telegram) return [];
  const { group_type: group, participant_type: participant, strangers } = telegram;
  const typeOf = (id: string | undefined) => types.find(type => type.id === id);
  const groupType = typeOf(group);
  return [
    ...(group !== undefined && !groupType
      ? [{ path: 'telegram.group_type', message: `${group} is not a contact type: nothing is kept of groups` }]
      : []),
    ...(groupType && groupType.chat !== 'group'
      ? [{ path: 'telegram.group_type', message: `say "chat": "group" in the contact type ${group}` }]
      : []),
    ...(strangers === 'participant' && !typeOf(participant)
      ? [{ path: 'telegram.participant_type', message: `${participant} is not a contact type` }]
      : []),
  ];
};
