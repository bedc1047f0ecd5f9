import type { Asked, DispatchDoc, Stage, Stop } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Button } from '@rounds/ddocs/documents/reports.ts';
import { gridSize, reasons, symptoms } from './answers.ts';
import { clock, needIn, notesOf, type Say, type Scene, sayTo, whereIs, zoneOf } from './scene.ts';

/** What is said in a stage, and what may be pressed: the codes of `answers.ts`. */
export interface Telling {
  text: string;
  buttons: { text: string; code?: string; url?: string }[][];
}

/** Somebody who is spoken to about a request. */
export interface Spoken {
  doc: DispatchDoc;
  asked: Asked;
  scene: Scene;
  /** When the stage began. */
  at: Ms;
}

const minute: Ms = 60_000;
const half = 30 * minute;

const button = (text: string, code: string): { text: string; code: string } => ({ text, code });
const column = (...all: Telling['buttons'][number]): Telling['buttons'] => all.map(each => [each]);

/** Values that all texts may name: nothing of the person who is helped. */
const publicValues = ({ doc, asked, scene, at }: Spoken): Record<string, string | number> => {
  const { help, number } = doc;
  const { km, estimated } = asked.rank;
  const say = sayTo(scene, asked.language);
  return {
    number,
    needs: help.needs.map(need => needIn(need, scene, asked.language)).join(', '),
    zone: zoneOf(scene)?.name ?? say('dispatch.say.somewhere'),
    distance: km === null ? '' : say(estimated ? 'dispatch.say.about_km' : 'dispatch.say.km', { km: km.toFixed(1) }),
    wanted: help.wanted === undefined ? '' : say('dispatch.say.wanted', { time: clock(help.wanted, at, scene, asked) }),
    urgent: help.urgent ? say('dispatch.say.urgent') : '',
    time: asked.time === undefined ? say('dispatch.say.soon') : clock(asked.time, at, scene, asked),
    currency: scene.settings.dispatch?.currency ?? '',
    stops: isTrip(doc) ? say('dispatch.say.stops', { count: doc.stops.length }) : '',
  };
};

/** Whether a request is a trip to several people. */
const isTrip = (doc: DispatchDoc): doc is DispatchDoc & { stops: Stop[] } => (doc.stops?.length ?? 0) > 1;

/** A text without the lines that nothing filled. */
const tidy = (text: string): string =>
  text
    .split('\n')
    .map(line => line.trimEnd().replace(/ {2,}/g, ' '))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

/** Name, address and all that the one needs who goes there; of a trip one after the other. */
const details = (spoken: Spoken, say: Say): string[] => {
  const { doc, scene, asked } = spoken;
  if (!doc.stops) return detailsOf(doc, scene, spoken, say);
  return doc.stops.flatMap(({ id, number }, nth) => {
    const stop = scene.stops?.find(each => each.doc._id === id);
    if (!stop) return [];
    const needs = stop.doc.help.needs.map(need => needIn(need, scene, asked.language)).join(', ');
    const head = say('dispatch.say.stop', { nth: nth + 1, number, needs });
    return [...(nth > 0 ? [''] : []), head, ...detailsOf(stop.doc, stop, spoken, say)];
  });
};

const detailsOf = (
  doc: Pick<DispatchDoc, 'help' | 'request'>,
  { beneficiary, places: above }: Pick<Scene, 'beneficiary' | 'places'>,
  { scene }: Spoken,
  say: Say,
): string[] => {
  const { help } = doc;
  const known = (beneficiary ?? {}) as Record<string, unknown>;
  const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
  const address = [help.address ?? known.address ?? known.directions, known.apartment, known.entrance, known.floor]
    .map(text)
    .filter(Boolean)
    .join(', ');
  const places = above.flatMap(({ name }) => name ?? []).join(', ');
  const place = whereIs(doc, { beneficiary, places: above });
  const notes = notesOf(beneficiary).filter(({ request }) => request !== doc.request);
  const line = (key: string, value: string): string[] => (value ? [say(`dispatch.say.line.${key}`, { value })] : []);
  return [
    ...line('name', text(beneficiary?.name)),
    ...line('phone', text(beneficiary?.phone)),
    ...line('address', [address, places].filter(Boolean).join('; ')),
    ...(place && !place.estimated && !scene.settings.dispatch?.map_link
      ? line('position', `${place.latitude}, ${place.longitude}`)
      : []),
    ...line('code', help.code),
    ...line('remarks', text(help.remarks)),
    ...(help.symptoms ? [say('dispatch.say.has_symptoms')] : []),
    ...(help.disability ? [say('dispatch.say.has_disability')] : []),
    ...(notes.length > 0 ? [say('dispatch.say.notes'), ...notes.slice(-3).map(({ text: note }) => `– ${note}`)] : []),
  ];
};

const mapButton = ({ doc, scene }: Spoken, say: Say): Telling['buttons'] => {
  const link = scene.settings.dispatch?.map_link;
  const stops = scene.stops?.map(stop => ({ ...stop, name: ` ${stop.doc.number}` }));
  return (stops ?? [{ doc, ...scene, name: '' }]).flatMap(({ doc: at, name, ...around }) => {
    const place = whereIs(at, around);
    if (!place || place.estimated || !link) return [];
    const url = link.replaceAll('{lat}', String(place.latitude)).replaceAll('{lon}', String(place.longitude));
    return [[{ text: `${say('dispatch.say.map')}${name}`, url }]];
  });
};

