import { headerOf, type Table } from './columns.ts';
import type { Notes } from './sheet.ts';

/** What the sheet `settings` says of a form. */
export interface FormSettings {
  id: string;
  title: string;
  /** Name of the element that holds the answers. */
  root: string;
  version: string | undefined;
  /** The language of words that stand in a column without a language. */
  language: string;
  /** Whether the workbook names that language itself. */
  namesLanguage: boolean;
  style: string | undefined;
  instanceName: string | undefined;
  /** Namespaces by prefix. */
  namespaces: Readonly<Record<string, string>>;
  /** Attributes of the element that holds the answers. */
  attributes: Readonly<Record<string, string>>;
  choicesTwice: boolean;
  withoutId: boolean;
  tidy: boolean;
  entityVersion: string | undefined;
  /** Settings by name that are written as they are: `submission_url`, `public_key`, … */
  others: Readonly<Record<string, string>>;
}

const yes = (value: string | undefined): boolean => /^(yes|true|true\(\))$/i.test(value ?? '');
const no = (value: string | undefined): boolean => /^(no|false|false\(\))$/i.test(value ?? '');

/** Columns that settings may have. */
export const settingNames = new Set([
  ...['form_id', 'form_title', 'name', 'version', 'default_language', 'style', 'instance_name', 'namespaces'],
  ...['allow_choice_duplicates', 'omit_instanceID', 'clean_text_values', 'instance_xmlns', 'instance_id', 'path'],
  ...['public_key', 'submission_url', 'auto_send', 'auto_delete', 'client_editable', 'prefix', 'delimiter'],
  ...['sms_keyword', 'sms_separator', 'sms_allow_media', 'sms_date_format', 'sms_datetime_format', 'sms_response'],
  ...['entity_version', 'flags', 'add_none_option', 'set_geopoint', 'flat', 'type', 'label', 'id'],
]);

/** Reads the sheet `settings`: its first row that says something. @param formId where it names no id: the file's name */
export const readFormSettings = (
  table: Table | undefined,
  { formId, root }: { formId: string; root: string },
  notes: Notes,
): FormSettings => {
  const [first, ...more] = table?.rows ?? [];
  if (table && more.length > 0)
    notes.warnings.push({
      ...{ sheet: table.sheet, row: more[0]!.line },
      message: 'is left out: settings are one row, right below their header',
      fate: 'ignored',
    });
  const values = first?.values ?? {};
  const id = values.form_id ?? formId;
  const name = values.name ?? root;
  if (table && !/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(name))
    notes.faults.push({
      ...{ sheet: table.sheet, row: first?.line ?? 2, column: headerOf(table, 'name') },
      message: `"${name}" cannot be the name of an element: begin with a letter, without blanks`,
    });
  return {
    id,
    title: values.form_title ?? id,
    root: name,
    version: values.version,
    language: values.default_language ?? 'default',
    namesLanguage: values.default_language !== undefined,
    style: values.style,
    instanceName: values.instance_name,
    namespaces: namespacesIn(values.namespaces ?? ''),
    attributes: first?.root ?? {},
    choicesTwice: yes(values.allow_choice_duplicates),
    withoutId: yes(values.omit_instanceID),
    tidy: !no(values.clean_text_values),
    entityVersion: values.entity_version,
    others: values,
  };
};

/** `a="http://…" b="http://…"` by prefix. */
const namespacesIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/([\w-]+)\s*=\s*["']([^"']+)["']/g)].map(({ 1: prefix = '', 2: uri = '' }) => [prefix, uri]),
  );
