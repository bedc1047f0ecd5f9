import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultProgramme } from '@rounds/config/programme/documents.ts';
import { jsonSchema, schemaFile, schemaText } from '@rounds/config/settings/json-schema.ts';
import { parseSettings } from '@rounds/config/settings/parse.ts';
import { type SectionName, settingsSchema } from '@rounds/config/settings/settings.ts';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { disturbedSettings, full } from './any-settings.ts';

interface Described {
  $ref?: string;
  description?: string;
  properties?: Record<string, Described>;
}
const schema = jsonSchema() as { properties: Record<string, Described>; $defs: Record<string, Described> };
const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);

/** Where an editor would underline something. */
const underlined = (settings: unknown): string[] =>
  validate(settings) ? [] : validate.errors!.map(({ instancePath }) => instancePath);

/** Sections that stand there empty count as absent for Rounds; an editor underlines them, which is as well. */
const withoutEmpty = (raw: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(raw).filter(([, section]) => section !== null && section !== ''));

/** What a JSON Schema can know: types, what is missing, and values of a list; not whether a text can be read. */
const isOfForm = ({ code, path }: { code: string; path: PropertyKey[] }): boolean =>
  (code === 'invalid_type' || code === 'invalid_value') && path.at(-2) !== 'auth';

describe('the JSON Schema of app_settings', () => {
  it('is written as the code has it; if not, npm run schema writes it', async () =>
    expect(await readFile(schemaFile, 'utf8')).to.equal(schemaText()));

  it('accepts the settings of the default programme, and others with every section', async () => {
    expect(underlined(JSON.parse(await readFile(join(defaultProgramme, 'app_settings.json'), 'utf8')))).to.be.empty;
    expect([underlined(full), parseSettings(full).faults]).to.deep.equal([[], []]);
  });

  for (const [path, raw] of [
    ['/muting/mute_forms', { muting: { mute_forms: 'mute' } }],
    ['/roles/chw/offline', { roles: { chw: { offline: 'yes' } } }],
    ['/schedules/0', { schedules: [{ messages: [] }] }],
    ['/forms_only_mode', { forms_only_mode: 'sometimes' }],
    ['/schedule_morning_hours', { schedule_morning_hours: 24 }],
    ['/muting/messages/0/recipient', { muting: { messages: [{ recipient: 5 }] } }],
  ] as const)
    it(`tells an editor of a fault at ${path}`, () => {
      expect(underlined(raw)).to.include(path);
      expect(parseSettings(raw).faults).not.to.be.empty;
    });

  it('accepts all that Rounds takes, and refuses what is of the wrong form, however settings are disturbed', () => {
    let [sound, faulty] = [0, 0];
    fc.assert(
      fc.property(disturbedSettings, raw => {
        const given = withoutEmpty(raw);
        const { success, error } = settingsSchema.safeParse(given);
        const wrong = underlined(given);
        if (success) expect(wrong).to.deep.equal([]);
        else if (error.issues.some(isOfForm)) expect(wrong).not.to.be.empty;
        if (success) sound += 1;
        else if (error.issues.some(isOfForm)) faulty += 1;
      }),
      { seed: 20260114, endOnFailure: true, numRuns: 400 },
    );
    // Else this would have looked at nothing.
    expect([sound > 20, faulty > 200]).to.deep.equal([true, true]);
  });

  it('names what sections share, so that a new setting changes its own lines only', () => {
    expect(schemaText()).not.to.match(/__schema\d/);
    expect(Object.keys(schema.$defs).sort()).to.deep.equal(
      ['inline_text', 'label', 'recipient', 'reply', 'validations', 'visit', 'yes_or_no'].sort(),
    );
  });

  it('says in words what each section is for', () => {
    const silent = (Object.keys(settingsSchema.shape) as SectionName[]).filter(
      name => !schema.properties[name]?.description,
    );
    expect(silent).to.deep.equal([]);
  });
});
