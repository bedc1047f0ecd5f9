/** Something that is wrong or odd with a dialogue, and where. */
export interface Finding {
  /** A fault keeps the dialogue from being published; a warning is told. */
  level: 'fault' | 'warning';
  /** What kind it is, such as `dangling`. */
  code: string;
  dialogue: string;
  step?: string;
  language?: string;
  /** The property of the step that it is about, such as `timeout`, where it is about one. */
  property?: string;
  /** Keys of the texts that are lacking, such as `ask.explain`, where it is about these. */
  lacks?: readonly string[];
  /** Where in the file, where it has to do with how it is written: `messages.f.display.plan`. */
  path?: string;
  /** In words, with what to do. */
  message: string;
}

/** A finding as one line: `garden_day, step c, de: …`. */
export const findingLine = ({ dialogue, step, language, path, message }: Finding): string =>
  [dialogue, ...(step === undefined ? [] : [`step ${step}`]), ...(language ? [language] : [])].join(', ') +
  `: ${path ? `${path} ` : ''}${message}`;
