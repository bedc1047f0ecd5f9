import { consume } from '@lit/context';
import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Shown } from '../../data/campaigns/campaign.ts';
import { ask } from '../../data/console/ask.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { emptyList } from '../../elements/empty.ts';
import { ago, number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { campaignStyles, stateChip } from './look.ts';
import { ServerPage } from './trying.ts';
import '../../elements/app-icon.ts';

/** All campaigns, the newest first. */
@customElement('campaigns-page')
export class CampaignsPage extends ServerPage {
  static override styles = [shared, consoleStyles, campaignStyles];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @state() private all: Shown[] | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.trying(async () => {
      this.all = (await ask<{ campaigns: Shown[] }>('/api/v1/campaigns')).campaigns;
    });
  }

  protected override render() {
    const { all } = this;
    return html`<h1>${t('campaigns.title')}</h1>
      <p class="soft">${t('campaigns.hint')}</p>
      ${this.trouble ? html`<p class="fault" role="alert">${this.trouble}</p>` : nothing}
      ${
        this.phone.programme.may('can_run_campaigns')
          ? html`<div class="acts"><a class="act main" href="/campaigns/new"><app-icon name="plus"></app-icon>${t('campaigns.new')}</a><a class="act" href="/promoters">${t('promoters.title')}</a></div>`
          : nothing
      }
      ${all || this.trouble ? nothing : html`<p role="status">${t('app.loading')}</p>`}
      ${all?.length === 0 ? emptyList('send', t('campaigns.none'), t('campaigns.none.hint')) : nothing}
      ${all?.length ? html`<ul class="list">${all.map(campaign => this.row(campaign))}</ul>` : nothing}`;
  }

  private row({ id, title, state: stands, says, share, people, history }: Shown) {
    const what = 'dialogue' in says ? t('campaigns.dialogue.is', { id: says.dialogue }) : Object.values(says.text)[0];
    const made = Date.parse(history[0]?.at ?? '');
    return html`<li><a class="card row" href="/campaigns/${id}">
      <span class="head"><strong><bdi>${title}</bdi></strong>${stateChip(stands)}</span>
      <span class="soft clip"><bdi>${what}</bdi></span>
      <span class="small soft">${people === undefined ? '' : `${t('campaigns.people', { count: people })} · `}${
        share > 0 ? `${t('campaigns.share.is', { share: number(share) })} · ` : ''
      }${ago(made, this.phone.clock())} · <bdi>${history[0]?.by}</bdi></span>
    </a></li>`;
  }
}
