import { isRevision } from '../databases/revisions.ts';
import { badRequest } from '../http/error.ts';
import type { Call } from '../server/call.ts';
import type { WriteContext } from './write.ts';

/** How a request writes. @param newEdits false stores revisions as they come */
export const writeContext = ({ session, server }: Call, newEdits: boolean): WriteContext => ({
  user: { name: session.name, roles: session.roles },
  sandbox: server.sandbox,
  newEdits,
  passwords: server.passwords,
  log: server.log,
});

/** The revision that the caller means, from `?rev=` or `If-Match`. @throws `bad_request` for a malformed one */
export function givenRevision({ query, headers }: Call): string | undefined {
  const rev = query.text('rev') ?? headers['if-match']?.replaceAll('"', '');
  if (rev !== undefined && !isRevision(rev)) throw badRequest('Invalid rev format');
  return rev;
}
