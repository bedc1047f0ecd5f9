import { fieldsOf } from '@rounds/sentinel/forms/answers.ts';
import { openForm } from '@rounds/sentinel/forms/engine.ts';
import type { Filling } from '@rounds/sentinel/forms/filling.ts';
import type { People } from '../people/people.ts';
import { type Around, chooseFrom } from './around.ts';
import { locate } from './locate.ts';

/** What is wrong or odd in a form that was uploaded. */
export interface FormFault {
  sheet: string;
  row?: number;
  column?: string;
  message: string;
  /** All of it in one line. */
  text: string;
  /** What became of what it is about. @default faulty, and taken as far as it goes */
  fate?: 'unused' | 'ignored';
}

/** What the server made of an upload. */
export interface Upload {
  /** Absent where there are faults. */
  xml?: string;
  /** What of it was taken; absent where there are faults. */
  taken?: { questions: number; languages: string[] };
  faults: FormFault[];
  warnings: FormFault[];
}

/** A form that is tried out: nothing that is answered is kept. */
export interface Trial {
  readonly filling: Filling;
  readonly around: Around;
}

/**
 * Opens a form to be tried out. It is told nothing of a contact, its files are kept in memory, and its pictures are not
 * there yet.
 * @throws where the form cannot be opened at all
 */
export const openTrial = async (
  people: People,
  xml: string,
  language: string,
  onChange: () => void,
  signal: AbortSignal,
): Promise<Trial> => {
  const filling = await openForm(window, xml, onChange, { asks: ['file', 'geopoint'] });
  filling.speak(language);
  const files = new Map<string, { url: string; type: string; size: number }>();
  signal.addEventListener('abort', () => {
    for (const { url } of files.values()) URL.revokeObjectURL(url);
  });
  const around: Around = {
    ...chooseFrom(people, ''),
    media: () => undefined,
    answered: name => files.get(name),
    keep: async (file, name) => {
      files.set(name, { url: URL.createObjectURL(file), type: file.type, size: file.size });
      return name;
    },
    locating: locate(signal),
    giveUp: (id, reason) => {
      filling.giveUp(id, reason);
      onChange();
    },
  };
  return { filling, around };
};

/** What a report of the form would hold, by the paths of its fields, in their order. */
export const trialAnswers = (filling: Filling): [path: string, value: string][] => {
  const listed = (value: unknown, path: string): [string, string][] => {
    if (typeof value === 'string') return [[path, value]];
    if (Array.isArray(value)) return value.flatMap((each, at) => listed(each, `${path}[${at + 1}]`));
    return Object.entries(value as object).flatMap(([name, each]) => listed(each, path ? `${path}.${name}` : name));
  };
  return listed(fieldsOf(window, filling.xml(), new Set()), '');
};
