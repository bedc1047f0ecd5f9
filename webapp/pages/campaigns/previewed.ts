import { html, nothing } from 'lit';
import type { Draft, Preview } from '../../data/campaigns/campaign.ts';
import { moment, number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { byReason, languageName } from './look.ts';

const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((all, count) => all + count, 0);

const inLanguages = ({ languages }: Preview, { says }: Pick<Draft, 'says'>) => {
  if (!('text' in says)) return nothing;
  const spoken = [
    ...new Set([...Object.keys(says.text).filter(code => says.text[code]?.trim()), ...Object.keys(languages)]),
  ];
  return spoken.map(code => {
    const text = says.text[code]?.trim();
    return html`<h3>${languageName(code)} <span class="soft small">${t('campaigns.people', { count: languages[code] ?? 0 })}</span></h3>
      ${text ? html`<p class="bubble" lang=${code}>${text}</p>` : html`<p class="soft">${t('campaigns.no_words')}</p>`}`;
  });
};

/** What a campaign would come to if it went out now: who gets it, why others do not, when it is over, and how it reads. */
export const previewed = (preview: Preview, draft: Pick<Draft, 'says'>, now = Date.now()) => {
  const { people, gets, waits, left_out: leftOut, asleep, ends, shares, needs_approval: second } = preview;
  return html`<section class="card" id="preview" tabindex="-1" aria-label=${t('campaigns.preview.title')}>
    <h2>${t('campaigns.preview.title')}</h2>
    <dl class="figures">
      <div><dt>${t('campaigns.in_audience')}</dt><dd>${number(people)}</dd></div>
      <div class="good"><dt>${t('campaigns.gets')}</dt><dd>${number(gets)}</dd></div>
      <div class="wait"><dt>${t('campaigns.waits')}</dt><dd>${number(sum(waits))}</dd></div>
      <div><dt>${t('campaigns.left_out')}</dt><dd>${number(sum(leftOut))}</dd></div>
    </dl>
    ${sum(waits) > 0 ? html`<h3>${t('campaigns.waits')}</h3>${byReason(waits)}` : nothing}
    ${asleep ? html`<p class="small soft">${t('campaigns.asleep', { from: moment(asleep.from, now), to: moment(asleep.to, now) })}</p>` : nothing}
    ${sum(leftOut) > 0 ? html`<h3>${t('campaigns.left_out')}</h3>${byReason(leftOut)}` : nothing}
    ${people > 0 ? html`<p>${t('campaigns.ends', { when: moment(ends, now) })}</p>` : nothing}
    <p class="small soft">${shares.map(({ share, people: count }) => `${number(share)} %: ${number(count)}`).join(' · ')}</p>
    ${second ? html`<p class="warn">${t('campaigns.second')}</p>` : nothing}
    ${inLanguages(preview, draft)}
  </section>`;
};
