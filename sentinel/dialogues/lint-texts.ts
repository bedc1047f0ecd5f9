import type { Dialogue, Step } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Finding } from './finding.ts';
import { askedBy, choiceKey, placesIn, textsOf } from './graph.ts';
import { folded } from './match.ts';
import { plainText } from './plain-text.ts';
import { smsParts, smsText } from './render-sms.ts';

/** Signs that Telegram takes in a text and below a picture, buttons of a keyboard, and signs of a button that are seen. */
const [longestText, longestCaption, mostButtons, longestLabel] = [4096, 1024, 100, 40];
/** Parts of an SMS that all phones put together. */
const mostParts = 10;

type Note = (level: Finding['level'], code: string, message: string, language?: string, lacks?: string[]) => void;

/** The keys of all texts that a step needs in each of its languages. */
const neededBy = (dialogue: Dialogue, id: string, step: Step): string[] => {
  const inSomeLanguage = (key: string): boolean => Object.values(dialogue.texts).some(texts => key in texts);
  const named = ['text', 'explain', 'nudge', 'file'].map(name => `${id}.${name}`).filter(inSomeLanguage);
  const choices = (step.choices ?? []).map((_, at) => choiceKey(id, at));
  return [...named, ...choices, ...Object.values(step.display ?? {}).flatMap(textsOf)];
};

const missing = (dialogue: Dialogue, id: string, step: Step, note: Note): void => {
  for (const language of dialogue.languages) {
    const texts = dialogue.texts[language] ?? {};
    const keys = neededBy(dialogue, id, step).filter(key => !texts[key]?.trim());
    if (keys.length > 0) note('warning', 'missing language', `lacks ${keys.join(', ')}`, language, keys);
  }
};

const sizes = (dialogue: Dialogue, id: string, step: Step, note: Note): void => {
  if ((step.choices?.length ?? 0) > mostButtons)
    note('fault', 'too many choices', `offers ${step.choices!.length} choices; a keyboard has ${mostButtons} at most`);
  for (const language of dialogue.languages) {
    const texts = dialogue.texts[language] ?? {};
    const text = plainText(texts[`${id}.text`] ?? '');
    const longest = step.media?.length ? longestCaption : longestText;
    if (text.length > longest)
      note('warning', 'long text', `has ${text.length} signs, more than ${longest}: it is sent in parts`, language);
    const labels = (step.choices ?? []).map((_, at) => texts[choiceKey(id, at)] ?? '');
    for (const label of labels)
      if (label.length > longestLabel)
        note('warning', 'long label', `"${label}" has ${label.length} signs; a button shows ${longestLabel}`, language);
    const parts = smsParts(
      smsText(
        text,
        labels.map((label, choice) => ({ label, value: label, choice })),
      ),
    );
    if (parts > mostParts)
      note('warning', 'long SMS', `is ${parts} parts as an SMS, more than ${mostParts}: it is cut there`, language);
  }
};

/** Media that are named, and were never uploaded: they are left out. */
const files = (dialogue: Dialogue, id: string, step: Step, note: Note): void => {
  const kept = dialogue.files ?? {};
  for (const { file } of step.media ?? [])
    for (const language of file === undefined ? dialogue.languages : [undefined]) {
      const name = file ?? dialogue.texts[language!]?.[`${id}.file`];
      if (name !== undefined && !Object.hasOwn(kept, name))
        note('warning', 'missing file', `names ${name}, which is not uploaded: it is left out`, language);
    }
};

const twins = (dialogue: Dialogue, id: string, step: Step, note: Note): void => {
  for (const language of dialogue.languages) {
    const labels = (step.choices ?? []).flatMap(({ when }, at) => {
      const label = folded(dialogue.texts[language]?.[choiceKey(id, at)] ?? '');
      return when || label === '' ? [] : [label];
    });
    const twice = labels.find((label, at) => labels.indexOf(label) !== at);
    if (twice !== undefined) note('fault', 'same label', `offers "${twice}" twice: nobody can type which`, language);
  }
};

/** What is wrong or odd with the words of a dialogue, by language. */
export const textFindings = (dialogue: Dialogue): Finding[] => {
  const findings: Finding[] = [];
  const asked = new Set(
    Object.values(dialogue.steps).flatMap(step => [
      ...askedBy(step).map(({ variable }) => variable),
      ...(step.save === undefined ? [] : [step.save]),
    ]),
  );
  for (const [id, step] of Object.entries(dialogue.steps)) {
    const note: Note = (level, code, message, language, lacks) =>
      void findings.push({
        ...{ level, code, dialogue: dialogue.id, step: id, message },
        ...(language ? { language } : {}),
        ...(lacks ? { lacks } : {}),
      });
    const says = dialogue.languages.some(language => dialogue.texts[language]?.[`${id}.text`]?.trim());
    const worksOut = step.assign !== undefined || (step.set ?? []).length > 0;
    if (!says && !step.media?.length && (step.asks || !worksOut))
      note('fault', 'no text', 'says nothing: give it a text');
    missing(dialogue, id, step, note);
    sizes(dialogue, id, step, note);
    twins(dialogue, id, step, note);
    files(dialogue, id, step, note);
    for (const language of dialogue.languages) {
      const places = placesIn(dialogue.texts[language]?.[`${id}.text`] ?? '');
      const strange = places.filter(name => !asked.has(name) && !Object.hasOwn(step.display ?? {}, name));
      if (strange.length > 0)
        note('warning', 'unknown place', `names {${strange[0]}}, which is neither asked nor computed`, language);
    }
  }
  return findings;
};
