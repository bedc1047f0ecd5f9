import {
  type Campaign,
  type CampaignEntry,
  campaignKey,
  campaignRange,
  isCampaign,
  type Recipient,
  recipientId,
} from '@rounds/ddocs/campaigns/campaign.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { versionInForce } from '../dialogues/built-in.ts';
import { win } from '../engine/win.ts';
import { everyMinute, type Job } from '../jobs/job.ts';
import { audiencePage, eachOf, lotOf, sharedBy, surroundingsOf } from './audience.ts';
import type { Carrying } from './carrying.ts';
import { bringBack, clearStopped, isRefused } from './clear.ts';
import { given } from './given.ts';
import { campaignAddress, judge, lookAgain } from './verdict.ts';

/** Campaigns that are looked at for one round. */
const mostCampaigns = 500;

/** By how much an audience may have grown since somebody said yes to it. */
export const mayHaveGrownTo = (people: number): number => Math.max(people + 5, Math.ceil(people * 1.05));

const entry = (at: Ms, act: CampaignEntry['act'], more: Partial<CampaignEntry> = {}): CampaignEntry => ({
  ...{ at: new Date(at).toISOString(), by: 'rounds', act },
  ...more,
});

/** Changes a campaign that still runs; null where it does not any more. */
const whileRunning = async (
  { main, fence }: Carrying,
  id: string,
  apply: (campaign: Campaign) => Campaign,
): Promise<Campaign | null> => {
  const { won, doc } = await win<Campaign>(
    main,
    id,
    stored => (isCampaign(stored) && stored.state === 'running' ? apply(stored) : null),
    { fence },
  );
  return won ? doc : null;
};

/** Everybody of an audience with her lot, lowest first. */
const drawn = async ({ main, settings }: Carrying, campaign: Campaign): Promise<string[]> => {
  const key = campaignKey(campaign);
  const lots: [lot: number, id: string][] = [];
  await eachOf(main, campaign.audience, settings, async people => {
    for (const { _id } of people) lots.push([lotOf(key, _id), _id]);
  });
  return lots.sort(([a, one], [b, other]) => a - b || (one < other ? -1 : 1)).map(([, id]) => id);
};

/** A document for each recipient of the share, page after page; those that are there stay as they are. */
const fill = async (carrying: Carrying, campaign: Campaign, signal: AbortSignal): Promise<Campaign | null> => {
  const { main, now, fence } = carrying;
  if ((campaign.filled ?? 0) >= campaign.share) return campaign;
  const people = await drawn(carrying, campaign);
  if (people.length > mayHaveGrownTo(campaign.people ?? 0))
    return whileRunning(carrying, campaign._id, stored => ({
      ...stored,
      state: 'stopped',
      history: [...stored.history, entry(now(), 'grew', { people: people.length })],
    }));
  const taken = people.slice(0, sharedBy(people.length, campaign.share));
  const key = campaignKey(campaign);
  const at = new Date(now()).toISOString();
  let refused = 0;
  for (let from = 0; from < taken.length; from += audiencePage) {
    if (signal.aborted) return null;
    fence();
    const results = await main.write(
      taken.slice(from, from + audiencePage).map(
        (contact): Recipient => ({
          ...{ _id: recipientId(key, contact), type: 'recipient', campaign: key, contact },
          ...{ state: 'waits', until: 0, at },
        }),
      ),
    );
    refused += results.filter(isRefused).length;
  }
  // It is filled once all are there: those who are not are tried again at the next round.
  if (refused > 0) return campaign;
  return whileRunning(carrying, campaign._id, stored =>
    stored.share === campaign.share ? { ...stored, filled: stored.share } : stored,
  );
};

/** Recipients whose moment has come. */
const waiting = async (main: Store, key: string, now: Ms, limit: number): Promise<Recipient[]> => {
  const rows = await main.query<null, Recipient>('medic-campaigns/recipients', {
    ...{ startKey: [key, 'to', 'waits', 0], endKey: [key, 'to', 'waits', now], limit, docs: true },
  });
  return rows.flatMap(({ doc }) => (doc?.state === 'waits' ? [doc] : []));
};

/**
 * One page of recipients: what each gets is written before that she was given it, so a crash in between says it no second
 * time, since its id is made from campaign and person.
 * @returns how many were given it
 */
