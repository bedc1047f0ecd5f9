import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isTraining, trainedId } from '@rounds/ddocs/documents/trainings.ts';
import type { Purpose } from '@rounds/sentinel/forms/purpose.ts';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { OnPhone } from '../../data/forms/open-filling.ts';
import { docsFrom } from '../../data/forms/prepare.ts';
import type { Phone } from '../../data/phone/phone-context.ts';
import { save } from '../../data/reports/save.ts';
import { locale } from '../../words/words.ts';
import { withCode } from './with-code.ts';

/** Saves the answers of a form, once at a time, and tells how far it has come. */
export class Saving implements ReactiveController {
  private readonly host: ReactiveControllerHost;
  private going = false;
  private far: { done: number; of: number } | undefined;

  constructor(host: ReactiveControllerHost) {
    this.host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  get busy(): boolean {
    return this.going;
  }

  /** How far a large save has come; undefined for a small one. */
  get progress(): { done: number; of: number } | undefined {
    return this.far;
  }

  /** Does all that belongs to saving; meanwhile the form is busy. */
  async while(work: () => Promise<void>): Promise<void> {
    this.set(true);
    try {
      await work();
    } finally {
      this.far = undefined;
      this.set(false);
    }
  }

  /** Writes the documents. @returns the one that the form is for */
  async write(phone: Phone, open: OnPhone, purpose: Purpose): Promise<Doc> {
    const { prepared, filling, files, locating } = open;
    const made = { id: newId(phone, purpose), locale: locale(), files, position: locating.now() };
    const [main] = await save(phone, () => docsFrom(withCode(phone), purpose, prepared, filling, made), {
      undoable: !purpose.report && !!phone.programme.mutes(purpose.form),
      onProgress: (done, of) => {
        this.far = { done, of };
        this.host.requestUpdate();
      },
    });
    return main!;
  }

  private set(going: boolean): void {
    this.going = going;
    this.host.requestUpdate();
  }
}

/** Id of the main document where it is new. That of a training says whose it is. */
const newId = ({ user }: Phone, { form }: Purpose): string => {
  const unique = crypto.randomUUID();
  return isTraining(form) ? trainedId(user.name, unique) : unique;
};
