import * as de from 'chrono-node/de';
import * as en from 'chrono-node/en';
import * as es from 'chrono-node/es';
import * as fr from 'chrono-node/fr';
import * as pt from 'chrono-node/pt';

type Parse = typeof en.strict.parse;

const strictly = (pack: { strict: { parse: Parse } }): Parse => pack.strict.parse.bind(pack.strict);
const [english, british] = [
  new en.Chrono(en.configuration.createConfiguration(true, false)),
  new en.Chrono(en.configuration.createConfiguration(true, true)),
];

/**
 * Who finds times in a language. Swahili has no pack: times in digits are found by the English one. The packs are asked
 * strictly and never for zones: they take the machine's for those that they do not know.
 */
export const findersFor = (languages: readonly string[], order: 'mdy' | 'dmy'): readonly Parse[] => {
  const own: Readonly<Record<string, Parse>> = {
    en: strictly({ strict: order === 'dmy' ? british : english }),
    fr: strictly(fr),
    es: strictly(es),
    de: strictly(de),
    pt: strictly(pt),
  };
  return [...new Set(languages.map(language => own[language] ?? own.en!))];
};
