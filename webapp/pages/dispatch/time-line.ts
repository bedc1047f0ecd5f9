import { css, html, nothing, type TemplateResult } from 'lit';
import type { HistoryLine } from '../../data/dispatch/board.ts';
import { moment } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { distanceIn, reasonIn, stageIn, stateIn } from './in-words.ts';

export const timeLineStyles = css`
  .line { border-inline-start: 3px solid var(--line-strong); padding-inline-start: 1rem; display: grid; gap: 0.75rem; }
  .line li { position: relative; display: grid; gap: 0.125rem; }
  .line li::before {
    content: ''; position: absolute; inset-inline-start: -1.4375rem; inset-block-start: 0.375rem; inline-size: 0.75rem;
    block-size: 0.75rem; border-radius: 50%; background: var(--brand); border: 2px solid var(--card);
  }
`;

/** What happened, in a sentence. */
const sentence = (line: HistoryLine, now: number): string => {
  const { kind, who, stage, whom, km, again, hours, time } = line;
  const name = who?.name ?? '';
  if (kind === 'asked')
    return t('dispatch.line.asked', {
      names: (whom ?? []).map(each => each.name).join(', '),
      distance: distanceIn({ km: km ?? null }),
    });
  if (kind === 'nobody') return t(hours ? 'dispatch.line.hours' : 'dispatch.line.nobody', { when: moment(again, now) });
  if (kind === 'press' || kind === 'typed' || kind === 'photo')
    return t('dispatch.line.answered', { name, stage: stage ? stageIn(stage) : t('dispatch.line.more') });
  if (kind === 'joined') return t('dispatch.line.joined', { number: line.trip ?? '' });
  if (kind === 'led') return t('dispatch.line.led', { state: stateIn(line.state ?? '') });
  if (kind === 'told') return t(`dispatch.line.${line.what}`, { name });
  return t(`dispatch.line.${kind}`, { name, when: time ? moment(time, now) : '', owner: line.owner ?? '' }).trim();
};

/** All that happened to a request, the newest last. */
export const timeLine = (history: readonly HistoryLine[], now: number): TemplateResult =>
  html`<ol class="line">
    ${history.map(
      line => html`<li>
        <span><bdi>${sentence(line, now)}</bdi></span>
        <span class="small soft">${moment(line.at, now)}${line.by ? html` · ${line.by}` : nothing}${
          line.reason ? html` · <bdi>${reasonIn(line.reason)}</bdi>` : nothing
        }</span>
      </li>`,
    )}
  </ol>`;