const releasePage = async (carrying: Carrying, campaign: Campaign, page: readonly Recipient[], from: Ms) => {
  const { main, settings, now, fence } = carrying;
  const { says } = campaign;
  const dialogue = 'dialogue' in says ? says.dialogue : undefined;
  const version = dialogue === undefined ? null : await versionInForce(main, dialogue, now());
  const docs = await main.getMany<Contact>(page.map(({ contact }) => contact));
  const people = docs.flatMap(doc => doc ?? []);
  const around = await surroundingsOf(main, people, campaignAddress, dialogue);
  const judging = { campaign, settings, now: now(), repeatable: version?.dialogue.repeatable === true };
  const step = 60_000 / campaign.rate;
  const [said, told]: [Doc[], Recipient[]] = [[], []];
  let count = 0;
  for (const [index, recipient] of page.entries()) {
    const contact = docs[index];
    const at = new Date(now()).toISOString();
    const isGone = !contact || (dialogue !== undefined && !version);
    const verdict = isGone ? ({ is: 'left_out', reason: 'gone' } as const) : judge(contact, around, judging);
    if (verdict.is !== 'given') {
      const { is: state, ...why } = verdict;
      told.push({ ...recipient, ...why, state, at });
      continue;
    }
    const what = given(campaign, contact!, verdict, { version, settings, now: now(), due: from + count * step });
    if (what) {
      count += 1;
      said.push(what);
    }
    const { reason: _, ...rest } = recipient;
    told.push(
      what ? { ...rest, state: 'given', doc: what._id, at } : { ...rest, state: 'left_out', reason: 'no words', at },
    );
  }
  fence();
  const results = said.length > 0 ? await main.write(said) : [];
  const refused = new Set(results.filter(isRefused).map(({ id }) => id));
  // Nobody was given what the database did not take: she waits, and does not hold up those after her.
  const later = ({ doc: _, ...rest }: Recipient): Recipient => ({ ...rest, state: 'waits', until: now() + lookAgain });
  await main.write(told.map(recipient => (refused.has(recipient.doc ?? '') ? later(recipient) : recipient)));
  return count;
};

/** For how long what is said is planned ahead: a stop takes no more than that back. */
const ahead: Ms = 60_000;

/** Says a campaign to those whose turn it is in the coming minute, one after the other. */
const release = async (carrying: Carrying, campaign: Campaign, signal: AbortSignal): Promise<number> => {
  const { main, now } = carrying;
  const begun = now();
  const step = 60_000 / campaign.rate;
  const from = Math.max(begun, campaign.planned_until ?? 0);
  const most = Math.floor((begun + ahead - from) / step);
  let count = 0;
  while (count < most && !signal.aborted) {
    const page = await waiting(main, campaignKey(campaign), begun, Math.min(audiencePage, most - count));
    if (page.length === 0) break;
    // Somebody may have stopped it between two pages.
    const fresh = await main.get<Campaign>(campaign._id);
    if (fresh?.state !== 'running') break;
    count += await releasePage(carrying, fresh, page, from + count * step);
  }
  const until = Math.round(from + count * step);
  if (count > 0) await whileRunning(carrying, campaign._id, stored => ({ ...stored, planned_until: until }));
  return count;
};

/** A campaign of which nobody waits any more is done, once it went to all. */
const endWhenThrough = async (carrying: Carrying, campaign: Campaign): Promise<void> => {
  const key = campaignKey(campaign);
  if (campaign.share < 100 || campaign.filled !== 100) return;
  const waits = await carrying.main.count('medic-campaigns/recipients', {
    startKey: [key, 'to', 'waits'],
    endKey: [key, 'to', 'waits', {}],
  });
  if (waits > 0) return;
  await whileRunning(carrying, campaign._id, stored => ({
    ...stored,
    state: 'done',
    history: [...stored.history, entry(carrying.now(), 'done')],
  }));
};

/** Carries out one campaign as far as it goes now. @returns how many were given it */
export const carryOut = async (carrying: Carrying, campaign: Campaign, signal: AbortSignal): Promise<number> => {
  const filled = await fill(carrying, campaign, signal);
  if (filled?.state !== 'running') return 0;
  let count = 0;
  if (filled.resumes) {
    const back = await bringBack(carrying, filled);
    count += back.count;
    if (back.refused === 0)
      await whileRunning(carrying, campaign._id, ({ resumes: _, ...stored }) => stored as Campaign);
  }
  count += await release(carrying, filled, signal);
  await endWhenThrough(carrying, filled);
  return count;
};

/** Carries campaigns out: makes their recipients, and says to each what is to be said when her turn has come. */
export const campaignsJob: Job = {
  name: 'campaigns',
  about: 'says campaigns to the people of their audiences, as fast as each may go',
  when: everyMinute,
  run: async (context, signal) => {
    const { main, now, fence } = context;
    const { settings } = context.programme();
    const carrying: Carrying = { main, now, fence, settings };
    const all = await main.range<Campaign>({ ...campaignRange, limit: mostCampaigns });
    let done = 0;
    for (const campaign of all) {
      if (signal.aborted) break;
      if (!isCampaign(campaign)) continue;
      if (campaign.state === 'running') done += await carryOut(carrying, campaign, signal);
      if (campaign.state === 'stopped') await clearStopped(carrying, campaign);
      context.progress(done);
    }
    return { done };
  },
};
