import { html, nothing, type TemplateResult } from 'lit';
import type { AskedRow, CandidateRow, Rank } from '../../data/dispatch/board.ts';
import { moment, number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { distanceIn, reasonIn, stageIn, termIn } from './in-words.ts';

/** Gives the errand to somebody. */
export type Assign =
  | {
      to: (volunteer: string, time?: string) => void;
      /** Who has another mission: the next press gives it to him all the same. */
      busy: string;
    }
  | undefined;

const terms = ['near', 'load', 'rest', 'answers', 'total'] as const;

const rankHead = (): TemplateResult =>
  html`<th>${t('dispatch.rank.km')}</th>${terms.map(term => html`<th>${t(`dispatch.rank.${term}`)}</th>`)}`;

const rankCells = (rank: Rank): TemplateResult =>
  html`<td class="fig" data-head=${t('dispatch.rank.km')}>${distanceIn(rank)}</td>${terms.map(
    term => html`<td class="fig" data-head=${t(`dispatch.rank.${term}`)}>${termIn(rank[term])}</td>`,
  )}`;

const button = (id: string, name: string, assign: Assign, time?: string): TemplateResult =>
  html`<td>${
    assign
      ? html`<button class="act" aria-label=${t(assign.busy === id ? 'dispatch.assign_anyway_to' : 'dispatch.assign_to', { name })}
          @click=${() => assign.to(id, time)}>${t(assign.busy === id ? 'dispatch.assign_anyway' : 'dispatch.act.assign')}</button>`
      : nothing
  }</td>`;

const table = (label: string, head: TemplateResult, rows: readonly TemplateResult[]): TemplateResult =>
  html`<div class="card wide" tabindex="0" role="region" aria-label=${label}>
    <table class="cards"><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>
  </div>`;

/** What somebody told after the mission, in one line. */
const told = ({ survey }: AskedRow): string =>
  survey
    ? [
        survey.amount === undefined ? '' : t('dispatch.survey.amount', { amount: number(survey.amount) }),
        survey.mood === undefined ? '' : t(`dispatch.say.mood.${survey.mood}`),
        survey.remarks ?? '',
      ]
        .filter(Boolean)
        .join(' · ')
    : '';

/** Those who were asked, with their answers and every term of the rank. */
export const askedTable = (
  people: readonly AskedRow[],
  now: number,
  assigned: string | undefined,
  assign: Assign,
): TemplateResult => {
  const first = [...people].sort(
    (a, b) => Number(b.stage === 'offered') - Number(a.stage === 'offered') || b.rank.total - a.rank.total,
  );
  return table(
    t('dispatch.were_asked'),
    html`<th>${t('dispatch.volunteer')}</th><th>${t('dispatch.answer')}</th><th>${t('dispatch.time')}</th>${rankHead()}<th><span class="unseen">${t('dispatch.acts')}</span></th>`,
    first.map(
      one => html`<tr>
        <td><bdi>${one.name}</bdi>${one.byChat ? nothing : html` <span class="badge">${t('dispatch.no_chat')}</span>`}</td>
        <td data-head=${t('dispatch.answer')}>${stageIn(one.stage)}${one.reason ? html`<br /><span class="small soft"><bdi>${reasonIn(one.reason)}</bdi></span>` : nothing}${
          told(one) ? html`<br /><span class="small soft"><bdi>${told(one)}</bdi></span>` : nothing
        }</td>
        <td data-head=${t('dispatch.time')}>${one.time ? moment(one.time, now) : ''}</td>
        ${rankCells(one.rank)}${button(one.id, one.name, one.id === assigned ? undefined : assign)}
      </tr>`,
    ),
  );
};

/** Those who could be asked, the best first, and those who are not, with the reason. */
export const candidateTable = (candidates: readonly CandidateRow[], assign: Assign): TemplateResult =>
  table(
    t('dispatch.could_be_asked'),
    html`<th>${t('dispatch.volunteer')}</th><th>${t('dispatch.not_asked')}</th>${rankHead()}<th><span class="unseen">${t('dispatch.acts')}</span></th>`,
    candidates.slice(0, 30).map(
      one => html`<tr>
        <td><bdi>${one.name}</bdi></td>
        <td data-head=${t('dispatch.not_asked')}>${one.against ? t(`dispatch.against.${one.against.replaceAll(' ', '_')}`) : ''}</td>
        ${rankCells(one.rank)}${button(one.id, one.name, one.against === 'not now' ? undefined : assign)}
      </tr>`,
    ),
  );
