import type { Doc } from '@rounds/ddocs/documents/doc.ts';

/**
 * The document of a form.
 * @param more its title, for whom it is offered, and whatever else it says
 * @param files what lies beside the form, such as pictures, as base64 by name
 */
export const formDoc = (
  internalId: string,
  xml: string,
  more: Record<string, unknown> = {},
  files: Record<string, { content_type: string; data: string }> = {},
): Doc => ({
  _id: `form:${internalId}`,
  type: 'form',
  internalId,
  title: internalId,
  context: { person: true, place: true },
  ...more,
  _attachments: { xml: { content_type: 'application/xml', data: Buffer.from(xml).toString('base64') }, ...files },
});
