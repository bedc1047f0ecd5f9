/** The `_security` object of a database: who may open it (members), and who may change its design (admins). */
export interface Security {
  admins: { names: string[]; roles: string[] };
  members: { names: string[]; roles: string[] };
  [field: string]: unknown;
}

/** Only administrators of the server, as CouchDB has it for a new database: everybody else comes through the api. */
export const adminsOnly: Security = {
  admins: { names: [], roles: ['_admin'] },
  members: { names: [], roles: ['_admin'] },
};
