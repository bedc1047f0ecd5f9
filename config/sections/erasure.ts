import './jitless.ts';
import * as z from 'zod';
import { yesNo } from './text.ts';

/** `erasure`: how people are erased. Rounds' own. */
export const erasure = z
  .looseObject({
    second_person: yesNo
      .optional()
      .default(true)
      .describe('Whether somebody else than the one who asks decides, on the page of reviews'),
  })
  .describe('Erasing people for good, for holders of can_erase');
