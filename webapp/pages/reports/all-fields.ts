import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shared } from '../../design/styles.ts';
import { AppElement } from '../../elements/app-element.ts';
import { t } from '../../words/words.ts';

/** Every value of a report by its path, groups and repeats included. */
export const valuesByPath = (fields: unknown, path = ''): [path: string, value: string][] => {
  if (typeof fields !== 'object' || fields === null) return [[path, String(fields ?? '')]];
  return Object.entries(fields).flatMap(([name, value]) => {
    const at = Array.isArray(fields) ? `${path}[${Number(name) + 1}]` : path ? `${path}/${name}` : name;
    return valuesByPath(value, at);
  });
};

/** All that a report holds, under the names that its form gave it: for one whose form is gone. */
@customElement('all-fields')
export class AllFields extends AppElement {
  static override styles = [
    shared,
    css`
      details { overflow: hidden; }
      summary { display: flex; align-items: center; min-block-size: var(--touch); padding-inline: var(--gutter); cursor: pointer; font-weight: 600; }
      p { padding: 0 var(--gutter) 0.75rem; color: var(--ink-soft); }
      dl > div { display: grid; gap: 0.125rem; padding: 0.5rem var(--gutter); border-block-start: 1px solid var(--line); }
      dt { color: var(--ink-soft); font-size: 0.8125rem; overflow-wrap: anywhere; }
      dd { font-weight: 550; overflow-wrap: anywhere; }
    `,
  ];

  @property({ attribute: false }) fields: Record<string, unknown> = {};

  protected override render() {
    const values = valuesByPath(this.fields);
    return html`<details class="card">
      <summary>${t('report.all_fields', { count: values.length })}</summary>
      <p class="small">${t('report.form_gone')}</p>
      <dl>${values.map(([path, value]) => html`<div><dt>${path}</dt><dd dir="auto">${value || '—'}</dd></div>`)}</dl>
    </details>`;
  }
}
