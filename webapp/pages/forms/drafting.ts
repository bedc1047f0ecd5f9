import type { Filling } from '@rounds/sentinel/forms/filling.ts';
import type { Purpose } from '@rounds/sentinel/forms/purpose.ts';
import type { ReactiveControllerHost } from 'lit';
import { writeDraft } from '../../data/forms/drafts.ts';
import type { Phone } from '../../data/phone/phone-context.ts';
import { Keeping } from '../../elements/keeping.ts';

/** What there is to keep of a form. */
interface Keepable {
  phone: Pick<Phone, 'db' | 'clock'>;
  key: string;
  purpose: Purpose;
  filling: Filling | undefined;
  /** Path of the first question of the page that is shown. */
  page: string;
}

/** Keeps the answers of a form that are not saved yet. */
export class Drafting {
  private readonly what: () => Keepable;
  private readonly keeping: Keeping;
  private over = false;
  private answered = false;

  constructor(host: ReactiveControllerHost, what: () => Keepable) {
    this.what = what;
    this.keeping = new Keeping(host, () => void this.keep());
  }

  /** Whether there are answers that a person would lose who leaves. */
  get unsaved(): boolean {
    return this.answered && !this.over;
  }

  /** Something was answered: it is kept soon, not with each letter. */
  later(): void {
    this.answered = true;
    this.keeping.later();
  }

  async keep(): Promise<void> {
    this.keeping.done();
    const { phone, key, purpose, filling, page } = this.what();
    if (!this.unsaved || !filling) return;
    await writeDraft(phone.db, key, { xml: filling.draft(), at: phone.clock(), purpose, page });
  }

  /** Throws the answers away; the form begins again. */
  async drop(): Promise<void> {
    this.keeping.done();
    this.answered = false;
    const { phone, key } = this.what();
    await writeDraft(phone.db, key, null);
  }

  /** While the form is saved, nothing is kept. */
  pause(): void {
    this.keeping.done();
  }

  /** The form is saved or left: from now on nothing is kept. */
  end(): void {
    this.over = true;
  }
}
