import { isAppError } from '@rounds/ddocs/documents/error.ts';
import type { Finding } from '@rounds/sentinel/dialogues/finding.ts';
import { isRapidPro, readRapidPro } from '@rounds/sentinel/dialogues/rapidpro.ts';
import { type ReadDialogue, readDialogue } from '@rounds/sentinel/dialogues/read-dialogue.ts';
import type { FastifyRequest } from 'fastify';
import { wholeBody } from '../web/whole-body.ts';
import { dialogueLimit } from './parts.ts';
import { readDialogueBook } from './workbook/read-book.ts';

/** Dialogues of JSON of any kind that is known: a flow of RapidPro may hold several. */
export const readAny = (given: unknown): ReadDialogue[] =>
  isRapidPro(given) ? readRapidPro(given) : [readDialogue(given)];

const unreadable = (message: string): ReadDialogue => {
  const finding: Finding = { level: 'fault', code: 'shape', dialogue: 'the file', message };
  return { findings: [finding] };
};

/** How a workbook begins: it is a ZIP file. */
const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

const readBytes = async (bytes: Uint8Array): Promise<ReadDialogue[]> => {
  if (isZip(bytes))
    try {
      return [await readDialogueBook(bytes)];
    } catch (error) {
      return [unreadable(isAppError(error) ? error.message : 'is no workbook that can be read: save it as .xlsx')];
    }
  try {
    return readAny(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return [unreadable('is neither JSON nor a workbook: send a .json or .xlsx file')];
  }
};

/** The dialogues of a body: JSON of ours, of CoActuem or of RapidPro, or a workbook. */
export const readUpload = async (request: FastifyRequest): Promise<ReadDialogue[]> => {
  const { body } = request;
  const isStream = typeof body === 'object' && body !== null && 'pipe' in body;
  return isStream ? readBytes(await wholeBody(body, dialogueLimit)) : readAny(body);
};
