/** Who is to get a campaign, as the server takes it. */
export interface Audience {
  under: string[];
  languages: string[];
  fields: Record<string, string[]>;
  only?: string[];
}

/** What somebody writes of a campaign. */
export interface Draft {
  title: string;
  audience: Audience;
  says: { text: Record<string, string> } | { dialogue: string };
  when_busy: 'wait' | 'skip' | 'interrupt';
  rate?: number;
}

/** A campaign as the server shows it. */
export interface Shown extends Draft {
  id: string;
  state: 'draft' | 'asked' | 'running' | 'stopped' | 'done';
  share: number;
  people?: number;
  rate: number;
  started_by?: string;
  history: { at: string; by: string; act: string; share?: number; people?: number }[];
}

/** How far a campaign is. */
export interface Counts {
  waits: number;
  given: number;
  left_out: Record<string, number>;
  messages: Record<string, number>;
  runs: Record<string, number>;
}

/** What a campaign would come to if it went out now. */
export interface Preview {
  people: number;
  gets: number;
  waits: Record<string, number>;
  left_out: Record<string, number>;
  asleep?: { from: number; to: number };
  languages: Record<string, number>;
  shares: { share: number; people: number }[];
  ends: number;
  needs_approval: boolean;
}

/** What there is to choose from. */
export interface Choices {
  places: { id: string; name: string; people: number }[];
  languages: string[];
  dialogues: string[];
  rate: number;
  approve_above: number;
}

/** A draft with nothing in it. */
export const emptyDraft = (): Draft => ({
  ...{ title: '', audience: { under: [], languages: [], fields: {} }, says: { text: {} }, when_busy: 'wait' },
});

/** Answers as they are typed: a line for each, `name = one, another`. */
export const fieldsOf = (text: string): Record<string, string[]> =>
  Object.fromEntries(
    text.split('\n').flatMap(line => {
      const [name = '', ...rest] = line.split('=');
      const values = rest
        .join('=')
        .split(',')
        .map(value => value.trim())
        .filter(value => value !== '');
      return name.trim() === '' || values.length === 0 ? [] : [[name.trim(), values]];
    }),
  );

/** The same, as lines. */
export const fieldLines = (fields: Record<string, string[]>): string =>
  Object.entries(fields)
    .map(([name, values]) => `${name} = ${values.join(', ')}`)
    .join('\n');
