import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Audience, Campaign, LeftOut } from '@rounds/ddocs/campaigns/campaign.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { versionInForce } from '../dialogues/built-in.ts';
import { opening } from '../schedule/may-send.ts';
import { shares } from './act.ts';
import { eachOf, sharedBy, surroundingsOf } from './audience.ts';
import { campaignAddress, judge } from './verdict.ts';

/** What a campaign would come to if it went out now. */
export interface Preview {
  /** Everybody whom the audience means. */
  people: number;
  /** Of these, how many get it at once, wait, and are left out, each with why. */
  gets: number;
  waits: Partial<Record<LeftOut | 'asleep', number>>;
  left_out: Partial<Record<LeftOut, number>>;
  /** When the first of those who are asleep may be written to, and the last. */
  asleep?: { from: Ms; to: Ms };
  /** Those who get it or wait, by language; for a text, whether it has words for each. */
  languages: Record<string, number>;
  /** How many people each share has. */
  shares: { share: number; people: number }[];
  /** When the last of them gets it, at the allowed rate. */
  ends: Ms;
  /** A second person is to approve it. */
  needs_approval: boolean;
}

/** What a preview is of. */
export interface Previewed extends Pick<Campaign, 'says' | 'when_busy' | 'rate'> {
  audience: Audience;
}

const add = <K extends string>(counts: Partial<Record<K, number>>, key: K): void => {
  counts[key] = (counts[key] ?? 0) + 1;
};

/**
 * Counts whom a campaign would reach, and why not, by the very judgement by which it is carried out.
 * @throws nothing of its own; a dialogue that is not there counts nobody as having had it
 */
export const preview = async (main: Store, campaign: Previewed, settings: Settings, now: Ms): Promise<Preview> => {
  const dialogue = 'dialogue' in campaign.says ? campaign.says.dialogue : undefined;
  const version = dialogue === undefined ? null : await versionInForce(main, dialogue, now);
  const judging = { campaign, settings, now, repeatable: version?.dialogue.repeatable === true };
  const [waits, left_out, languages]: [Preview['waits'], Preview['left_out'], Record<string, number>] = [{}, {}, {}];
  let [people, gets, from, to] = [0, 0, Number.POSITIVE_INFINITY, 0];
  await eachOf(main, campaign.audience, settings, async page => {
    const around = await surroundingsOf(main, page, campaignAddress, dialogue);
    for (const contact of page) {
      people += 1;
      const verdict = judge(contact, around, judging);
      if (verdict.is === 'left_out') {
        add(left_out, verdict.reason);
        continue;
      }
      add(languages, contact.language ?? settings.locale_outgoing ?? settings.locale);
      if (verdict.is === 'given') gets += 1;
      else {
        add(waits, verdict.reason);
        if (verdict.reason === 'asleep') [from, to] = [Math.min(from, verdict.until), Math.max(to, verdict.until)];
      }
    }
  });
  const reached = gets + Object.values(waits).reduce((sum, count) => sum + count, 0);
  const begins = opening(now, null, settings) ?? now;
  const atRate = begins + (reached / campaign.rate) * 60_000;
  return {
    ...{ people, gets, waits, left_out, languages },
    ...(to > 0 ? { asleep: { from, to } } : {}),
    shares: shares.map(share => ({ share, people: sharedBy(people, share) })),
    ends: Math.round(Math.max(atRate, to)),
    needs_approval: people > settings.campaigns.approve_above,
  };
};
