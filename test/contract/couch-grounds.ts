import { startTemporary } from './temporary-couch.ts';

/** A server to test on: its address holds an administrator's credentials. */
export interface CouchGround {
  title: string;
  open(): Promise<{ url: string; close(): Promise<void> }>;
}

/** The embedded database, and the CouchDB of `COUCH_URL` when that is set. */
export const couchGrounds = (): CouchGround[] => {
  const url = process.env.COUCH_URL;
  const external = url ? [{ title: 'COUCH_URL', open: async () => ({ url, close: async () => undefined }) }] : [];
  return [{ title: 'the embedded database', open: startTemporary }, ...external];
};
