import { createHash } from 'node:crypto';
import type { Address } from '../documents/addresses.ts';
import type { Doc, Ms } from '../documents/doc.ts';

/** Where a request for help stands. Rules alone move it. */
export type DispatchState =
  | 'new'
  | 'confirmed'
  | 'announced'
  | 'assigned'
  | 'on_the_way'
  | 'done'
  | 'surveyed'
  | 'archived'
  | 'cancelled'
  | 'reopened';

/** Every state, in the order in which a request goes through them. */
export const dispatchStates: readonly DispatchState[] = [
  ...(['new', 'confirmed', 'announced', 'reopened', 'assigned'] as const),
  ...(['on_the_way', 'done', 'surveyed', 'archived', 'cancelled'] as const),
];

/** Who gets the errand: whom a person chooses, who offers first, or the best ranked of those who offered in time. */
export type AssignMode = 'manual' | 'first' | 'nearest';

/** Why somebody was asked before others; each term is between 0 and 1, 1 the best. */
export interface Rank {
  /** Along the great circle, in km; null where nobody knows where one of the two is. */
  km: number | null;
  /** The distance is that of a place above, as the person's own position is not known. */
  estimated?: true;
  /** How near, by the widest radius. */
  near: number;
  /** How little there is open already. */
  load: number;
  /** How long ago the last mission was. */
  rest: number;
  /** How often this person answered yes of those times asked, smoothed. */
  answers: number;
  /** What is compared. */
  total: number;
}

/** Somebody who is to be asked. */
export interface Candidate {
  volunteer: string;
  name?: string;
  /** A chat, or a phone number: there nobody is asked, but told. */
  address: Address;
  language?: string;
  zone?: string;
  rank: Rank;
}

/** Where somebody stands with a request: asked, on the mission, and after it. */
export type Stage =
  /** Asked: whether; when; heard. `silent` may still answer, and another was asked instead. */
  | 'offer'
  | 'times'
  | 'grid'
  | 'offered'
  | 'silent'
  /** On the mission. */
  | 'caution'
  | 'details'
  /** Asked, some time before the visit, whether it still holds; and the answer was yes. */
  | 'still'
  | 'sure'
  | 'on_the_way'
  | 'reason'
  /** After it. */
  | 'amount'
  | 'receipt'
  | 'mood'
  | 'symptoms'
  | 'again'
  | 'remarks'
  /** Over. */
  | 'thanks'
  | 'declined'
  | 'found'
  | 'withdrawn'
  | 'relieved'
  | 'cancelled';

/** One step of somebody, each of which is said once. */
export interface Trail {
  stage: Stage;
  /** Number of the question: a button of another one is too late. */
  turn: number;
  at: Ms;
}

/** What somebody told after the mission. */
export interface Survey {
  /** In the programme's currency. */
  amount?: number;
  /** Id of the `file:` document with the receipt, or that there was none. */
  receipt?: string | 'none';
  /** From 0, very bad, to 4, very good. */
  mood?: number;
  symptoms?: string[];
  again?: boolean;
  remarks?: string;
}

/** Somebody who was asked, or chosen. */
export interface Asked extends Candidate {
  wave: number;
  at: Ms;
  stage: Stage;
  turn: number;
  /** When the volunteer can be there. */
  time?: Ms;
  /** What the question of the reason came after. */
  before?: Stage;
  reason?: string;
  survey: Survey;
  /** Numbers of the requests of a trip that were ticked as carried out. */
  visited?: string[];
  trail: Trail[];
}

/** One request of a trip. */
export interface Stop {
  /** Id of the request. */
  id: string;
  /** By which people speak of it. */
  number: string;
}

interface Happening {
  /** Made from its cause: the same happens once. */
  id: string;
  at: Ms;
  /** Name of the user who did it; absent for volunteers and the clock. */
  by?: string;
}

/** Something that happened to a request. */
export type DispatchEvent = Happening &
  (
    | { kind: 'opened'; confirmed: boolean; limits: Limits; stops?: Stop[] }
    | { kind: 'confirmed' }
    | { kind: 'asked'; wave: number; km: number; mode: AssignMode; limits: Limits; whom: Candidate[] }
    /** A volunteer pressed a button of the question with this number. */
    | { kind: 'press'; who: string; turn: number; code: string }
    /** A volunteer wrote, with what was read in it. */
    | { kind: 'typed'; who: string; text: string; time?: Ms; amount?: number }
    | { kind: 'photo'; who: string; file: string }
    /** Somebody of the staff noted the offer of a volunteer. */
    | { kind: 'offered'; who: string; time: Ms; whom?: Candidate }
    | { kind: 'assigned'; who: string; time?: Ms; whom?: Candidate; limits: Limits }
    /** Somebody of the staff says it for a volunteer. */
    | { kind: 'told'; who: string; what: 'on_the_way' | 'done' | 'withdrew'; reason?: string }
    /** Another system says how it went. */
    | { kind: 'survey'; who: string; survey: Survey; over: boolean }
    | { kind: 'tick' }
    /** Nobody is left whom one could ask; or, with `hours`, nobody is asked at this time of the day. */
    | { kind: 'nobody'; km: number; again: Ms; hours?: true }
    | { kind: 'cancelled'; reason?: string }
    | { kind: 'reopened' }
    | { kind: 'archived' }
    /** What is asked for was put right by who asked. */
    | { kind: 'corrected'; help: Help; before: Help }
    /** It is carried out on a trip with others, and goes the way of that one from now on; out of it, it is by itself again. */
    | { kind: 'joined'; trip: Stop }
    | { kind: 'led'; state: DispatchState; carried?: Carried }
    | { kind: 'parted' }
    /** A request is not of the trip any more. */
    | { kind: 'dropped'; stop: string; help?: Help; before?: Help }
    /** Somebody of the staff looks after it from now on. */
    | { kind: 'owned'; owner: string }
  );

