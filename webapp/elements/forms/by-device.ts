import { html, type TemplateResult } from 'lit';
import { type Asked, looks } from './asked.ts';
import { deviceQuestion } from './device-answer.ts';
import './countdown-answer.ts';
import './drawn-answer.ts';
import './file-answer.ts';
import './line-answer.ts';
import './position-answer.ts';

/** A question for a file, a drawing, a position or a line of them. */
export const deviceAnswer = (asked: Asked): TemplateResult => {
  const { field } = asked;
  if (field.kind === 'geopoint')
    return deviceQuestion(asked, html`<position-answer .asked=${asked}></position-answer>`);
  if (field.kind === 'geotrace' || field.kind === 'geoshape')
    return deviceQuestion(asked, html`<line-answer .asked=${asked}></line-answer>`);
  if (looks(field, 'draw', 'signature', 'annotate'))
    return deviceQuestion(asked, html`<drawn-answer .asked=${asked}></drawn-answer>`);
  return deviceQuestion(asked, html`<file-answer .asked=${asked}></file-answer>`);
};

/** A question that waits for some seconds, or a note that does so. */
export const countdownAnswer = (asked: Asked): TemplateResult => {
  const clock = html`<countdown-answer .asked=${asked}></countdown-answer>`;
  return asked.field.kind === 'note' ? clock : deviceQuestion(asked, clock);
};

/** A question for a day of the calendar of Nepal, whose table of months comes when it is first needed. */
export const dayAnswer = (asked: Asked): TemplateResult => {
  void import('./bikram-day.ts');
  return deviceQuestion(asked, html`<bikram-day .asked=${asked}></bikram-day>`);
};
