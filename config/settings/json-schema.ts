import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { settingsSchema } from './settings.ts';

/** The file that editors read: name it in `"$schema"` of an app_settings.json. */
export const schemaFile = fileURLToPath(new URL('../app_settings.schema.json', import.meta.url));

/**
 * JSON Schema (draft 2020-12) of an app_settings file, for editors. A part that many sections share stands once, in
 * `$defs`, by the name that its `meta({ id })` gives it; everything else stands where it is used, so that a new setting
 * changes the lines of that setting only.
 */
export const jsonSchema = (): Record<string, unknown> => ({
  title: 'app_settings of Rounds and of the Community Health Toolkit',
  ...z.toJSONSchema(settingsSchema, { io: 'input', target: 'draft-2020-12', unrepresentable: 'any' }),
});

/** The text of that file, as it should be. */
export const schemaText = (): string => `${JSON.stringify(jsonSchema(), null, 2)}\n`;