/** How long things last, in ms, and how many are asked, as the settings said when it happened. */
export interface Limits {
  /** How many are asked at once; with so many offers nobody else is. */
  ask: number;
  enough: number;
  /** After what another one is asked. */
  replaces: readonly ('decline' | 'silence')[];
  /** Without an answer for so long another one is asked as well. */
  silence: Ms;
  /** For so long offers are gathered where the best of them is taken. */
  gather: Ms;
  /** For so long somebody who was chosen may leave that unanswered. */
  answer: Ms;
  /** So long before the time who goes is asked whether that still holds; 0 or absent where nobody is. */
  confirm?: Ms;
  /** So long after the time a mission that was not carried out is shown to a person. */
  late: Ms;
  /** So long after its end it is put away. */
  archive: Ms;
}

/** Who carries out a request on a trip. */
export interface Carried {
  volunteer: string;
  time?: Ms;
}

/** What a request is about, as it was made. */
export interface Help {
  /** Id of the contact who is helped. */
  beneficiary: string;
  /** What is needed: `groceries`, `medicine`, … */
  needs: string[];
  urgent: boolean;
  symptoms: boolean;
  disability: boolean;
  /** A word that the volunteer says at the door. */
  code: string;
  remarks?: string;
  /** When it is wanted. */
  wanted?: Ms;
  /** Where it is, where the request says another address than that of the person. */
  address?: string;
  latitude?: number;
  longitude?: number;
}

/** A request for help and all that became of it: `dispatch:` and 22 signs made from the id of its report. */
export interface DispatchDoc extends Doc {
  type: 'dispatch';
  /** Id of the report that asks for help. */
  request: string;
  /** By which people speak of it: four digits. */
  number: string;
  help: Help;
  state: DispatchState;
  /** All that happened, oldest first; nothing is ever taken out, and all else follows from it. */
  events: DispatchEvent[];
  asked: Asked[];
  mode: AssignMode;
  /** Id of the volunteer who has it. */
  assigned?: string;
  /** Name of the user who looks after it. */
  owner?: string;
  /** How far one looked for volunteers, in km. */
  km?: number;
  /** When time is to tell next. */
  due?: Ms;
  /** Nobody is left to ask, until then. */
  nobody?: Ms;
  /** Of a trip, which is a request of its own without a report: those that one volunteer takes in one go, in their order. */
  stops?: Stop[];
  /** Ids of requests that were of the trip once. */
  left?: string[];
  /** The trip on which it is carried out: nobody is asked for it alone. */
  trip?: Stop;
  /** Who goes on that trip. */
  carried?: Carried;
  limits: Limits;
  /** A person was told that it is late. */
  overdue?: true;
  created: Ms;
  changed: Ms;
}

const prefix = 'dispatch:';

/** Every request lies between these two. */
export const dispatchRange = { from: prefix, to: `${prefix}\ufff0` } as const;

/** Id of what became of a request. @param request id of the report that asks for help */
export const dispatchId = (request: string): string =>
  `${prefix}${createHash('sha256').update(`dispatch ${request}`).digest('base64url').slice(0, 22)}`;

/** Whether a document is what became of a request for help. */
export const isDispatch = (doc: Doc | null | undefined): doc is DispatchDoc =>
  doc?.type === 'dispatch' && doc._id.startsWith(prefix);

const openStages: readonly Stage[] = ['offer', 'times', 'grid', 'offered', 'silent'];
const missionStages: readonly Stage[] = ['caution', 'details', 'still', 'sure', 'on_the_way', 'reason'];
const afterStages: readonly Stage[] = ['amount', 'receipt', 'mood', 'symptoms', 'again', 'remarks'];

/** Whether somebody may still offer. */
export const isOpen = ({ stage }: Pick<Asked, 'stage'>): boolean => openStages.includes(stage);
/** Whether somebody is on the mission. */
export const isOnMission = ({ stage }: Pick<Asked, 'stage'>): boolean => missionStages.includes(stage);
/** Whether somebody is asked how it went. */
export const isAfter = ({ stage }: Pick<Asked, 'stage'>): boolean => afterStages.includes(stage);

/** Whether volunteers are sought for a request: not for one that is carried out on a trip with others. */
export const isSought = ({ state, trip }: Pick<DispatchDoc, 'state' | 'trip'>): boolean =>
  trip === undefined && (state === 'confirmed' || state === 'announced' || state === 'reopened');
