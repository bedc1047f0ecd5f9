import { createContext } from '@lit/context';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Brand } from './branding.ts';
import type { PhoneProgramme } from './phone-programme.ts';

/** A document of pictures: which file stands for what, as CHT's `resources`, `branding` and `partners` have it. */
interface PictureDoc extends Doc {
  title?: string;
  resources?: Record<string, string>;
}

/** Pictures that the programme brings. Addresses are of this device and hold until the app is closed. */
export interface Pictures {
  /** The picture of a name in `resources`; undefined where there is none, or it is not read yet. */
  icon(name: string | undefined): string | undefined;
  /** The picture of a type of contact. */
  ofType(type: string): string | undefined;
  /** Name, logo and small picture of the programme, as far as it has them; undefined before that is known. */
  brand(): Brand | undefined;
  partners(): readonly { name: string; address: string }[];
  /** Calls back when there is another picture to show, until `signal` aborts. */
  onChange(listener: () => void, signal: AbortSignal): void;
}

/** The pictures of the programme, for every element below `rounds-app`. */
export const picturesContext = createContext<Pictures>(Symbol('pictures'));

const ids = ['resources', 'branding', 'partners'] as const;
type Id = (typeof ids)[number];

/** What is shown of one document. */
interface Shown {
  /** Whether it was looked for. */
  known: boolean;
  doc: PictureDoc | undefined;
  /** Addresses by the names of files; '' while one is read, or where it is no picture. */
  addresses: Map<string, string>;
}

/** What pictures need of the phone. */
interface PicturePhone {
  db: PouchDB.Database;
  programme: Pick<PhoneProgramme, 'type'>;
  onDocs(listener: (docs: readonly Doc[]) => void, signal: AbortSignal): void;
}

/** Shows the pictures that stand in the database, each read when it is first asked for, until `ended` aborts. */
export const openPictures = (phone: PicturePhone, ended: AbortSignal): Pictures => {
  const { db, programme, onDocs } = phone;
  const changed = new EventTarget();
  const shown = new Map<Id, Shown>(ids.map(id => [id, { known: false, doc: undefined, addresses: new Map() }]));
  const tell = () => changed.dispatchEvent(new Event('pictures'));

  const take = (id: Id, doc: Doc | undefined): void => {
    const before = shown.get(id)!;
    if (before.known && doc?._rev === before.doc?._rev) return;
    for (const address of before.addresses.values()) if (address) URL.revokeObjectURL(address);
    shown.set(id, { known: true, doc: doc as PictureDoc | undefined, addresses: new Map() });
    tell();
  };
  const read = async (id: Id, file: string, { addresses }: Shown): Promise<void> => {
    addresses.set(file, '');
    const blob = (await db.getAttachment(id, file).catch(() => null)) as Blob | null;
    // A picture of somebody who changed the document meanwhile belongs to nobody any more.
    if (!blob || !/^image\//.test(blob.type) || shown.get(id)?.addresses !== addresses || ended.aborted) return;
    addresses.set(file, URL.createObjectURL(blob));
    tell();
  };
  const address = (id: Id, name: string): string | undefined => {
    const one = shown.get(id)!;
    const { resources, _attachments } = one.doc ?? {};
    const file = resources && Object.hasOwn(resources, name) ? resources[name] : undefined;
    if (typeof file !== 'string' || !_attachments || !Object.hasOwn(_attachments, file)) return undefined;
    if (!one.addresses.has(file)) void read(id, file, one);
    return one.addresses.get(file) || undefined;
  };

  onDocs(docs => {
    for (const id of ids) {
      const doc = docs.find(each => each._id === id);
      if (doc) take(id, doc._deleted ? undefined : doc);
    }
  }, ended);
  for (const id of ids)
    db.get(id).then(
      doc => take(id, doc as unknown as Doc),
      () => take(id, undefined),
    );

  const icon = (name: string | undefined) => (name ? address('resources', name) : undefined);
  return {
    icon,
    ofType: type => icon(programme.type(type)?.icon),
    brand: () => {
      const { known, doc } = shown.get('branding')!;
      if (!known) return undefined;
      const title = doc?.title;
      const logo = address('branding', 'logo');
      const favicon = address('branding', 'favicon');
      return {
        ...(typeof title === 'string' && title.trim() ? { title: title.trim() } : {}),
        ...(logo ? { logo } : {}),
        ...(favicon ? { favicon } : {}),
      };
    },
    partners: () =>
      Object.keys(shown.get('partners')!.doc?.resources ?? {}).flatMap(name => {
        const found = address('partners', name);
        return found ? [{ name, address: found }] : [];
      }),
    onChange: (listener, signal) => changed.addEventListener('pictures', listener, { signal }),
  };
};
