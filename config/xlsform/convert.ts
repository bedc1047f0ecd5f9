import { openingActions, triggeredBy } from './actions.ts';
import { bindOf } from './binds.ts';
import { controlOf } from './body.ts';
import type { Build } from './build.ts';
import { choiceInstance, readChoices } from './choices.ts';
import { type Row, readTable, type Table, tellUnknownColumns } from './columns.ts';
import { fieldsOf } from './instance.ts';
import { addImplied, unfoldLoops } from './prepared.ts';
import { namesOf, referencesIn, withPaths } from './references.ts';
import { searchedLists } from './selects.ts';
import { type FormSettings, readFormSettings, settingNames } from './settings.ts';
import { meant, type Notes, type RawSheet, type SheetFault, sheetFaultText } from './sheet.ts';
import { type Item, itemsOf, readSurvey } from './survey.ts';
import { openTexts } from './texts.ts';
import { putChoiceWords } from './words.ts';
import { element, type XmlElement } from './xml.ts';

/** What a workbook became. */
export interface Converted {
  /** The XForm; undefined where there are faults. */
  xform: XmlElement | undefined;
  id: string;
  title: string;
  faults: SheetFault[];
  warnings: SheetFault[];
}

/** One fault may be met at several places of the XForm. */
const once = (all: readonly SheetFault[]): SheetFault[] => [
  ...new Map(all.map(fault => [sheetFaultText(fault), fault])).values(),
];

const sheetNames = ['survey', 'choices', 'settings', 'external_choices', 'entities', 'osm'];

/** Sheets of XLSForm that nothing is made of, and why. */
const leftOut: Readonly<Record<string, string>> = {
  entities: 'forms make no entities here; a contact form makes a person or a place',
  osm: 'nobody is asked for a piece of a map here',
};

/** Columns of `survey` that are neither words nor attributes. */
const surveyColumns = new Set([
  ...['type', 'name', 'default', 'choice_filter', 'parameters', 'repeat_count', 'trigger', 'save_to', 'disabled'],
  ...['list_name', 'query', 'instance_xmlns', 'comments', 'comment', 'notes', 'note'],
]);

/**
 * Makes an XForm of the sheets of a workbook in XLSForm. All that is wrong is told at once, by sheet, row and column.
 * @param options.formId where the settings name none: the name of the file
 * @param options.root name of the element that holds the answers, where the settings name none
 */
export const convertXlsForm = (
  sheets: readonly RawSheet[],
  { formId, root = 'data' }: { formId: string; root?: string },
): Converted => {
  const notes: Notes = { faults: [], warnings: [] };
  const tables = tablesOf(sheets, notes);
  const settings = readFormSettings(tables.settings, { formId, root }, notes);
  const done = (xform?: XmlElement): Converted => ({
    xform: notes.faults.length > 0 ? undefined : xform,
    ...{ id: settings.id, title: settings.title },
    faults: once(notes.faults),
    warnings: once(notes.warnings),
  });
  if (!tables.survey) return done();
  const survey = tables.survey;
  const isUsed = usedLists(survey);
  const choices = readChoices(tables.choices, { allowTwice: settings.choicesTwice, isUsed }, notes);
  const tree = readSurvey(survey, settings.root, notes);
  if (tree.children.length === 0 && notes.faults.length === 0)
    notes.faults.push({ sheet: survey.sheet, message: 'has no questions: write one a row, with type, name and label' });
  const tell = (item: Item, message: string) =>
    notes.faults.push({ sheet: survey.sheet, row: item.row.line, column: 'type', message });
  unfoldLoops(tree, choices, tell);
  addImplied(tree, choices, languagesOf(tables.choices));
  const build: Build = {
    ...{ settings, survey, notes, choices },
    ...{ names: namesOf(tree), texts: openTexts(settings.language), external: new Map() },
  };
  dropUnread(build, isUsed, tables.choices?.sheet ?? 'choices');
  return done(formOf(build, tables.choices));
};

