import type { XmlElement } from '../xml.ts';
import { partsOf } from './parts.ts';
import {
  addLocation,
  addMarks,
  addSummaries,
  countRepeats,
  dropDefaultLanguage,
  dropEmptyLabels,
  emptyRepeats,
  hideFields,
  inlineChoicesWithMedia,
  keepEmbeddedDefaults,
  moveContactIntoInit,
  moveOwnName,
  nameRoot,
  wholeReferences,
} from './steps.ts';

/** What of a form's project its XForm depends on. */
export interface ChtForm {
  kind: 'app' | 'contact' | 'training' | 'collect';
  /** The id that the form is known by. */
  id: string;
  /** `hidden_fields` of its properties. */
  hiddenFields: readonly string[];
}

/**
 * What cht-conf does with an XForm that was made of a workbook, in the same order. The form is changed in place. A
 * form for another app keeps its first language, and has no summaries to look up.
 */
export const asChtForm = (html: XmlElement, { kind, id, hiddenFields }: ChtForm): void => {
  const parts = partsOf(html);
  addMarks(id)(parts);
  addLocation(parts);
  if (kind !== 'collect') dropDefaultLanguage(parts);
  hideFields(hiddenFields)(parts);
  inlineChoicesWithMedia(parts);
  keepEmbeddedDefaults(parts);
  dropEmptyLabels(parts);
  emptyRepeats(parts);
  countRepeats(parts);
  wholeReferences(id)(parts);
  if (kind === 'app') addSummaries(parts);
  if (kind === 'contact' || kind === 'training') nameRoot(id)(parts);
  if (kind !== 'contact') return;
  moveContactIntoInit(parts);
  moveOwnName(parts);
};
