// `npm run schema`: writes config/app_settings.schema.json anew; with `--check` only says whether it has to be.
import { readFileSync, writeFileSync } from 'node:fs';
import { schemaFile, schemaText } from '@rounds/config/settings/json-schema.ts';

const check = process.argv.includes('--check');
const written = readFileSync(schemaFile, 'utf8') === schemaText();
if (check && !written) {
  console.error(
    'config/app_settings.schema.json is not what the schemas of the settings say: `npm run schema` writes it.',
  );
  process.exit(1);
}
if (!written) writeFileSync(schemaFile, schemaText());
if (!check)
  console.log(
    written ? 'config/app_settings.schema.json is as it should be' : 'Written config/app_settings.schema.json',
  );
