import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { type PurgedMarker, purgeDatabase, purgedId, purgeInfoId, roleSet } from '@rounds/ddocs/documents/purged.ts';
import { adminsOnly } from '@rounds/ddocs/documents/security.ts';
import { isOnline, type UserDoc, userPrefix } from '@rounds/ddocs/documents/users.ts';
import type { CouchServer } from '@rounds/ddocs/store/couch-server.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

const page = 1000;

/** The distinct roles of everybody who works on a device. */
export const offlineRoleSets = async (users: Store): Promise<string[][]> => {
  const sets = new Map<string, string[]>();
  for (let from: string | undefined = userPrefix; from; ) {
    const some: UserDoc[] = await users.range({
      from,
      to: `${userPrefix}\ufff0`,
      limit: page,
      after: from !== userPrefix,
    });
    for (const { type, roles } of some)
      if (type === 'user' && Array.isArray(roles) && roles.length > 0 && !isOnline({ roles }))
        sets.set(JSON.stringify(roleSet(roles)), roleSet(roles));
    from = some.length === page ? some.at(-1)!._id : undefined;
  }
  return [...sets.values()];
};

/** A set of roles with its markers. */
export interface RoleMarkers {
  roles: string[];
  /** Name of the database, which tells it in the log. */
  database: string;
  /**
   * Marks which of these documents are purged, and unmarks the others.
   * @returns how many were marked and unmarked
   */
  mark(ids: readonly string[], purged: ReadonlySet<string>): Promise<{ marked: number; unmarked: number }>;
}

/** The markers of a set of roles, whose database is made when it is not there. */
export const openMarkers = async (
  roles: string[],
  {
    couch,
    main,
    store,
    fence,
    now,
  }: { couch: CouchServer; main: string; store: (name: string) => Store; fence: () => void; now: () => Ms },
): Promise<RoleMarkers> => {
  const database = purgeDatabase(main, roles);
  fence();
  if (await couch.createDatabase(database)) await couch.setSecurity(database, adminsOnly);
  const markers = store(database);
  await markers.putLocal(purgeInfoId, { ...(await markers.getLocal(purgeInfoId)), roles });
  return {
    roles,
    database,
    mark: async (ids, purged) => {
      const known = await markers.getMany<PurgedMarker>(ids.map(purgedId));
      const more = ids.filter((id, at) => purged.has(id) && !known[at]);
      const fewer = known.filter((marker, at) => marker !== null && !purged.has(ids[at]!)).map(marker => marker!);
      if (more.length + fewer.length === 0) return { marked: 0, unmarked: 0 };
      fence();
      const results = await markers.write([
        ...more.map(id => ({ _id: purgedId(id), type: 'purged', timestamp: now() })),
        ...fewer.map(({ _id, _rev }) => ({ _id, ...(_rev ? { _rev } : {}), _deleted: true })),
      ]);
      const refused = results.find(result => !result.ok && result.error !== 'conflict');
      if (refused && !refused.ok)
        throw new AppError('store/refused', `${database} refused ${refused.id}: ${refused.error}: ${refused.reason}`);
      // By this the api's phones notice a run that purged as much as it brought back.
      await markers.putLocal(purgeInfoId, { roles, changed: now() });
      return { marked: more.length, unmarked: fewer.length };
    },
  };
};
