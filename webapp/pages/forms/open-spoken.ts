import type { Purpose } from '@rounds/sentinel/forms/purpose.ts';
import type { Draft } from '../../data/forms/drafts.ts';
import { type OnPhone, openOnPhone } from '../../data/forms/open-filling.ts';
import type { Phone } from '../../data/phone/phone-context.ts';
import { t } from '../../words/words.ts';
import type { Subject } from './form-subject.ts';
import { withCode } from './with-code.ts';

/** How a form is opened. */
interface How {
  language: string;
  draft: Draft | undefined;
  /** Called where something came after the form was opened, such as a position. */
  changed: () => void;
  gone: AbortSignal;
}

/** Opens a form in a language. @returns null where the phone does not hold it */
export const openSpoken = (
  phone: Phone,
  purpose: Purpose,
  about: Pick<Subject, 'contact' | 'report'>,
  { language, draft, changed, gone }: How,
): Promise<OnPhone | null> => {
  const phoneWords = {
    invalid: () => t('form.phone.invalid'),
    taken: (name: string) => t('form.phone.taken', { name }),
  };
  return openOnPhone(withCode(phone), purpose, about, { language, draft, phoneWords }, changed, gone);
};
