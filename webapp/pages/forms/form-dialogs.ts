import { html, nothing, type TemplateResult } from 'lit';
import '../../elements/forms/leave-dialog.ts';
import '../../elements/muting/muted-warning.ts';

/** Asks a person who leaves with answers what becomes of them. */
export const leaveDialog = (stay: () => void, leave: (keep: boolean) => void): TemplateResult =>
  html`<leave-dialog @stayed=${stay} @kept=${() => leave(true)} @dropped=${() => leave(false)}></leave-dialog>`;

/** Warns of a form about somebody who is muted. @param above whether it is a place above who is */
export const mutedWarning = (
  warn: boolean,
  name: string,
  above: boolean,
  on: { goOn: () => void; unmute: () => void; leave: () => void },
): TemplateResult | typeof nothing =>
  warn
    ? html`<muted-warning .name=${name} .above=${above} @go-on=${on.goOn} @unmute=${on.unmute}
        @leave=${on.leave}></muted-warning>`
    : nothing;
