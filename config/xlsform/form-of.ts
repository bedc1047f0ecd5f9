import { asChtForm, type ChtForm } from './cht/cht-form.ts';
import { convertXlsForm } from './convert.ts';
import type { SheetFault } from './sheet.ts';
import { readWorkbook, WorkbookFault } from './workbook.ts';
import { escapedText, xmlText } from './xml.ts';

/** A workbook to be made an XForm of, and what of its project it depends on. */
export interface FormWorkbook {
  bytes: Uint8Array;
  kind: ChtForm['kind'];
  /** Name of the file, without its ending. */
  name: string;
  /** The id that a form of this kind and name is known by; an app form may name its own in its settings. */
  id: string;
  hiddenFields?: readonly string[];
  /** A workbook for every type of place: the one it is read for, and what that is called. */
  place?: { type: string; name: string };
}

/** The XForm of a workbook, or why there is none. */
export interface FormOfWorkbook {
  /** Absent where there are faults. */
  xml?: string;
  faults: SheetFault[];
  warnings: SheetFault[];
}

/** A reference `${PLACE_TYPE}` means one group, so that names are filled in where all references are resolved. */
const filledIn = (xml: string, place: FormWorkbook['place']): string =>
  place ? xml.replaceAll('PLACE_TYPE', place.type).replaceAll('PLACE_NAME', escapedText(place.name)) : xml;

/** Makes an XForm of a workbook, as a CHT programme has it: converted, and put in order as cht-conf does. */
export const formOfWorkbook = async (workbook: FormWorkbook): Promise<FormOfWorkbook> => {
  const { bytes, kind, name, id, hiddenFields = [], place } = workbook;
  try {
    const sheets = await readWorkbook(bytes);
    const { xform, id: own, faults, warnings } = convertXlsForm(sheets, { formId: name });
    if (!xform) return { faults, warnings };
    asChtForm(xform, { kind, id: kind === 'app' || kind === 'collect' ? own : id, hiddenFields });
    return { xml: filledIn(xmlText(xform), place), faults, warnings };
  } catch (error) {
    if (!(error instanceof WorkbookFault)) throw error;
    return { faults: [{ sheet: '', message: error.message }], warnings: [] };
  }
};
