import type { CareTask } from '@rounds/ddocs/tasks/care-task.ts';

/** Task documents, to be had by their id and by the contact from whom they follow. */
export interface Shelf {
  get(id: string): CareTask | undefined;
  all(): Iterable<CareTask>;
  /** Those that follow from a contact; '' for those that follow from reports about nobody. */
  of(requester: string): CareTask[];
  put(task: CareTask): void;
  remove(id: string): void;
}

/** A shelf with some documents on it. */
export const shelfOf = (docs: Iterable<CareTask>): Shelf => {
  const byId = new Map<string, CareTask>();
  const byRequester = new Map<string, Map<string, CareTask>>();
  const remove = (id: string): void => {
    const old = byId.get(id);
    byId.delete(id);
    if (old) byRequester.get(old.requester ?? '')?.delete(id);
  };
  const put = (task: CareTask): void => {
    const { _id: id, requester = '' } = task;
    if ((byId.get(id)?.requester ?? '') !== requester) remove(id);
    byId.set(id, task);
    const own = byRequester.get(requester);
    if (own) own.set(id, task);
    else byRequester.set(requester, new Map([[id, task]]));
  };
  for (const doc of docs) put(doc);
  return {
    get: id => byId.get(id),
    all: () => byId.values(),
    of: requester => [...(byRequester.get(requester)?.values() ?? [])],
    put,
    remove,
  };
};
