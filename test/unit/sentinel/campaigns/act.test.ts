import type { Campaign, CampaignState } from '@rounds/ddocs/campaigns/campaign.ts';
import { type Acting, acted, type CampaignAct, isRefusal } from '@rounds/sentinel/campaigns/act.ts';
import { expect } from 'chai';

const campaign = (state: CampaignState, more: Partial<Campaign> = {}): Campaign => ({
  ...{ _id: 'campaign:c', type: 'campaign', title: 'C', says: { text: { en: 'Hello' } }, when_busy: 'wait', rate: 60 },
  ...{ audience: { under: [], languages: [], fields: {} }, state, share: state === 'draft' ? 0 : 10, history: [] },
  started_by: 'maria',
  ...more,
});
const acting = (act: CampaignAct, more: Partial<Acting> = {}): Acting => ({
  ...{ act, by: 'maria', at: '2026-03-10T12:00:00.000Z', people: 20, approveAbove: 100, share: 100 },
  ...more,
});

describe('What may be done with a campaign', () => {
  const table: [from: CampaignState, act: CampaignAct, more: Partial<Acting>, to: CampaignState | RegExp][] = [
    ['draft', 'start', {}, 'running'],
    ['draft', 'start', { people: 100 }, 'running'],
    ['draft', 'start', { people: 101 }, 'asked'],
    ['draft', 'start', { people: 0 }, /Nobody/],
    ['draft', 'approve', { by: 'peter' }, /draft/],
    ['draft', 'stop', {}, /draft/],
    ['asked', 'approve', { by: 'maria' }, /cannot approve/],
    ['asked', 'approve', { by: 'peter' }, 'running'],
    ['asked', 'stop', {}, 'draft'],
    ['asked', 'start', {}, /asked/],
    ['running', 'start', {}, /running/],
    ['running', 'share', { share: 100 }, 'running'],
    ['running', 'share', { share: 10 }, /10 % already/],
    ['running', 'share', { share: 1 }, /10 % already/],
    ['running', 'stop', {}, 'stopped'],
    ['running', 'go_on', {}, /running/],
    ['stopped', 'go_on', {}, 'running'],
    ['stopped', 'share', {}, /stopped/],
    ['done', 'again', {}, 'running'],
    ['done', 'stop', {}, 'stopped'],
    ['done', 'start', {}, /done/],
  ];
  for (const [from, act, more, to] of table)
    it(`is ${to} for ${act} of one that is ${from}${more.people === undefined ? '' : `, with ${more.people} people`}${more.by ? `, by ${more.by}` : ''}`, () => {
      const before = campaign(from);
      const after = acted(before, acting(act, more));
      if (to instanceof RegExp) {
        expect(isRefusal(after) && after.refused).to.match(to);
        expect(isRefusal(after) && after.hint).to.match(/^[A-Z]/);
        return;
      }
      expect(isRefusal(after) ? after.refused : after.state).to.equal(to);
      expect((after as Campaign).history).to.have.lengthOf(1);
      expect((after as Campaign).history[0]).to.include({ act, by: more.by ?? 'maria' });
    });

  it('never takes a share back', () => {
    expect(acted(campaign('running', { share: 10 }), acting('share', { share: 100 }))).to.include({ share: 100 });
    expect(acted(campaign('draft'), acting('start', { share: 1 }))).to.include({ share: 1, people: 20 });
  });
});
