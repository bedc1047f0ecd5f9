import { type Campaign, campaignKey, campaignRange, isCampaign } from '@rounds/ddocs/campaigns/campaign.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { preview } from '@rounds/sentinel/campaigns/preview.ts';
import { newestText } from '@rounds/sentinel/dialogues/built-in.ts';
import { isOfOwnWord, ofOwnWord } from '@rounds/sentinel/dialogues/own-word.ts';
import { win } from '@rounds/sentinel/engine/win.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { callerOf } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import type { Visibility } from '../visibility/visibility.ts';
import { visible } from '../visibility/visible.ts';
import { type CampaignBody, readAct, readCampaign } from './body.ts';
import { act, type CampaignGround, campaignOf, makeCampaign } from './carry.ts';
import { choicesOf } from './choices.ts';
import { countsOf } from './counts.ts';
import { peopleOf } from './people.ts';
import { seenAudience } from './seen-audience.ts';

/** The parts that the doors of campaigns take. */
export interface CampaignParts extends CampaignGround, Pick<Visibility, 'audiences' | 'scope'> {}

/** Campaigns that are listed at once, and a body at most. */
const [most, bodyLimit] = [500, 2 * 1024 * 1024];

const shown = (campaign: Campaign) => {
  const { _id, _rev, type: _, ...rest } = campaign;
  return { id: campaignKey({ _id }), ...rest };
};

const stateOf = (given: string | undefined) =>
  given === 'waits' || given === 'left_out' || given === 'given' ? given : 'given';

/**
 * The doors of campaigns, for holders of `can_run_campaigns`: `GET POST /api/v1/campaigns`, `POST .../preview`, `GET PUT
 * .../:id`, `POST .../:id/acts`, `GET .../:id/people`. To approve one takes `can_approve_campaigns`. Who sees a part of the
 * programme only writes to people of that part.
 */
export const campaignRoutes = (app: FastifyInstance, parts: CampaignParts): void => {
  const { main, settings, now } = parts;
  const may = (request: FastifyRequest): void =>
    need(settings.current(), callerOf(request).roles, 'can_run_campaigns', 'can_approve_campaigns');
  const mayRun = (request: FastifyRequest): void =>
    need(settings.current(), callerOf(request).roles, 'can_run_campaigns');

  /** @throws AppError where it would go to people whom the caller may not see, or begin a dialogue that is not there */
  const judged = async (request: FastifyRequest): Promise<CampaignBody> => {
    mayRun(request);
    const body = readCampaign(request.body, settings.current());
    await seenAudience(parts, request, body.audience);
    if ('dialogue' in body.says) {
      const { dialogue } = body.says;
      const text = await newestText(main, dialogue);
      if (!text)
        throw new AppError('request/invalid', `There is no dialogue "${dialogue}"`, {
          hint: `Publish it with PUT /api/v1/dialogues/${dialogue}`,
        });
      if (isOfOwnWord(text)) throw ofOwnWord(dialogue);
    }
    return body;
  };

  app.get('/api/v1/campaigns', async request => {
    may(request);
    const docs = await main.range<Campaign>({ ...campaignRange, limit: most });
    const all = docs.filter(isCampaign).map(shown);
    const madeAt = ({ history }: { history: Campaign['history'] }): string => history[0]?.at ?? '';
    return { campaigns: all.sort((a, b) => madeAt(b).localeCompare(madeAt(a))) };
  });

  app.post('/api/v1/campaigns', { bodyLimit }, async (request, reply) => {
    const body = await judged(request);
    return reply.code(201).send(shown(await makeCampaign(parts, body, callerOf(request).name)));
  });

  app.post('/api/v1/campaigns/preview', { bodyLimit }, async request =>
    preview(main, await judged(request), settings.current(), now()),
  );

  app.get('/api/v1/campaigns/choices', async request => {
    mayRun(request);
    const scope = await parts.scope(callerOf(request));
    return choicesOf(main, settings.current(), async contacts => (await visible(parts, scope, contacts)) as Contact[]);
  });

  app.get<{ Params: { id: string } }>('/api/v1/campaigns/:id', async request => {
    may(request);
    const campaign = await campaignOf(parts, request.params.id);
    return { ...shown(campaign), counts: await countsOf(main, campaign) };
  });

  app.put<{ Params: { id: string } }>('/api/v1/campaigns/:id', { bodyLimit }, async request => {
    const body = await judged(request);
    const { _id } = await campaignOf(parts, request.params.id);
    const entry = { at: new Date(now()).toISOString(), by: callerOf(request).name, act: 'changed' as const };
    const { won, doc } = await win<Campaign>(main, _id, stored =>
      isCampaign(stored) && stored.state === 'draft'
        ? { ...stored, ...body, history: [...stored.history, entry] }
        : null,
    );
    if (!won || !doc)
      throw new AppError('doc/conflict', 'Only a draft can be changed', { hint: 'Make a new campaign of it' });
    return shown(doc);
  });

  app.post<{ Params: { id: string } }>('/api/v1/campaigns/:id/acts', async request => {
    may(request);
    const { act: what, share } = readAct(request.body);
    const { name: by, roles } = callerOf(request);
    need(settings.current(), roles, what === 'approve' ? 'can_approve_campaigns' : 'can_run_campaigns');
    return shown(await act(parts, request.params.id, { act: what, by, share }));
  });

  app.get<{ Params: { id: string }; Querystring: { state?: string; skip?: string } }>(
    '/api/v1/campaigns/:id/people',
    async request => {
      may(request);
      const campaign = await campaignOf(parts, request.params.id);
      const scope = await parts.scope(callerOf(request));
      const skip = Math.min(100_000, Math.max(0, Math.trunc(Number(request.query.skip)) || 0));
      return peopleOf(
        main,
        campaign,
        stateOf(request.query.state),
        skip,
        async contacts => (await visible(parts, scope, contacts)) as Contact[],
      );
    },
  );
};
