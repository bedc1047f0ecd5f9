import { forbidden } from '../http/error.ts';

/** Values of a configuration by section and key, as text, as CouchDB has them. */
export type Sections = Record<string, Record<string, string>>;

/** The configuration as CouchDB's tools read it. */
export interface Config {
  /** All of it: what is in effect, and what was set. */
  all(): Sections;
  /**
   * Keeps a value, or forgets it with null. It changes nothing: its start decides what the embedded database does.
   * @returns what stood there before, or undefined
   * @throws `forbidden` for the sections in which somebody would rely on the change
   */
  set(section: string, key: string, value: string | null): Promise<string | undefined>;
}

/** Sections about who may do what and where the server listens: nobody shall believe to have changed that. */
const DECIDED = new Set(['admins', 'chttpd', 'chttpd_auth', 'couch_httpd_auth', 'couchdb', 'httpd', 'ssl', 'cluster']);

/**
 * @param inEffect what is in effect
 * @param kept what was set before, and how to keep it anew
 */
export function configOf(
  inEffect: () => Sections,
  kept: { sections: Sections; save(sections: Sections): Promise<void> },
): Config {
  let { sections } = kept;
  return {
    all: () => ({ ...sections, ...inEffect() }),
    async set(section, key, value) {
      if (DECIDED.has(section))
        throw forbidden(`[${section}] of the embedded database is decided when it is started and cannot be set`);
      const before = sections[section]?.[key];
      const { [key]: _, ...others } = sections[section] ?? {};
      const changed = value === null ? others : { ...others, [key]: value };
      const { [section]: _old, ...rest } = sections;
      const next = Object.keys(changed).length ? { ...rest, [section]: changed } : rest;
      await kept.save(next);
      sections = next;
      return before;
    },
  };
}