/** What one presses when it is carried out: of a trip one by one, or all. */
const carriedOut = ({ doc, asked }: Spoken, say: Say): Telling['buttons'] => {
  if (!isTrip(doc)) return column(button(say('dispatch.say.carried_out'), 'done'));
  const { visited = [] } = asked;
  const isSome = visited.length > 0 && doc.stops.some(({ number }) => !visited.includes(number));
  return column(
    ...doc.stops.map(({ number }) =>
      button(`${visited.includes(number) ? '☑' : '☐'} ${say('dispatch.say.stop_done', { number })}`, `s${number}`),
    ),
    button(say(isSome ? 'dispatch.say.some_carried_out' : 'dispatch.say.all_carried_out'), 'done'),
  );
};

const grid = ({ at, scene, asked }: Spoken): Telling['buttons'] => {
  const rows: Telling['buttons'] = [];
  for (let nth = 1; nth <= gridSize; nth += 1) {
    const time = at + nth * half;
    if ((nth - 1) % 4 === 0) rows.push([]);
    rows.at(-1)!.push(button(clock(time, at, scene, asked), `in${nth * 30}`));
    // The first one after midnight is the last: whoever comes later says so in words.
    if (clock(time, at, scene, asked).includes(',')) break;
  }
  return rows;
};

const times = (spoken: Spoken, say: Say): Telling['buttons'] => {
  const { doc, at, scene, asked } = spoken;
  const { wanted } = doc.help;
  return [
    ...(wanted !== undefined && wanted > at
      ? [[button(say('dispatch.say.as_wanted', { time: clock(wanted, at, scene, asked) }), 'wanted')]]
      : []),
    [30, 60, 120].map(minutes => button(clock(at + minutes * minute, at, scene, asked), `in${minutes}`)),
    [button(say('dispatch.say.other_time'), 'other'), button(say('dispatch.say.cannot'), 'no')],
  ];
};

const ticks = ({ asked }: Spoken, say: Say): Telling['buttons'] => [
  ...symptoms.map(each => [
    button(`${asked.survey.symptoms?.includes(each) ? '☑' : '☐'} ${say(`dispatch.say.symptom.${each}`)}`, each),
  ]),
  [button(say('dispatch.say.next'), 'next')],
];

const buttonsOf = (spoken: Spoken, stage: Stage, say: Say): Telling['buttons'] => {
  const cannot = button(say('dispatch.say.cannot'), 'no');
  switch (stage) {
    case 'offer':
      return column(button(say('dispatch.say.can'), 'yes'), cannot);
    case 'times':
      return times(spoken, say);
    case 'grid':
      return [...grid(spoken), [cannot]];
    case 'offered':
      return column(button(say('dispatch.say.take_back'), 'no'));
    case 'caution':
      return column(button(say('dispatch.say.well'), 'well'), cannot);
    case 'details':
      return [...mapButton(spoken, say), ...column(button(say('dispatch.say.go'), 'go'), cannot)];
    case 'still':
      return column(button(say('dispatch.say.still_yes'), 'yes'), cannot);
    case 'sure':
      return column(button(say('dispatch.say.go'), 'go'), cannot);
    case 'on_the_way':
      return [...carriedOut(spoken, say), [cannot]];
    case 'reason':
      return column(
        ...reasons.map(each => button(say(`dispatch.say.reason.${each}`), each)),
        button(say('dispatch.say.back'), 'back'),
      );
    case 'amount':
      return column(button(say('dispatch.say.no_expenses'), 'none'));
    case 'receipt':
      return column(button(say('dispatch.say.no_receipt'), 'none'));
    case 'mood':
      return [4, 3, 2, 1, 0].map(each => [button(say(`dispatch.say.mood.${each}`), String(each))]);
    case 'symptoms':
      return ticks(spoken, say);
    case 'again':
      return [[button(say('dispatch.say.yes'), 'yes'), button(say('dispatch.say.no'), 'no')]];
    case 'remarks':
      return column(button(say('dispatch.say.no_remarks'), 'none'));
    default:
      return [];
  }
};

/** What is said to somebody in a stage. */
export const tellingOf = (spoken: Spoken, stage: Stage): Telling => {
  const say = sayTo(spoken.scene, spoken.asked.language);
  const text = say(`dispatch.say.${stage}`, publicValues(spoken));
  const more = stage === 'details' ? details(spoken, say) : [];
  return { text: tidy([text, ...more].join('\n')), buttons: buttonsOf(spoken, stage, say) };
};

/** The way there, which stays below name and address for as long as these are to be read. */
export const wayThere = (spoken: Spoken): Telling['buttons'] =>
  mapButton(spoken, sayTo(spoken.scene, spoken.asked.language));

/** Words about a request under a key, with what everybody may know. */
export const wordsFor = (spoken: Spoken, key: string, more: Readonly<Record<string, string>> = {}): string =>
  tidy(sayTo(spoken.scene, spoken.asked.language)(`dispatch.say.${key}`, { ...publicValues(spoken), ...more }));

/** For somebody who has no chat: all in one message; the details only where the programme says so. */
export const smsOf = (spoken: Spoken, key: 'sms' | 'sms_corrected' = 'sms'): string => {
  const say = sayTo(spoken.scene, spoken.asked.language);
  const lines = spoken.scene.settings.dispatch?.sms_details ? details(spoken, say) : [];
  return tidy([say(`dispatch.say.${key}`, publicValues(spoken)), ...lines].join('\n'));
};

/** Rows of buttons as a chat has them. @param data what a code becomes */
export const rowsOf = (telling: Pick<Telling, 'buttons'>, data: (code: string) => string): Button[][] =>
  telling.buttons.map(row =>
    row.map(({ text, code, url }) => (url ? { text, url } : { text, data: data(code ?? '') })),
  );
