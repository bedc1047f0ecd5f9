import { html, type TemplateResult } from 'lit';
import { Refused } from '../data/console/ask.ts';
import { emptyPage } from '../elements/empty.ts';
import { t } from '../words/words.ts';
import { whyNot } from './why-not.ts';

/**
 * What stands on a page whose person, group or request could not be read: that there is none of that address, or why it
 * could not be read, and a way on.
 * @param list the page on which all of them stand, and its title
 */
export const notThere = (error: unknown, list: { href: string; title: string }): TemplateResult => {
  const onward = html`<a class="act" href=${list.href}>${list.title}</a>`;
  if (error instanceof Refused && error.status === 404)
    return emptyPage('users', t('app.not_found'), t('app.not_found.hint'), onward);
  return html`<h1>${list.title}</h1>
    <p class="fault" role="alert">${whyNot(error)}</p>
    <div class="acts">${onward}</div>`;
};
