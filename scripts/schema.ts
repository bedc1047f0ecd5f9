// `npm run schema`: the JSON Schema of app_settings, from the schemas of config/sections.
import { readFileSync, writeFileSync } from 'node:fs';
import { schemaFile, schemaText } from '@rounds/config/settings/json-schema.ts';
import { asked } from './terminal/asked.ts';

const file = 'config/app_settings.schema.json';
const { values } = asked({
  usage: ['npm run schema [-- --check]'],
  about: `Writes ${file}, by which editors check and complete app_settings.json, after a change of config/sections.`,
  options: { check: { type: 'boolean', default: false, about: 'writes nothing, and fails when it is not up to date' } },
  examples: ['npm run schema'],
});
const fresh = readFileSync(schemaFile, 'utf8') === schemaText();
if (!fresh && values.check) {
  console.error(`${file} is older than the schemas in config/sections. \`npm run schema\` writes it anew.`);
  process.exit(1);
}
if (!fresh) writeFileSync(schemaFile, schemaText());
console.log(fresh ? `${file} is up to date` : `Written ${file}`);
