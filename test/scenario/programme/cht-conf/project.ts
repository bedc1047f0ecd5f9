import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { defaultProgramme } from '@rounds/config/programme/documents.ts';

/** A form of one question, as pyxform writes it. */
const xform = (id: string, title: string): string => `<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms">
  <h:head>
    <h:title>${title}</h:title>
    <model>
      <itext>
        <translation lang="en">
          <text id="note"><value>What did you see?</value></text>
        </translation>
      </itext>
      <instance>
        <data id="${id}" prefix="J1!${id}!" delimiter="#" version="2026-11-21 10:00">
          <note/>
          <meta tag="hidden"><instanceID/></meta>
        </data>
      </instance>
      <bind nodeset="/data/note" type="string"/>
      <bind nodeset="/data/meta/instanceID" type="string" readonly="true()" calculate="concat('uuid:', uuid())"/>
    </model>
  </h:head>
  <h:body>
    <input ref="/data/note"><label ref="jr:itext('note')"/></input>
  </h:body>
</h:html>
`;

const drawing = (colour: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="9" fill="${colour}"/></svg>\n`;

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const title = (content: string) => [{ locale: 'en', content }];

/** Files of the project by path, besides the forms and settings that it has from the default programme. */
const files: Readonly<Record<string, string>> = {
  '.eslintrc': json({ env: { node: true, es2022: true }, parserOptions: { ecmaVersion: 2022 } }),
  'tasks.js': 'module.exports = [];\n',
  'targets.js': 'module.exports = [];\n',
  'contact-summary.templated.js': 'module.exports = { fields: [], cards: [], context: {} };\n',
  'forms/app/home_visit.xml': xform('home_visit', 'Home visit'),
  'forms/app/home_visit.properties.json': json({
    title: title('Home visit'),
    icon: 'icon-visit',
    context: { person: true, place: false, expression: 'contact.type === "person"' },
  }),
  'forms/app/home_visit-media/house.svg': drawing('brown'),
  'forms/training/home_visits.xml': xform('training:home_visits', 'How to visit'),
  'forms/training/home_visits.properties.json': json({
    title: title('How to visit'),
    context: { start_date: '2026-11-01', duration: 30, user_roles: ['chw'] },
  }),
  'forms/collect/census.xml': xform('census', 'Census'),
  'forms/collect/census.properties.json': json({ title: title('Census') }),
  'translations/messages-en.properties': 'contact.type.clinic = Homestead\nwelcome = Karibu\n',
  'translations/messages-sw.properties': 'contact.type.clinic = Boma\nwelcome = Karibu\n',
  'resources.json': json({ 'icon-visit': 'visit.svg' }),
  'resources/visit.svg': drawing('green'),
  'branding.json': json({
    title: 'Afya Bora',
    resources: { logo: 'logo.svg', favicon: 'favicon.svg', icon: 'icon.svg' },
  }),
  'branding/logo.svg': drawing('red'),
  'branding/favicon.svg': drawing('orange'),
  'branding/icon.svg': drawing('blue'),
  'partners.json': json({ resources: { ministry: 'ministry.svg' } }),
  'partners/ministry.svg': drawing('black'),
  'privacy-policies.json': json({ en: 'en.html' }),
  'privacy-policies/en.html': '<h1>Privacy</h1><p>What you write stays with the ministry.</p>\n',
  'extension-libs/average.js': 'module.exports = (first, second) => ({ t: "num", v: (first.v + second.v) / 2 });\n',
  'ui-extensions/welcome.js': 'class Welcome extends HTMLElement {}\nmodule.exports = Welcome;\n',
  'ui-extensions/welcome.properties.json': json({
    extension_type: 'header_tab',
    title: 'welcome',
    icon: 'fa-home',
  }),
  'database-indexes.json': json({ by_phone: { fields: ['type', 'phone'] } }),
  'csv/place.district_hospital.csv': 'reference_id:excluded,name,place_id\nmawingu,Mawingu district,10000\n',
  'csv/place.health_center.csv': [
    'reference_id:excluded,name,parent:place WHERE reference_id=COL_VAL',
    'mto,Mto health centre,mawingu',
    'bonde,Bonde health centre,mawingu',
    '',
  ].join('\n'),
  'csv/place.clinic.csv': [
    'reference_id:excluded,name,parent:place WHERE reference_id=COL_VAL',
    'kilima,Kilima household,mto',
    'ziwani,Ziwani household,bonde',
    '',
  ].join('\n'),
  'csv/person.member.csv': [
    'reference_id:excluded,name,phone,parent:place WHERE reference_id=COL_VAL',
    'amina,Amina Wanjala,+254700000111,mto',
    'nia,Nia Barasa,,kilima',
    'noah,Noah Barasa,,ziwani',
    '',
  ].join('\n'),
  'csv/report.home_visit.csv': [
    'fields.note,reported_date:timestamp,patient_id:GET _id OF person WHERE reference_id=COL_VAL,contact:person WHERE reference_id=COL_VAL',
    'All well,1794000000000,nia,amina',
    '',
  ].join('\n'),
  'csv/users.csv': [
    'username,password,roles,phone,fullname,contact:person WHERE reference_id=COL_VAL,place:GET _id OF place WHERE reference_id=COL_VAL',
    'amina,Blue-Kettle-41,chw,+254700000111,Amina Wanjala,amina,mto',
    '',
  ].join('\n'),
};

/** Writes a project in cht-conf's layout into an empty folder: the default programme with everything else beside it. */
export const writeProject = async (folder: string): Promise<void> => {
  const settings = JSON.parse(await readFile(join(defaultProgramme, 'app_settings.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const { $schema: _, forms, schedules = [], ...base } = settings;
  const parts = {
    'app_settings/base_settings.json': json(base),
    'app_settings/forms.json': json(forms),
    'app_settings/schedules.json': json(schedules),
  };
  await cp(join(defaultProgramme, 'forms'), join(folder, 'forms'), { recursive: true });
  for (const [path, text] of Object.entries({ ...files, ...parts })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
};
