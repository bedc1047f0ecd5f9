import { ask } from '../console/ask.ts';

/** Somebody by name. */
export interface Named {
  id: string;
  name: string;
}

/** Where something is; `estimated` where only the place above says it. */
export interface Spot {
  latitude: number;
  longitude: number;
  estimated?: boolean;
}

/** Why somebody is asked before others; terms from 0 to 1. */
export interface Rank {
  km: number | null;
  estimated?: true;
  near: number;
  load: number;
  rest: number;
  answers: number;
  total: number;
}

/** A request for help in the list. Moments are ISO texts. */
export interface RequestRow {
  id: string;
  request: string;
  number: string;
  state: string;
  needs: string[];
  urgent: boolean;
  beneficiary: Named;
  zone?: Named;
  position?: Spot;
  wanted?: string;
  created: string;
  changed: string;
  asked: number;
  offers: number;
  assigned?: Named & { stage: string; time?: string };
  nobody?: string;
  /** It is for the hour alone that nobody is asked. */
  hours?: boolean;
  overdue?: boolean;
  /** Name of the user who looks after it. */
  owner?: string;
  /** The trip on which it is carried out. */
  trip?: Stop;
  /** Of a trip: its requests. */
  stops?: Stop[];
}

/** One request of a trip. */
export interface Stop {
  id: string;
  number: string;
}

/** Somebody who was asked. */
export interface AskedRow extends Named {
  stage: string;
  wave: number;
  at: string;
  since: string;
  rank: Rank;
  byChat: boolean;
  time?: string;
  reason?: string;
  survey?: { amount?: number; receipt?: string; mood?: number; symptoms?: string[]; again?: boolean; remarks?: string };
  position?: Spot;
}

/** Somebody who could be asked, or why not. */
export interface CandidateRow extends Named {
  rank: Rank;
  byChat: boolean;
  against?: string;
  position?: Spot;
}

/** One line of the history. */
export interface HistoryLine {
  at: string;
  kind: string;
  by?: string;
  who?: Named;
  stage?: string;
  wave?: number;
  km?: number;
  whom?: Named[];
  again?: string;
  hours?: boolean;
  time?: string;
  reason?: string;
  what?: string;
  owner?: string;
  trip?: string;
  state?: string;
}

/** A request with all that there is to know of it. */
export interface WholeRequest extends RequestRow {
  stops?: (Stop & { name: string; state: string; needs: string[] })[];
  help: { symptoms: boolean; disability: boolean; code: string; remarks?: string; address?: string };
  notes: { at: string; text: string }[];
  mode: string;
  people: AskedRow[];
  candidates: CandidateRow[];
  history: HistoryLine[];
}

/** All that the board shows. */
export interface Board {
  requests: RequestRow[];
  zones: (Named & { position: Spot })[];
  needs: string[];
  tiles?: { url: string; attribution: string };
  on: boolean;
}

const path = (id: string): string => `/api/v1/dispatch/${encodeURIComponent(id)}`;

/** Requests that are open, or those in one state. @throws Refused */
export const readBoard = (state?: string): Promise<Board> =>
  ask<Board>(`/api/v1/dispatch${state === undefined ? '' : `?state=${encodeURIComponent(state)}`}`);

/** One request. @throws Refused */
export const readRequest = (id: string): Promise<WholeRequest> => ask<WholeRequest>(path(id));

/** Makes one trip of several requests. @returns it @throws Refused */
export const planTrip = (requests: readonly string[]): Promise<WholeRequest> =>
  ask<WholeRequest>('/api/v1/dispatch/trips', { body: { requests } });

/** Something that is done to a request. */
export interface Act {
  act: string;
  volunteer?: string;
  time?: string;
  reason?: string;
  anyway?: boolean;
}

/** Does something to a request. @returns how it stands then. @throws Refused, with 409 where it came too late */
export const actOn = async (id: string, body: Act): Promise<WholeRequest> =>
  (await ask<{ request: WholeRequest }>(path(id), { body })).request;
