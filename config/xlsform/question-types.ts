/** A kind of question, by what becomes of it in an XForm. */
export interface QuestionType {
  /** The type of its field; undefined where nothing is said of it. */
  bind: string | undefined;
  /** The element that asks for it; absent: nobody is asked. */
  control?: 'input' | 'trigger' | 'upload' | 'select' | 'select1' | 'odk:rank' | 'range';
  mediatype?: string;
  /** What the device fills in, and when. */
  preload?: readonly [name: string, parameter: string];
  /** It is shown and cannot be answered. */
  isNote?: true;
  /** Nobody is asked, and it may be calculated. */
  isHidden?: true;
}

const input = (bind: string): QuestionType => ({ bind, control: 'input' });
const upload = (mediatype: string): QuestionType => ({ bind: 'binary', control: 'upload', mediatype });
const preload = (bind: string, name: string, parameter: string): QuestionType => ({ bind, preload: [name, parameter] });

/** The kinds of questions by their names in XLSForm, those of CHT included. */
export const questionTypes: Readonly<Record<string, QuestionType>> = {
  text: input('string'),
  integer: input('int'),
  decimal: input('decimal'),
  date: input('date'),
  time: input('time'),
  dateTime: input('dateTime'),
  note: { ...input('string'), isNote: true },
  barcode: input('barcode'),
  geopoint: input('geopoint'),
  geotrace: input('geotrace'),
  geoshape: input('geoshape'),
  trigger: { bind: undefined, control: 'trigger' },
  acknowledge: { bind: 'string', control: 'trigger' },
  range: { bind: 'int', control: 'range' },
  image: upload('image/*'),
  audio: upload('audio/*'),
  video: upload('video/*'),
  file: upload('application/*'),
  osm: upload('osm/*'),
  calculate: { bind: 'string', isHidden: true },
  hidden: { bind: 'string', isHidden: true },
  'background-geopoint': { bind: 'geopoint', isHidden: true },
  'start-geopoint': { bind: 'geopoint', isHidden: true },
  'background-audio': { bind: 'binary', isHidden: true },
  audit: { bind: 'binary', isHidden: true },
  start: preload('dateTime', 'timestamp', 'start'),
  end: preload('dateTime', 'timestamp', 'end'),
  today: preload('date', 'date', 'today'),
  deviceid: preload('string', 'property', 'deviceid'),
  subscriberid: preload('string', 'property', 'subscriberid'),
  simserial: preload('string', 'property', 'simserial'),
  phonenumber: preload('string', 'property', 'phonenumber'),
  username: preload('string', 'property', 'username'),
  email: preload('string', 'property', 'email'),
  'db:person': input('db:person'),
  'db:clinic': input('db:clinic'),
  'db:health_center': input('db:health_center'),
  'db:district_hospital': input('db:district_hospital'),
  tel: input('tel'),
  'csv-external': { bind: 'string', isHidden: true },
  'xml-external': { bind: 'string', isHidden: true },
};

/** Other spellings, in lower case with blanks for underscores and dashes. */
const spellings: Readonly<Record<string, string>> = {
  string: 'text',
  'q string': 'text',
  'add text prompt': 'text',
  int: 'integer',
  'q int': 'integer',
  'add integer prompt': 'integer',
  'q decimal': 'decimal',
  'add decimal prompt': 'decimal',
  'q date': 'date',
  'add date prompt': 'date',
  datetime: 'dateTime',
  'date time': 'dateTime',
  'q date time': 'dateTime',
  'add date time prompt': 'dateTime',
  'add note prompt': 'note',
  'q note': 'note',
  'add barcode prompt': 'barcode',
  'q barcode': 'barcode',
  'q location': 'geopoint',
  'q geopoint': 'geopoint',
  location: 'geopoint',
  gps: 'geopoint',
  'q geotrace': 'geotrace',
  'q geoshape': 'geoshape',
  'add acknowledge prompt': 'acknowledge',
  'q acknowledge': 'acknowledge',
  photo: 'image',
  'q picture': 'image',
  'q image': 'image',
  'add image prompt': 'image',
  'add photo prompt': 'image',
  'q audio': 'audio',
  'add audio prompt': 'audio',
  'q video': 'video',
  'add video prompt': 'video',
  'add file prompt': 'file',
  'q calculate': 'calculate',
  'add calculate prompt': 'calculate',
  'hidden value': 'hidden',
  'start time': 'start',
  'end time': 'end',
  'get start time': 'start',
  'get end time': 'end',
  'get today': 'today',
  'device id': 'deviceid',
  'get device id': 'deviceid',
  imei: 'deviceid',
  'subscriber id': 'subscriberid',
  'get subscriber id': 'subscriberid',
  'sim id': 'simserial',
  'get sim id': 'simserial',
  'phone number': 'phonenumber',
  'get phone number': 'phonenumber',
  'q phone number': 'phonenumber',
};

