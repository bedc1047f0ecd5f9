import type { Doc, Iso, Ms } from '../documents/doc.ts';

/** Who is to get a campaign: a question that is asked anew whenever it is counted or carried out. */
export interface Audience {
  /** Ids of places; everybody who lives below one of them. Empty for everybody. */
  under: string[];
  /** Codes of languages; empty for all. */
  languages: string[];
  /** Values of fields of the profile, one of which it must be; by the name of the field. */
  fields: Record<string, string[]>;
  /** Ids of people, and nobody else; absent for all of the above. */
  only?: string[];
}

/** What is said: a text by language, or the id of a dialogue that begins. */
export type CampaignWords = { text: Record<string, string> } | { dialogue: string };

/**
 * What becomes of who is being asked something: it waits until that is over, she is left out, or it is said in the middle
 * and her question is shown again after it.
 */
export type WhenBusy = 'wait' | 'skip' | 'interrupt';

/**
 * `draft` is being written; `asked` waits for a second person to approve it; `running` is being said; `stopped` says
 * nothing more, and may go on; `done` was said to everybody of its audience.
 */
export type CampaignState = 'draft' | 'asked' | 'running' | 'stopped' | 'done';

/** How a campaign came to be as it is, the oldest first. */
export interface CampaignEntry {
  at: Iso;
  by: string;
  act: 'made' | 'changed' | 'start' | 'approve' | 'share' | 'stop' | 'go_on' | 'again' | 'grew' | 'done';
  /** Per cent of the audience that may get it from then on. */
  share?: number;
  /** People of the audience at that moment. */
  people?: number;
}

/** Something that is said to many: `campaign:<id>`. */
export interface Campaign extends Doc {
  type: 'campaign';
  title: string;
  audience: Audience;
  says: CampaignWords;
  when_busy: WhenBusy;
  /** People who get it in a minute, at most. */
  rate: number;
  state: CampaignState;
  /** Per cent of the audience that may get it by now: those whose lot is the lowest. */
  share: number;
  /** How many people the audience had when it was started: it stops where it has become much larger. */
  people?: number;
  /** Up to which share there is a document for each recipient. */
  filled?: number;
  /** Until when what was given to people so far is planned, in ms: what follows is planned after it. */
  planned_until?: Ms;
  /** It goes on after a stop: what that took back is to wait again. */
  resumes?: true;
  /** Name of the user who asked for its start. */
  started_by?: string;
  history: CampaignEntry[];
}

/** Why somebody is left out of a campaign, or does not get it yet. */
export const leftOutFor = [
  'muted',
  'paused',
  'left',
  'blocked',
  'no consent',
  'no address',
  'no words',
  'in a dialogue',
  'has had it',
  'gone',
] as const;
/** One of {@link leftOutFor}. */
export type LeftOut = (typeof leftOutFor)[number];

/** How a recipient stands: not yet looked at or asleep until a moment, given, left out, or the campaign was stopped. */
export type RecipientState = 'waits' | 'given' | 'left_out';

/** One who is to get a campaign: `to:<campaign>:<contact>`, so that nobody is one twice. */
export interface Recipient extends Doc {
  type: 'recipient';
  campaign: string;
  contact: string;
  state: RecipientState;
  /** Of one who waits: not before then. */
  until: Ms;
  /** Why it waits or was left out. */
  reason?: LeftOut | 'asleep';
  /** Of one who was given it: the document of the message, or the run. */
  doc?: string;
  at: Iso;
}

const [prefix, toPrefix] = ['campaign:', 'to:'];

/** Id of the document of a campaign. */
export const campaignId = (id: string): string => `${prefix}${id}`;
/** All campaigns lie between these two. */
export const campaignRange = { from: prefix, to: `${prefix}\ufff0` } as const;
/** The campaign's own id, as it stands in its recipients and messages. */
export const campaignKey = ({ _id }: Pick<Campaign, '_id'>): string => _id.slice(prefix.length);
/** Id of the document of a recipient. */
export const recipientId = (campaign: string, contact: string): string => `${toPrefix}${campaign}:${contact}`;

/** Whether a document is a campaign. */
export const isCampaign = (doc: Doc | null | undefined): doc is Campaign =>
  doc?.type === 'campaign' && doc._id.startsWith(prefix);
/** Whether a document is one who is to get a campaign. */
export const isRecipient = (doc: Doc | null | undefined): doc is Recipient =>
  doc?.type === 'recipient' && doc._id.startsWith(toPrefix);
