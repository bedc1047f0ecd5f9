import { type Imported, importFolder } from '@rounds/api/import/import.ts';
import { userDoor } from '@rounds/api/import/user-door.ts';
import { usableSettings } from '@rounds/config/settings/usable.ts';
import { databases } from '@rounds/ddocs/documents/databases.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import { Presets, SingleBar } from 'cli-progress';
import { table } from '../terminal/console.ts';

/** Where an import shows how far it is. */
export interface Progress {
  show(done: number, total: number): void;
  end(): void;
}

/** A bar on a terminal, else a line whenever another tenth is through. */
export const progressOn = (stream: NodeJS.WriteStream): Progress => {
  if (!stream.isTTY) {
    let tenth = -1;
    return {
      show: (done, total) => {
        const now = total === 0 ? 10 : Math.floor((10 * done) / total);
        if (now !== tenth) stream.write(`${done} of ${total} rows\n`);
        tenth = now;
      },
      end: () => undefined,
    };
  }
  const bar = new SingleBar(
    { stream, format: '{bar} {percentage} % │ {value} of {total} rows │ {duration_formatted}' },
    Presets.shades_classic,
  );
  let started = false;
  return {
    show: (done, total) => {
      if (!started) bar.start(total, done);
      started = true;
      bar.update(done);
    },
    end: () => bar.stop(),
  };
};

/**
 * Loads a folder into the programme of a database, users by the api's own code.
 * @param options.settings those that the users are checked by; by default the stored ones
 */
export const importInto = async (
  { couchUrl, database }: { couchUrl: string; database: string },
  options: {
    folder: string;
    partial?: boolean;
    dryRun?: boolean;
    usersApart?: boolean;
    progress?: Progress;
    settings?: unknown;
  },
): Promise<Imported> => {
  const { folder, partial, dryRun, usersApart, progress, settings } = options;
  const store = couchStore(couchUrl, database);
  const given = settings ?? (await store.get<Doc & { settings?: unknown }>('settings'))?.settings;
  try {
    return await importFolder({
      folder,
      store,
      types: usableSettings(given ?? {}).settings.contact_types,
      users: await userDoor({
        couchUrl,
        databases: databases(database),
        ...(settings === undefined ? {} : { settings }),
      }),
      now: Date.now(),
      partial: partial ?? false,
      dryRun: dryRun ?? false,
      usersApart: usersApart ?? false,
      progress: (done, total) => progress?.show(done, total),
    });
  } finally {
    progress?.end();
  }
};

const plural = { place: 'places', contact: 'contacts', person: 'people', report: 'reports', users: 'users' } as const;

/** What was done, as a table. */
export const summary = ({ counts }: Imported): string => {
  const kinds = (Object.keys(plural) as (keyof typeof plural)[]).filter(kind => counts[kind]);
  const row = (kind: keyof typeof plural): string[] => {
    const { created, changed, unchanged } = counts[kind] ?? { created: 0, changed: 0, unchanged: 0 };
    return [
      plural[kind],
      ...[created, changed, unchanged, created + changed + unchanged].map(count => count.toLocaleString('en')),
    ];
  };
  return table([['', 'new', 'changed', 'unchanged', 'all'], ...kinds.map(row)]);
};
