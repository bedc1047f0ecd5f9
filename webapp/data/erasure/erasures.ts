import { erasureReasons } from '@rounds/ddocs/erasure/erasure.ts';
import { ask } from '../console/ask.ts';

/** What an erasure would do, as the server worked it out. */
export interface Preview {
  erased: Record<string, number>;
  scrubbed: number;
  mentions: number;
  chats: number;
  phones: { user: string; seen?: string }[];
  obstacles: ('below' | 'user' | 'place')[];
}

/** What is left of an erasure: it names nobody who was erased. */
export interface Receipt {
  _id: string;
  state: 'compacting' | 'done';
  reason: string;
  asked_by: string;
  decided_by?: string;
  asked: string;
  erased: string;
  counts: Record<string, { erased: number; scrubbed: number }>;
  nodes: { all: string[]; silent: string[] };
  phones: { user: string; seen?: string; clean: boolean }[];
}

/** Erasures that are under way, and receipts of those before, the newest first. */
export interface Erasures {
  under_way: { contact: string; step: string; asked_by: string; asked: string }[];
  receipts: Receipt[];
}

/** Why somebody is erased. */
export const reasons = erasureReasons;

export const previewErasure = (contact: string): Promise<Preview> =>
  ask(`/api/v1/erasures/${encodeURIComponent(contact)}/preview`);

/** Asks for an erasure; `asked` where a second person is to decide it. */
export const askErasure = (contact: string, reason: string): Promise<{ state: 'asked' | 'begun' }> =>
  ask('/api/v1/erasures', { body: { contact, reason } });

export const readErasures = (): Promise<Erasures> => ask('/api/v1/erasures');
