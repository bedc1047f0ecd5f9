// `npx tsx config/main.ts`: writes app_settings.schema.json anew after a change of config/sections.
import { schemaFile, writeSchema } from './settings/write-schema.ts';

await writeSchema();
console.log(`Written ${schemaFile}`);
