import { randomUUID } from 'node:crypto';
import type { Settings } from '@rounds/config/settings/settings.ts';
import {
  type Campaign,
  campaignId,
  campaignKey,
  isCampaign,
  type Recipient,
} from '@rounds/ddocs/campaigns/campaign.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { jobRequestId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { type Acting, acted, type CampaignAct, isRefusal } from '@rounds/sentinel/campaigns/act.ts';
import { audiencePage, eachOf } from '@rounds/sentinel/campaigns/audience.ts';
import { win } from '@rounds/sentinel/engine/win.ts';
import type { CampaignBody } from './body.ts';

/** What doing something with campaigns takes. */
export interface CampaignGround {
  main: Store;
  sentinel: Store;
  settings: { current: () => Settings };
  now: () => Ms;
}

/** @throws AppError `doc/missing` */
export const campaignOf = async ({ main }: Pick<CampaignGround, 'main'>, id: string): Promise<Campaign> => {
  const found = await main.get<Campaign>(campaignId(id));
  if (!isCampaign(found))
    throw new AppError('doc/missing', `There is no campaign "${id}"`, { hint: 'GET /api/v1/campaigns lists them' });
  return found;
};

/** Makes a draft. @param by name of the user who makes it */
export const makeCampaign = async (
  { main, now }: CampaignGround,
  body: CampaignBody,
  by: string,
  id: string = randomUUID(),
): Promise<Campaign> => {
  const at = new Date(now()).toISOString();
  const campaign: Campaign = {
    ...{ _id: campaignId(id), type: 'campaign', state: 'draft', share: 0, ...body },
    history: [{ at, by, act: 'made' }],
  };
  const [result] = await main.write([campaign]);
  if (result?.ok) return { ...campaign, _rev: result.rev };
  return campaignOf({ main }, id);
};

/** How many people the audience of a campaign has. */
export const peopleIn = async (
  { main, settings }: Pick<CampaignGround, 'main' | 'settings'>,
  campaign: Pick<Campaign, 'audience'>,
): Promise<number> => {
  let count = 0;
  await eachOf(main, campaign.audience, settings.current(), async page => {
    count += page.length;
  });
  return count;
};

/** Has the sentinel run a job now, rather than within a minute. @default it carries campaigns out */
export const wake = async (
  { sentinel, now }: Pick<CampaignGround, 'sentinel' | 'now'>,
  job = 'campaigns',
): Promise<void> => {
  const id = jobRequestId(job);
  const before = await sentinel.get(id);
  const wish = { job, wish: randomUUID(), requested: new Date(now()).toISOString(), state: 'wanted' };
  // Somebody who wishes it at the same moment wishes the same.
  await sentinel.write([{ ...(before?._rev ? { _rev: before._rev } : {}), _id: id, type: 'job-request', ...wish }]);
};

/** Those who were left out wait again, to be looked at anew. */
const tryAgain = async ({ main, now }: CampaignGround, campaign: Campaign): Promise<void> => {
  const key = campaignKey(campaign);
  const at = new Date(now()).toISOString();
  for (;;) {
    const rows = await main.query<null, Recipient>('medic-campaigns/recipients', {
      ...{ startKey: [key, 'to', 'left_out'], endKey: [key, 'to', 'left_out', {}], limit: audiencePage, docs: true },
    });
    const left = rows.flatMap(({ doc }) => (doc?.state === 'left_out' ? [doc] : []));
    if (left.length === 0) return;
    await main.write(
      left.map(({ reason: _, ...rest }): Recipient => ({ ...rest, state: 'waits', until: 0, at }) as Recipient),
    );
  }
};

/**
 * Does something with a campaign: of two at once the first counts, and the second is judged by what it left.
 * @throws AppError `request/conflict` where it cannot be done as the campaign stands
 */
export const act = async (
  ground: CampaignGround,
  id: string,
  { act: what, by, share }: { act: CampaignAct; by: string; share?: number | undefined },
): Promise<Campaign> => {
  const { main, settings, now } = ground;
  const before = await campaignOf(ground, id);
  const people = what === 'stop' ? (before.people ?? 0) : await peopleIn(ground, before);
  const acting: Acting = {
    ...{ act: what, by, at: new Date(now()).toISOString(), people },
    approveAbove: settings.current().campaigns.approve_above,
    ...(share === undefined ? {} : { share }),
  };
  const { doc } = await win<Campaign>(main, before._id, stored => {
    if (!isCampaign(stored)) return null;
    const after = acted(stored, acting);
    if (isRefusal(after)) throw new AppError('doc/conflict', after.refused, { hint: after.hint });
    return after;
  });
  if (!doc) throw new AppError('doc/missing', `There is no campaign "${id}" any more`);
  if (what === 'again') await tryAgain(ground, doc);
  if (doc.state !== 'asked' && doc.state !== 'draft') await wake(ground);
  return doc;
};
