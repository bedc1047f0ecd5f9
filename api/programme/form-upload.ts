import { type FormDoc, type FormKind, formDoc, formKinds, internalIdOf } from '@rounds/config/programme/form-docs.ts';
import { notedText } from '@rounds/config/programme/noted.ts';
import { unusedInXml } from '@rounds/config/programme/unused.ts';
import { readXForm } from '@rounds/config/programme/xform.ts';
import { formOfWorkbook } from '@rounds/config/xlsform/form-of.ts';
import { type SheetFault, sheetFaultText } from '@rounds/config/xlsform/sheet.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { checkForms } from '@rounds/sentinel/forms/check-forms.ts';

/** Something wrong or odd in a form, with its place where it is known, and as people read it. */
export type ToldFault = SheetFault & { text: string };

/** What somebody uploaded, as a form. */
export interface UploadedForm {
  /** The XForm; absent where there are faults. */
  xml?: string;
  /** What of it was taken; absent where there are faults. */
  taken?: { questions: number; languages: string[] };
  faults: ToldFault[];
  /** What has no effect yet, what is ignored, and what is faulty and taken as far as it goes, by `fate`. */
  warnings: ToldFault[];
}

/** Of which form an upload is. */
export interface FormName {
  kind: FormKind;
  /** Name of its file, without an ending: `visit`, `clinic-create`. */
  name: string;
}

/** @throws AppError `request/invalid` */
export const formName = (name: string, kind = 'app'): FormName => {
  const known = formKinds.find(each => each === kind);
  if (!known)
    throw new AppError('request/invalid', `"${kind}" is not a kind of form`, {
      hint: `Give one of ${formKinds.join(', ')}`,
    });
  if (!/^[A-Za-z][\w.-]{0,99}$/.test(name))
    throw new AppError('request/invalid', `"${name.slice(0, 100)}" is not a name for a form`, {
      hint: 'Name the file with letters, digits, _ and -, such as visit.xlsx',
    });
  return { kind: known, name };
};

const told = (fault: SheetFault): ToldFault => ({ ...fault, text: sheetFaultText(fault) });
const plain = (message: string): ToldFault => told({ sheet: '', message });

/** Makes an XForm of a workbook, or takes one that is XML already. */
export const readUpload = async (bytes: Uint8Array, { kind, name }: FormName): Promise<UploadedForm> => {
  const start = new TextDecoder().decode(bytes.subarray(0, 200)).trimStart();
  const made = start.startsWith('<')
    ? ownXml(new TextDecoder().decode(bytes))
    : await formOfWorkbook({ bytes, kind, name, id: internalIdOf(kind, name) });
  const { xml } = made;
  const faults = made.faults.map(told);
  if (xml === undefined) return { faults, warnings: made.warnings.map(told) };
  const unused = unusedInXml(xml).map((message): SheetFault => ({ sheet: '', message, fate: 'unused' }));
  const warnings = [...made.warnings, ...unused].map(told);
  return { xml, taken: takenOf(xml), faults, warnings: [...warnings, ...(await oddities(name, xml))] };
};

/** What of an XForm cannot be taken as it is written when somebody fills it in. */
const oddities = async (name: string, xml: string): Promise<ToldFault[]> =>
  (await checkForms([{ name, xml, expression: undefined }])).flatMap(({ warnings }) =>
    warnings.map(({ message }) => plain(message)),
  );

const takenOf = (xml: string): { questions: number; languages: string[] } => ({
  questions: (xml.match(/<(?:\w+:)?(?:input|select1?|upload|range|rank|trigger)\s[^<>]*\bref=/g) ?? []).length,
  languages: [...new Set([...xml.matchAll(/<(?:\w+:)?translation\s[^<>]*\blang="([^"]*)"/g)].map(([, name]) => name!))],
});

const ownXml = (xml: string): { xml?: string; faults: SheetFault[]; warnings: SheetFault[] } => {
  const faults = readXForm(xml).faults.map(message => ({ sheet: '', message }));
  return { ...(faults.length === 0 ? { xml } : {}), faults, warnings: [] };
};

/** What becomes of an upload that is kept. */
export interface KeptForm {
  id: string;
  /** False where the form was there already, word for word. */
  updated: boolean;
  warnings: ToldFault[];
}

/**
 * Keeps an upload as the form of its name. Of a form that is there already its properties and its other files stay.
 * @throws AppError `form/invalid` with every fault in `details`; `doc/conflict`
 */
export const keepUpload = async (main: Store, bytes: Uint8Array, of: FormName, time: number): Promise<KeptForm> => {
  const { xml, faults, warnings } = await readUpload(bytes, of);
  const refuse = (all: readonly string[]) =>
    new AppError('form/invalid', all.slice(0, 20).join('\n'), {
      hint: 'Mend the form and upload it again',
      details: all,
    });
  if (xml === undefined) throw refuse(faults.map(({ text }) => text));
  const id = `form:${internalIdOf(of.kind, of.name)}`;
  const before = await main.get<FormDoc>(id);
  const {
    _id,
    _rev,
    _attachments = {},
    type,
    internalId,
    xmlVersion,
    demonstration,
    ...properties
  } = {
    ...before,
  } as FormDoc & { demonstration?: unknown };
  const { xml: _, ...media } = _attachments;
  const { title, ...rest } = properties;
  const made = formDoc({
    ...{ ...of, file: `${of.name}.xml`, xml, media, time, others: [] },
    properties: rest,
  });
  if (!made.doc) throw refuse(made.faults.map(notedText));
  if (before && xmlVersion?.sha256 === made.doc.xmlVersion.sha256) return { id, updated: false, warnings };
  const doc = { ...made.doc, ...(Array.isArray(title) ? { title } : {}), ...(_rev ? { _rev } : {}) };
  const [written] = await main.write([doc]);
  if (!written?.ok)
    throw new AppError('doc/conflict', `The form ${id} was not kept: somebody else changed it`, {
      hint: 'Upload it again',
    });
  const odd = made.warnings.map(({ message }) => plain(message));
  return { id, updated: true, warnings: [...warnings, ...odd] };
};
