/** A `_local` document of the phone's database (never sent anywhere), or null. @param id without `_local/` */
export const readLocal = async <T extends object>(db: PouchDB.Database, id: string): Promise<T | null> => {
  try {
    const { _id, _rev, ...body } = await db.get<T>(`_local/${id}`);
    return body as unknown as T;
  } catch (error) {
    if ((error as { status?: number }).status === 404) return null;
    throw error;
  }
};

/** Writes a `_local` document, whatever stood there. */
export const writeLocal = async (db: PouchDB.Database, id: string, body: object): Promise<void> => {
  for (;;) {
    try {
      await db.put({ ...body, _id: `_local/${id}`, ...(await revision(db, id)) });
      return;
    } catch (error) {
      if ((error as { status?: number }).status !== 409) throw error;
    }
  }
};

/** Changes a `_local` document as it stands at that moment, whoever else, in another window, changes it too. */
export const changeLocal = async <T extends object>(
  db: PouchDB.Database,
  id: string,
  change: (before: T | null) => T,
): Promise<void> => {
  for (;;) {
    const found = await db.get<T>(`_local/${id}`).catch((error: { status?: number }) => {
      if (error.status === 404) return null;
      throw error;
    });
    const { _id, _rev, ...before } = found ?? { _id: '', _rev: '' };
    const next = change(found ? (before as unknown as T) : null);
    try {
      await db.put({ ...next, _id: `_local/${id}`, ...(_rev ? { _rev } : {}) });
      return;
    } catch (error) {
      if ((error as { status?: number }).status !== 409) throw error;
    }
  }
};

/** The revision of a `_local` document, as it must be given to write it again. */
export const revision = async (db: PouchDB.Database, id: string): Promise<{ _rev?: string }> => {
  try {
    return { _rev: (await db.get(`_local/${id}`))._rev };
  } catch (error) {
    if ((error as { status?: number }).status === 404) return {};
    throw error;
  }
};
