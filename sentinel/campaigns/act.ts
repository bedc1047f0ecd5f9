import type { Campaign, CampaignEntry, CampaignState } from '@rounds/ddocs/campaigns/campaign.ts';
import type { Iso } from '@rounds/ddocs/documents/doc.ts';

/** What a person does with a campaign. */
export type CampaignAct = 'start' | 'approve' | 'share' | 'stop' | 'go_on' | 'again';

/** An act, with all that decides on it. */
export interface Acting {
  act: CampaignAct;
  by: string;
  at: Iso;
  /** Per cent of the audience that may get it. */
  share?: number;
  /** How many people the audience has by now. */
  people: number;
  /** Above how many people a second person must approve. */
  approveAbove: number;
}

/** Why an act cannot be done, and what can. */
export interface Refusal {
  refused: string;
  hint: string;
}

/** The shares in which a campaign goes out, in per cent. */
export const shares = [1, 10, 100] as const;

/** In which states each act can be done. */
export const actsFrom: Readonly<Record<CampaignAct, readonly CampaignState[]>> = {
  start: ['draft'],
  approve: ['asked'],
  share: ['running'],
  stop: ['asked', 'running', 'done'],
  go_on: ['stopped'],
  again: ['running', 'done'],
};

const hints: Readonly<Record<CampaignState, string>> = {
  draft: 'It is a draft: start it',
  asked: 'It waits for a second person, who approves it or stops it',
  running: 'It is running: give it a larger share, or stop it',
  stopped: 'It was stopped: let it go on',
  done: 'It went to everybody; those who were left out can be tried again',
};

/** Whether somebody else has to say yes to so many people. */
const needsSecond = (campaign: Campaign, { by, people, approveAbove }: Acting): boolean =>
  people > approveAbove && !campaign.history.some(entry => entry.act === 'approve' && entry.by !== by);

/** A campaign after an act, or why it cannot be done. */
export const acted = (campaign: Campaign, acting: Acting): Campaign | Refusal => {
  const { act, by, at, people, share } = acting;
  if (!actsFrom[act].includes(campaign.state))
    return { refused: `This cannot be done with a campaign that is ${campaign.state}`, hint: hints[campaign.state] };
  const noted = (entry: Partial<CampaignEntry> = {}): CampaignEntry[] => [
    ...campaign.history,
    { at, by, act, ...entry },
  ];
  const wanted = Math.max(share ?? campaign.share, campaign.share);
  switch (act) {
    case 'start': {
      if (people === 0)
        return { refused: 'Nobody is in the audience', hint: 'Choose other places, languages or answers' };
      const history = noted({ share: wanted, people });
      const state = needsSecond(campaign, acting) ? 'asked' : 'running';
      return { ...campaign, state, share: wanted, people, started_by: by, history };
    }
    case 'approve':
      if (by === campaign.started_by)
        return { refused: 'Whoever started it cannot approve it', hint: 'Ask a colleague to approve it' };
      return { ...campaign, state: 'running', people, history: noted({ people }) };
    case 'share':
      if (wanted <= campaign.share)
        return { refused: `It goes to ${campaign.share} % already`, hint: 'Give a larger share' };
      return { ...campaign, share: wanted, history: noted({ share: wanted }) };
    case 'stop':
      return { ...campaign, state: campaign.state === 'asked' ? 'draft' : 'stopped', history: noted() };
    case 'go_on':
      return {
        ...campaign,
        state: 'running',
        resumes: true,
        people: Math.max(people, campaign.people ?? 0),
        history: noted({ people }),
      };
    case 'again':
      return { ...campaign, state: 'running', history: noted() };
  }
};

/** Whether an act was refused. */
export const isRefusal = (outcome: Campaign | Refusal): outcome is Refusal => 'refused' in outcome;