/** Whether any row of a sheet names a list: as its choices, in parameters, or to look something up. */
const usedLists = ({ rows }: Table): ((list: string) => boolean) => {
  const text = JSON.stringify(rows);
  const named = new Set(text.match(/[^\s"'=,;()\\]+/g));
  return list => named.has(list) || (/\s/.test(list) && text.includes(list));
};

/** A list that the form has no use for, and that refers to questions that it has not, is left out. */
const dropUnread = ({ choices, names, notes }: Build, isUsed: (list: string) => boolean, sheet: string): void => {
  for (const [name, { choices: rows }] of choices) {
    const missing = rows
      .flatMap(({ texts }) => Object.values(texts).flatMap(words => Object.values(words ?? {})))
      .flatMap(referencesIn)
      .find(each => names.byName.get(each)?.length !== 1);
    if (missing === undefined || isUsed(name)) continue;
    choices.delete(name);
    notes.warnings.push({
      sheet,
      message: `the list "${name}" is left out: it refers to "${missing}", and no question uses it`,
      fate: 'ignored',
    });
  }
};

const tablesOf = (sheets: readonly RawSheet[], notes: Notes): { survey?: Table; choices?: Table; settings?: Table } => {
  const found = (name: string) => sheets.find(sheet => sheet.name.trim().toLowerCase() === name);
  for (const { name, rows } of sheets) {
    const plain = name.trim().toLowerCase();
    const reason = rows.length > 1 ? leftOut[plain] : undefined;
    if (reason !== undefined) notes.warnings.push({ sheet: name, message: `is left out: ${reason}`, fate: 'ignored' });
    const near = sheetNames.includes(plain) || name.startsWith('_') ? '' : meant(plain, sheetNames);
    if (near !== '') notes.warnings.push({ sheet: name, message: `is not read.${near}`, fate: 'ignored' });
  }
  const [survey, choices, settings] = [found('survey'), found('choices'), found('settings')];
  if (!survey) {
    const help = meant(sheets[0]?.name ?? '', sheetNames) || ' Its questions have to stand on a sheet of that name.';
    notes.faults.push({ sheet: '', message: `There is no sheet "survey".${help}` });
    return {};
  }
  const settingsTable = settings && readTable(settings, notes, { lastCounts: true });
  const tidy = !/^(no|false|false\(\))$/i.test(settingsTable?.rows[0]?.values.clean_text_values ?? '');
  const surveyTable = readTable(survey, notes, { tidy });
  if (!surveyTable.headers.has('type'))
    notes.faults.push({ sheet: survey.name, row: 1, message: 'has no column "type": add it, with "name" and "label"' });
  tellUnknownColumns(surveyTable, surveyColumns, notes);
  if (settingsTable) tellUnknownColumns(settingsTable, settingNames, notes);
  return {
    survey: surveyTable,
    ...(choices ? { choices: readTable(choices, notes, { ownColumns: true, tidy }) } : {}),
    ...(settingsTable ? { settings: settingsTable } : {}),
  };
};

const languagesOf = (table: Table | undefined): string[] =>
  (table?.columns ?? []).flatMap(column => (column.as === 'text' && column.language !== '' ? column.language : []));

/** Lists that are looked up by `pulldata('name', …)`, each a CSV beside the form. */
const pulledIn = ({ bind, values }: Row): string[] =>
  [...Object.values(bind), ...Object.values(values)].flatMap(text =>
    [...text.matchAll(/pulldata\s*\(\s*['"]([^'"]+)['"]/g)].map(({ 1: name = '' }) => name),
  );

const formOf = (build: Build, choicesTable: Table | undefined): XmlElement => {
  const { settings, choices, names } = build;
  takeFiles(names.root, build);
  const items = itemsOf(names.root);
  const fields = fieldsOf(build, names.root)[0]!;
  Object.assign(fields.attributes, { id: settings.id, ...(settings.version ? { version: settings.version } : {}) });
  Object.assign(fields.attributes, settings.attributes, ownAttributes(settings));
  const meta = metaOf(build, items);
  if (meta.fields.children.length > 0) fields.children.push(meta.fields);
  const triggered = triggeredBy(build);
  const controls = names.root.children.flatMap(child => controlOf(build, child, triggered) ?? []);
  for (const item of items)
    for (const name of pulledIn(item.row)) build.external.set(name, `jr://file-csv/${name}.csv`);
  for (const list of choices.values()) putChoiceWords(build, list, choicesTable?.sheet ?? 'choices');
  const binds = items.slice(1).flatMap(item => [bindOf(build, item), ...openingActions(build, item)]);
  const searched = searchedLists(items);
  const external = [...build.external].filter(([id]) => !choices.has(id));
  const model = element('model', { 'odk:xforms-version': '1.0.0' }, [
    build.texts.itext(),
    element('instance', {}, [fields]),
    ...(names.lastSaved ? [element('instance', { id: '__last-saved', src: 'jr://instance/last-saved' })] : []),
    ...external.map(([id, src]) => element('instance', { id, src })),
    ...[...choices.values()].filter(({ name }) => !searched.has(name)).map(choiceInstance),
    submissionOf(settings),
    ...[...binds, ...meta.binds],
  ]);
  return element('h:html', namespacesOf(settings), [
    element('h:head', {}, [element('h:title', {}, [settings.title]), model]),
    element('h:body', { class: settings.style }, controls),
  ]);
};

/** Files that rows name (`csv-external`, `xml-external`) are instances, and no fields. */
const takeFiles = (root: Item, build: Build): void => {
  for (const item of itemsOf(root))
    item.children = item.children.filter(({ type, name }) => {
      const [, ending] = /^(csv|xml)-external$/.exec(type) ?? [];
      if (ending === undefined) return true;
      build.external.set(name, ending === 'csv' ? `jr://file-csv/${name}.csv` : `jr://file/${name}.xml`);
      return false;
    });
};

/** What the settings say on the element that holds the answers: its namespace, how it is written as an SMS. */
const ownAttributes = ({ others }: FormSettings): Record<string, string> => {
  const { instance_xmlns: xmlns, prefix, delimiter } = others;
  return {
    ...(xmlns === undefined ? {} : { xmlns }),
    ...(prefix === undefined ? {} : { 'odk:prefix': prefix }),
    ...(delimiter === undefined ? {} : { 'odk:delimiter': delimiter }),
  };
};

const metaOf = (build: Build, items: readonly Item[]): { fields: XmlElement; binds: XmlElement[] } => {
  const { settings, names } = build;
  const path = `/${names.root.name}/meta`;
  const fields = element('meta');
  const binds: XmlElement[] = [];
  if (items.some(({ type }) => type === 'audit')) fields.children.push(element('audit'));
  if (!settings.withoutId) {
    fields.children.push(element('instanceID'));
    binds.push(
      element('bind', {
        ...{ nodeset: `${path}/instanceID`, type: 'string', readonly: 'true()' },
        'jr:preload': settings.others.instance_id ?? 'uid',
      }),
    );
  }
  if (settings.instanceName !== undefined) {
    fields.children.push(element('instanceName'));
    const tell = (message: string) =>
      build.notes.faults.push({ sheet: 'settings', row: 2, column: 'instance_name', message });
    binds.push(
      element('bind', {
        ...{ nodeset: `${path}/instanceName`, type: 'string' },
        calculate: withPaths(settings.instanceName, names, { tell }),
      }),
    );
  }
  return { fields, binds };
};

const submissionOf = ({ others }: FormSettings): XmlElement | undefined => {
  const { submission_url: action, public_key: key, auto_send: send, auto_delete: remove } = others;
  const editable = /^(yes|true)/i.test(others.client_editable ?? '') ? 'true' : undefined;
  if ([action, key, send, remove, editable].every(value => value === undefined)) return undefined;
  return element('submission', {
    ...{ action, method: action === undefined ? undefined : 'post', base64RsaPublicKey: key },
    ...{ 'orx:auto-send': send, 'orx:auto-delete': remove, 'odk:client-editable': editable },
  });
};

const namespacesOf = ({ namespaces }: FormSettings): Record<string, string> => ({
  xmlns: 'http://www.w3.org/2002/xforms',
  'xmlns:h': 'http://www.w3.org/1999/xhtml',
  'xmlns:ev': 'http://www.w3.org/2001/xml-events',
  'xmlns:xsd': 'http://www.w3.org/2001/XMLSchema',
  'xmlns:jr': 'http://openrosa.org/javarosa',
  'xmlns:orx': 'http://openrosa.org/xforms',
  'xmlns:odk': 'http://www.opendatakit.org/xforms',
  ...Object.fromEntries(Object.entries(namespaces).map(([prefix, uri]) => [`xmlns:${prefix}`, uri])),
});
