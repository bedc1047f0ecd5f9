import { element, type XmlElement, type XmlNode } from './xml.ts';

/** Which of the words under one id: the plain ones, a guidance, a picture. */
export type TextForm = 'plain' | 'guidance' | 'image' | 'big-image' | 'audio' | 'video';

/** Words of a form by language. */
export interface Texts {
  /** @param value what stands there: text, and the values of questions */
  add(language: string, id: string, form: TextForm, value: readonly XmlNode[]): void;
  languages(): string[];
  /** The element `itext`; undefined where all words stand in place. */
  itext(): XmlElement | undefined;
}

type ByForm = Map<TextForm, readonly XmlNode[]>;

/** @param language the one that is shown first */
export const openTexts = (language: string): Texts => {
  const byLanguage = new Map<string, Map<string, ByForm>>();
  const at = (language: string, id: string): ByForm => {
    const texts = byLanguage.get(language) ?? new Map<string, ByForm>();
    byLanguage.set(language, texts);
    const forms = texts.get(id) ?? new Map();
    texts.set(id, forms);
    return forms;
  };
  return {
    add: (language, id, form, value) => at(language, id).set(form, value),
    languages: () => [...byLanguage.keys()],
    itext: () => {
      if (byLanguage.size === 0) return undefined;
      const forms = new Map<string, Set<TextForm>>();
      for (const texts of byLanguage.values())
        for (const [id, byForm] of texts) forms.set(id, new Set([...(forms.get(id) ?? []), ...byForm.keys()]));
      const translations = [...byLanguage].map(([name, texts]) =>
        element(
          'translation',
          { lang: name, default: name === language ? 'true()' : undefined },
          [...forms].map(([id, all]) => element('text', { id }, valuesOf(all, texts.get(id)))),
        ),
      );
      return element('itext', {}, translations);
    },
  };
};

/** Words that a language lacks are a dash, so that a form does not fall silent there; media that it lacks are none. */
const valuesOf = (forms: ReadonlySet<TextForm>, given: ByForm | undefined): (XmlElement | undefined)[] =>
  [...forms].map(form => {
    const value = given?.get(form) ?? ['-'];
    const isMedium = form !== 'plain' && form !== 'guidance';
    if (isMedium && value.length === 1 && value[0] === '-') return undefined;
    return element('value', { form: form === 'plain' ? undefined : form }, value);
  });
