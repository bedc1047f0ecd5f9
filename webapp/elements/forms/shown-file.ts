import { html, type TemplateResult } from 'lit';
import type { ShownFile } from '../../data/forms/answer-files.ts';
import { bytes } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import '../../design/form-icons.ts';
import '../app-icon.ts';

/**
 * A file that somebody answered with: pictures are seen, sounds and films are played, all else is named. None is ever
 * opened as a page, in which it could run.
 * @param file undefined as long as it is not read, and where this device does not hold it
 */
export const shownFile = (name: string, file: ShownFile | undefined): TemplateResult => {
  const kind = file?.type.split('/')[0];
  if (file && kind === 'image')
    return html`<img class="shown" src=${file.url} alt=${t('form.file.named', { name })} />`;
  if (file && kind === 'audio')
    return html`<audio class="shown" controls preload="metadata" src=${file.url} aria-label=${name}></audio>`;
  if (file && kind === 'video')
    return html`<video class="shown" controls preload="metadata" src=${file.url} aria-label=${name}></video>`;
  const words = html`<app-icon name="file"></app-icon><span dir="auto">${name}</span>`;
  if (!file) return html`<p class="kept">${words}</p>`;
  return html`<a class="kept" href=${file.url} download=${name}>${words}<span class="soft">${bytes(file.size)}</span></a>`;
};
