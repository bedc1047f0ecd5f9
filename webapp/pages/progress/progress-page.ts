import { consume } from '@lit/context';
import type { Progress } from '@rounds/sentinel/progress/progress.ts';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { ask } from '../../data/console/ask.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { shared } from '../../design/styles.ts';
import { emptyList } from '../../elements/empty.ts';
import type { Line } from '../../elements/progress/day-chart.ts';
import '../../elements/progress/day-chart.ts';
import '../../elements/progress/ways-picture.ts';
import { consoleStyles } from '../../design/console.ts';
import { day as dayWords, number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { campaignStyles } from '../campaigns/look.ts';
import { ServerPage } from '../campaigns/trying.ts';

/** Where people may stand. */
const places = ['in', 'finished', 'stopped'] as const;

/** Colours of the design for lines side by side; beyond them lines are dashed. */
const lineColours = ['--brand', '--good-ink', '--wait-ink', '--bad-ink', '--place'] as const;

/** Rows of a table that are shown at first. */
const firstRows = 15;

/** How a study goes: entries and runs by day, how far people have come, how they go on, and where they stop. */
@customElement('progress-page')
export class ProgressPage extends ServerPage {
  static override styles = [
    shared,
    consoleStyles,
    campaignStyles,
    css`
      .card { min-inline-size: 0; }
      .card > * { min-inline-size: 0; }
      td.n, th.n { text-align: end; font-variant-numeric: tabular-nums; }
      td.name, th.name { overflow-wrap: anywhere; min-inline-size: 8rem; text-align: start; }
      summary { cursor: pointer; font-weight: 600; min-block-size: 44px; display: flex; align-items: center; }
      tbody th { font-weight: 550; color: var(--ink); white-space: normal; }
      thead th { white-space: normal; overflow-wrap: normal; vertical-align: bottom; }
      @media (max-width: 30rem) {
        th, td { padding-inline: 0.25rem; font-size: 0.875rem; }
        td.name, th.name { min-inline-size: 4.5rem; }
      }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @state() private progress: Progress | undefined;
  /** Tables of which all rows are shown. */
  @state() private whole: readonly string[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.trying(async () => {
      this.progress = await ask<Progress>('/api/v1/study/progress');
    });
  }

  protected override render() {
    const { progress, trouble } = this;
    return html`<h1>${t('progress.title')}</h1>
      ${trouble ? html`<p class="fault" role="alert">${trouble}</p>` : nothing}
      ${progress || trouble ? nothing : html`<p role="status">${t('app.loading')}</p>`}
      ${progress ? (progress.people.begun === 0 ? this.nobody() : this.shown(progress)) : nothing}`;
  }

  private nobody() {
    return emptyList('trending-up', t('progress.none'), t('progress.none.hint'));
  }

  private shown(progress: Progress) {
    return html`<dl class="figures">
        <div><dt>${t('progress.begun')}</dt><dd>${number(progress.people.begun)}</dd></div>
        ${places.map(
          place => html`<div class=${place === 'finished' ? 'good' : place === 'in' ? 'wait' : ''}>
            <dt>${t(`progress.stand.${place}`)}</dt><dd>${number(progress.people[place])}</dd></div>`,
        )}
      </dl>
      ${this.entries(progress)} ${this.reached(progress)} ${this.runs(progress)} ${this.dialogues(progress)}
      ${this.ways(progress)} ${this.byProfile(progress)} ${this.steps(progress)}`;
  }

  private chart(title: string, { days }: Progress, lines: readonly Line[], hint = '') {
    return html`<h2>${title}</h2>
      ${hint ? html`<p class="small soft">${hint}</p>` : nothing}
      <day-chart label=${t('progress.picture', { title })} day=${t('progress.day')} .now=${this.phone.clock()} .days=${days.map(({ day }) => day)} .lines=${lines}></day-chart>`;
  }

  private entries(progress: Progress) {
    const { days } = progress;
    return html`<section class="card">${this.chart(t('progress.entries'), progress, [
      { label: t('progress.people'), values: days.map(({ people }) => people), colour: '--brand' },
    ])}</section>`;
  }

  private reached(progress: Progress) {
    const { days } = progress;
    const lines: Line[] = [
      {
        label: t('progress.high'),
        values: days.map(({ high }) => high),
        colour: '--good-ink',
        dashed: true,
        fills: true,
      },
      { label: t('progress.middle'), values: days.map(({ middle }) => middle), colour: '--brand', fills: true },
      { label: t('progress.low'), values: days.map(({ low }) => low), colour: '--wait-ink', dashed: true },
    ];
    return html`<section class="card">${this.chart(t('progress.reached'), progress, lines, t('progress.reached.hint'))}</section>`;
  }

  private runs(progress: Progress) {
    const { days } = progress;
    const rows = [...days]
      .reverse()
      .map(({ day, entries, people, begun, done, low, middle, high }) => [
        dayWords(`${day}T12:00:00`, this.phone.clock()),
        ...[entries, people, begun, done, low, middle, high],
      ]);
    const heads = ['day', 'new', 'people', 'runs.begun', 'runs.done', 'low', 'middle', 'high'];
    return html`<section class="card">${this.chart(t('progress.runs'), progress, [
      { label: t('progress.runs.begun'), values: days.map(({ begun }) => begun), colour: '--ink-soft', bars: true },
      { label: t('progress.runs.done'), values: days.map(({ done }) => done), colour: '--brand' },
    ])}
      <details><summary>${t('progress.days')}</summary>${this.table('days', t('progress.days'), heads, rows)}</details>
    </section>`;
  }

  private dialogues({ dialogues }: Progress) {
    const rows = dialogues.map(({ dialogue, place, begun, done, stand }) => [
      place === undefined ? dialogue : `${place}. ${dialogue}`,
      ...[begun, done, ...places.map(each => stand[each])],
    ]);
    return html`<section class="card"><h2>${t('progress.where')}</h2>
      <p class="small soft">${t('progress.where.hint')}</p>
      ${this.table('where', t('progress.where'), ['dialogue', 'runs.begun', 'runs.done', ...places.map(each => `stand.${each}`)], rows)}
    </section>`;
  }

  private ways({ ways, people }: Progress) {
    const rows = ways.map(({ nth, from, to, ends, people: count }) => [
      `${nth}. ${from}`,
      ...[ends ? t(`progress.end.${ends}`) : (to ?? ''), count],
    ]);
    return html`<section class="card"><h2>${t('progress.ways')}</h2>
      <p class="small soft">${t('progress.ways.hint')}</p>
      <ways-picture .ways=${ways} label=${t('progress.ways.picture', { count: people.begun })}></ways-picture>
      <details><summary>${t('progress.ways.table')}</summary>
        ${this.table('ways', t('progress.ways.table'), ['from', 'to', 'count'], rows)}</details>
    </section>`;
  }

  /** Who came in by what they said of themselves, and how their answers go together. */
  private byProfile(progress: Progress) {
    const { profile } = progress;
    if (!profile) return nothing;
    const { curves, flows, labels } = profile;
    return html`${curves.map(({ field, label, days, lines }) => {
      const shown = lines.map(({ value, people }, at): Line => {
        const colour = lineColours[at % lineColours.length]!;
        return { label: value, values: people, colour, dashed: at >= lineColours.length };
      });
      const rows = lines.map(({ value, people }) => [value, people.at(-1) ?? 0]);
      return html`<section class="card">
        ${this.chart(t('progress.profile', { label }), { ...progress, days: progress.days.slice(-days.length) }, shown, t('progress.profile.hint'))}
        ${this.table(`profile-${field}`, t('progress.profile', { label }), ['value', 'count'], rows)}
      </section>`;
    })}
    ${
      flows.length === 0
        ? nothing
        : html`<section class="card"><h2>${t('progress.flows')}</h2>
            <p class="small soft">${labels.join(' → ')}</p>
            <ways-picture .ways=${flows} name=${t('progress.flows')} label=${t('progress.flows.picture', { labels: labels.join(', ') })}></ways-picture>
            <details><summary>${t('progress.flows.table')}</summary>
              ${this.table(
                'flows',
                t('progress.flows.table'),
                ['from', 'to', 'count'],
                flows.map(({ nth, from, to, people }) => [
                  `${labels[nth - 1]}: ${from}`,
                  ...[`${labels[nth]}: ${to}`, people],
                ]),
              )}</details>
          </section>`
    }`;
  }

  private steps({ steps }: Progress) {
    const rows = steps.map(({ dialogue, step, waits, stopped }) => [
      dialogue,
      ...[step || t('progress.step.none'), stopped, waits],
    ]);
    return html`<section class="card"><h2>${t('progress.steps')}</h2>
      <p class="small soft">${t('progress.steps.hint')}</p>
      ${
        rows.length === 0
          ? html`<p>${t('progress.steps.nobody')}</p>`
          : this.table('steps', t('progress.steps'), ['dialogue', 'step', 'stopped_after', 'waits_at'], rows)
      }
    </section>`;
  }

  private table(id: string, label: string, heads: string[], rows: (string | number)[][]): TemplateResult {
    const shown = this.whole.includes(id) ? rows : rows.slice(0, firstRows);
    const cell = (value: string | number) =>
      typeof value === 'number' ? html`<td class="n">${number(value)}</td>` : html`<td class="name">${value}</td>`;
    return html`<div class="wide" tabindex="0" role="region" aria-label=${label}><table data-table=${id}>
        <thead><tr>${heads.map(
          (head, at) =>
            html`<th scope="col" class=${typeof rows[0]?.[at] === 'number' ? 'n' : 'name'}>${t(`progress.${head}`)}</th>`,
        )}</tr></thead>
        <tbody>${shown.map(
          ([first = '', ...rest]) => html`<tr><th scope="row" class="name">${first}</th>${rest.map(cell)}</tr>`,
        )}</tbody>
      </table></div>
      ${
        shown.length < rows.length
          ? html`<div class="acts"><button class="act" @click=${() => this.showAll(id)}>${t('progress.all', { count: rows.length })}</button></div>`
          : nothing
      }`;
  }

  private showAll(id: string): void {
    this.whole = [...this.whole, id];
  }
}
