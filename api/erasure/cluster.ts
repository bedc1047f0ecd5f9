import { type CouchServer, refusalOf } from '@rounds/ddocs/store/couch-server.ts';

/** Nodes of the database, and those that did not answer: what they hold is purged when they come back. */
export const cluster = async (server: CouchServer): Promise<{ all: string[]; silent: string[] }> => {
  try {
    const { all_nodes: there, cluster_nodes: all } = await server.request<{
      all_nodes: string[];
      cluster_nodes: string[];
    }>('/_membership');
    return { all, silent: all.filter(node => !there.includes(node)) };
  } catch (error) {
    if (!refusalOf(error)) throw error;
    return { all: [], silent: [] };
  }
};
