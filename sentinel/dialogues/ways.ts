import words from '@rounds/config/dialogues/words.json' with { type: 'json' };
import type { Settings } from '@rounds/config/settings/settings.ts';
import { type Address, isChatAddress } from '@rounds/ddocs/documents/addresses.ts';
import { usualPacing } from './pacing.ts';
import type { DialogueRunDoc } from './stored-run.ts';
import type { Ways } from './walk.ts';

/** How dialogues are said in a programme, at an address: a telephone number has no buttons. */
export const waysOf = ({ dialogues }: Pick<Settings, 'dialogues'>, address: Address): Ways => ({
  words,
  pacing: dialogues?.pacing === false ? null : usualPacing,
  ...(isChatAddress(address) ? {} : { withoutButtons: true }),
});

/** How a run is said: that of a trial without any delay. */
export const waysFor = (
  settings: Pick<Settings, 'dialogues'>,
  { address, derived }: Pick<DialogueRunDoc, 'address' | 'derived'>,
): Ways => {
  const ways = waysOf(settings, address);
  return derived?.trial ? { ...ways, pacing: null, withoutRests: true } : ways;
};
