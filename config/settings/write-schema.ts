import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { jsonSchema } from './settings.ts';

/** The file that editors read: name it in `"$schema"` of an app_settings.json. */
export const schemaFile = fileURLToPath(new URL('../app_settings.schema.json', import.meta.url));

/** The text of that file. */
export const schemaText = (): string => `${JSON.stringify(jsonSchema(), null, 2)}\n`;

/** Writes the file anew; a test fails while it differs from the schemas. */
export const writeSchema = (): Promise<void> => writeFile(schemaFile, schemaText());
