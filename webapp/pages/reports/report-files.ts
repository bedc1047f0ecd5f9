import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { isAnswer } from '@rounds/sentinel/forms/attachments.ts';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type ShownFile, shownAs, storedFile } from '../../data/forms/answer-files.ts';

/** The files that a report was answered with, read when they are first shown. */
export class ReportFiles implements ReactiveController {
  private readonly host: ReactiveControllerHost;
  private readonly shown = new Map<string, ShownFile | undefined>();

  constructor(host: ReactiveControllerHost) {
    this.host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    for (const each of this.shown.values()) if (each) URL.revokeObjectURL(each.url);
    this.shown.clear();
  }

  /** Names of the attachments that answer questions. */
  names({ _attachments = {} }: Report): string[] {
    return Object.keys(_attachments).filter(isAnswer);
  }

  /** A file; undefined as long as it is not read, and where this phone does not hold it. */
  get(db: PouchDB.Database, { _id, _attachments }: Report, name: string): ShownFile | undefined {
    // A report that was edited may have another file under the same name.
    const key = `${_id}/${name}/${_attachments?.[name]?.digest ?? ''}`;
    if (!this.shown.has(key)) {
      this.shown.set(key, undefined);
      void this.read(db, _id, name, key).catch(error => console.error(error));
    }
    return this.shown.get(key);
  }

  private async read(db: PouchDB.Database, id: string, name: string, key: string): Promise<void> {
    const file = await storedFile(db, id, name);
    if (!file || !this.shown.has(key)) return;
    this.shown.set(key, shownAs(file));
    this.host.requestUpdate();
  }
}
