import type { OpeningOnPhone } from '../../data/forms/open-filling.ts';
import type { Phone } from '../../data/phone/phone-context.ts';
import { summed } from '../../data/summary/summary-of.ts';

/** How long code of the programme that a form calls may take, in ms. */
const forExtension = 2000;

/** The phone, with what the programme's own code says of a contact, and the way to call it. */
export const withCode = (phone: Phone): OpeningOnPhone => ({
  ...phone,
  summaryOf: async contact => {
    const made = await summed(phone, await phone.care.open(), contact);
    return made && 'summary' in made ? made.summary.context : {};
  },
  extension: async (name, args) => {
    const { fence } = await phone.care.open();
    return fence.ask({ is: 'extension', name, args }, forExtension, true);
  },
});
