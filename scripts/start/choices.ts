/** A port as the environment names it. @throws Error that says what to give instead */
export const portOf = (text: string): number => {
  const port = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new Error(`PORT=${text} is no port. Give a number up to 65535 (0 takes a free one): PORT=5989 npm start`);
};

/** The name of a main database. @throws Error that says which names CouchDB takes */
export const databaseOf = (name: string): string => {
  if (/^[a-z][a-z0-9_$()+-]*$/.test(name)) return name;
  throw new Error(
    `ROUNDS_DB=${name} is no name for a database. It begins with a small letter; digits, _ and - may follow: ROUNDS_DB=medic`,
  );
};

/**
 * The address of a CouchDB with its administrator, without a slash at the end.
 * @throws Error that shows how to write it
 */
export const couchUrlOf = (text: string): string => {
  const like =
    'write it as COUCH_URL=http://name:password@127.0.0.1:5984, with the name and password of an administrator';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw new Error(`COUCH_URL is no address; ${like}`);
  if (!url.username || !url.password) throw new Error(`COUCH_URL names nobody; ${like}`);
  return text.trim().replace(/\/+$/, '');
};
