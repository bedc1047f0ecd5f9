import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Noted } from './noted.ts';

/** Files that would mean something to CHT and that an import leaves out, each with why. */
const known: Readonly<Record<string, string>> = {
  'ui-extensions': 'is code that would have the whole power of the app; Rounds never runs it',
  'ui-extensions.json': 'is code that would have the whole power of the app; Rounds never runs it',
  'database-indexes.json': 'names indexes of the database; Rounds brings those that it needs',
  'settings.inherit.json': 'takes settings from another project; compile them there first, and import what comes out',
  'rules.nools.js': 'is of old rules that CHT itself runs no more',
  'task-schedules.js': 'is not read; schedules stand in task-schedules.json',
};

/** What a project has for those who write it, and not for the programme: nothing is said of it. */
const forWriters = new Set([
  ...['package.json', 'package-lock.json', 'yarn.lock', 'npm-shrinkwrap.json', 'node_modules', 'tsconfig.json'],
  ...['readme', 'license', 'licence', 'changelog', 'contributing', 'makefile', 'dockerfile', 'docker-compose'],
  ...['test', 'tests', 'docs', 'scripts', 'harness.defaults.json', 'app_settings', 'upload-docs.log', 'coverage'],
]);

/** Files and folders of the root that an import reads. */
const read =
  /^(app_settings(\.json)?|forms|translations|resources(\.json)?|branding(\.json)?|partners(\.json)?|privacy-policies(\.json)?|extension-libs|csv|dialogues|tasks\.js|targets\.js|tasks-and-targets\.json|contact-summary(\.templated)?\.js|purge\.js|purging\.js|task-schedules\.json|tasks\.json|[\w.-]*\.csv)$/i;

/** Code of a project that its tasks, targets and summary may ask for. */
const isCode = (name: string): boolean =>
  /\.(m?js|cjs|ts)$/i.test(name) || /^(shared|lib|libs|src|common)$/i.test(name);

/** Files of a folder of forms that an import reads; what cht-conf itself leaves there is none of the programme. */
const readOfForms = /(\.xml|\.xlsx|\.properties\.json|-media|^place-types\.json|^\..*|^~.*|^README.*)$/i;

const bare = (name: string): string => name.toLowerCase().replace(/\.(md|txt|ya?ml|rst)$/, '');

/** What lies in the folder of a programme and is not read, by file. */
export const strangersIn = async (folder: string): Promise<Noted[]> => {
  const here = existsSync(folder) ? (await readdir(folder)).sort() : [];
  const found = here.flatMap((file): Noted[] => {
    if (known[file] !== undefined) return [{ file, message: known[file] }];
    const isPart = file.startsWith('.') || read.test(file) || isCode(file) || forWriters.has(bare(file));
    return isPart ? [] : [{ file, message: 'is not part of a programme' }];
  });
  const places = await Promise.all([
    within(
      folder,
      'app_settings',
      /^(base_settings|forms|schedules)\.json$/,
      'is not read; its settings belong into base_settings.json',
    ),
    within(
      folder,
      'translations',
      /^messages-[\w-]+\.properties$/,
      'is not read; words stand in messages-<language>.properties',
    ),
    within(
      folder,
      'forms',
      /^(app|contact|training|collect)$/,
      'is not a kind of form; they are app, contact, training and collect',
    ),
    ...['app', 'contact', 'training', 'collect'].map(kind =>
      within(folder, join('forms', kind), readOfForms, 'is no form, and belongs to none'),
    ),
  ]);
  return [...found, ...places.flat()].map(each => ({ ...each, fate: 'ignored' as const }));
};

const within = async (folder: string, place: string, isRead: RegExp, message: string): Promise<Noted[]> => {
  const at = join(folder, place);
  const names = existsSync(at) ? (await readdir(at).catch(() => [])).sort() : [];
  return names
    .filter(name => !isRead.test(name) && !name.startsWith('.') && !/^(readme|placeholder)/i.test(name))
    .map(name => ({ file: join(place, name), message }));
};
