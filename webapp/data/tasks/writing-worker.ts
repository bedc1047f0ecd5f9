/// <reference lib="webworker" />
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { writeMany } from '../database/write-many.ts';
import { type Meta, type Row, writeKept } from './kept.ts';

/** What the worker that writes is asked. */
export type ToWrite = { id: number } & (Written | { is: 'there' });

/** A question without its number. */
export type Written =
  | { is: 'docs'; database: string; docs: readonly Doc[]; locals: Record<string, object> }
  | { is: 'rows'; database: string; meta: Meta; rows: readonly Row[]; gone: readonly string[] };

/** What it answers. */
export interface Wrote {
  id: number;
  answer?: unknown;
  fault?: { message: string; status?: number };
}

/** Writes what the rules found, by the hundred, beside the page: see `writer.ts`. */
declare const self: DedicatedWorkerGlobalScope;

const write = async (asked: ToWrite): Promise<unknown> => {
  // Whether it is there at all: a browser that ends a worker for want of memory tells nobody.
  if (asked.is === 'there') return;
  if (asked.is === 'rows') return writeKept(asked.database, asked.meta, asked.rows, asked.gone);
  const locals = Object.entries(asked.locals).map(([id, body]) => [id, () => body] as const);
  return writeMany(asked.database, asked.docs, Object.fromEntries(locals));
};

self.onmessage = async ({ data }: MessageEvent<ToWrite>) => {
  const { id } = data;
  try {
    self.postMessage({ id, answer: await write(data) } satisfies Wrote);
  } catch (error) {
    const { message, status } = error as { message: string; status?: number };
    self.postMessage({ id, fault: { message, ...(status === undefined ? {} : { status }) } } satisfies Wrote);
  }
};