const flat = (type: string): string =>
  type
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ');

const byFlatName = new Map(Object.keys(questionTypes).map(name => [flat(name), name]));

/** The name under which {@link questionTypes} has a type; undefined for one that nobody knows. */
export const knownType = (type: string): string | undefined => {
  const name = flat(type);
  return byFlatName.get(name) ?? spellings[name];
};

/** A question whose answers are chosen from a list. */
export interface Select {
  control: 'select' | 'select1' | 'odk:rank';
  /** Name of the list, of a file, or `${name}` of a question in a repeat. */
  list: string;
  orOther: boolean;
  from: 'choices' | 'file' | 'external';
}

const selects: readonly (readonly [words: string, control: Select['control'], from: Select['from']])[] = [
  ['select one from file', 'select1', 'file'],
  ['select multiple from file', 'select', 'file'],
  ['select one external', 'select1', 'external'],
  ['select one using', 'select1', 'choices'],
  ['add select one prompt using', 'select1', 'choices'],
  ['select one from', 'select1', 'choices'],
  ['select1 from', 'select1', 'choices'],
  ['select one', 'select1', 'choices'],
  ['select1', 'select1', 'choices'],
  ['q select1', 'select1', 'choices'],
  ['select all that apply from', 'select', 'choices'],
  ['select all that apply', 'select', 'choices'],
  ['add select multiple prompt using', 'select', 'choices'],
  ['select multiple using', 'select', 'choices'],
  ['select multiple from', 'select', 'choices'],
  ['select multiple', 'select', 'choices'],
  ['q select', 'select', 'choices'],
  ['rank', 'odk:rank', 'choices'],
];

const selectPatterns = selects.map(
  ([words, control, from]) =>
    [new RegExp(`^${words.replaceAll(' ', '[\\s_]+')}\\s+(.+)$`, 'i'), control, from] as const,
);

/** Reads `select_one yes_no or_other` and its like; undefined for what is no such question. */
export const selectOf = (type: string): Select | undefined => {
  for (const [pattern, control, from] of selectPatterns) {
    const rest = pattern.exec(type.trim())?.[1]?.trim();
    if (rest === undefined) continue;
    const other = /\s+or(?:[\s_]+specify)?[\s_]+other$/i;
    return { control, from, list: rest.replace(other, ''), orOther: other.test(rest) };
  }
  return undefined;
};

/** Reads `begin group`, `end_repeat`, `begin loop over list`; undefined for a question. */
export const boundaryOf = (
  type: string,
): { end: boolean; of: 'group' | 'repeat' | 'loop'; list?: string } | undefined => {
  const found = /^(begin|end)[\s_]+(group|repeat|loop|lgroup|looped[\s_]+group)(?:\s+over\s+(\S+))?$/i.exec(
    type.trim(),
  );
  if (!found) return undefined;
  const [, side = '', what = '', list] = found;
  const of = what.toLowerCase() === 'group' ? 'group' : what.toLowerCase() === 'loop' ? 'loop' : 'repeat';
  return { end: side.toLowerCase() === 'end', of, ...(list === undefined ? {} : { list }) };
};
