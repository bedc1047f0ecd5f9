import { expect } from 'chai';
import { survey, xformOf } from './tables.ts';

/** What a form says, in pieces of its XForm. */
const cases: readonly (readonly [title: string, form: string, parts: readonly string[]])[] = [
  [
    'a question of text',
    survey(`
type | name | label | hint
text | village | Village | As people call it`),
    [
      '<data id="visit"><village/><meta><instanceID/></meta></data>',
      '<bind nodeset="/data/village" type="string"/>',
      '<input ref="/data/village"><label>Village</label><hint>As people call it</hint></input>',
      '<h:title>visit</h:title>',
    ],
  ],
  [
    'numbers, dates and times',
    survey(`
type | name | label
integer | age | Age
decimal | weight | Weight
date | seen | Seen
time | at | At
datetime | when | When`),
    [
      '<bind nodeset="/data/age" type="int"/>',
      '<bind nodeset="/data/weight" type="decimal"/>',
      '<bind nodeset="/data/seen" type="date"/>',
      '<bind nodeset="/data/at" type="time"/>',
      '<bind nodeset="/data/when" type="dateTime"/>',
    ],
  ],
  [
    'what is only shown, only calculated, only kept',
    survey(`
type | name | label | calculation
note | hello | Good day |
calculate | double | | 2 * 2
hidden | kept | |`),
    [
      '<bind nodeset="/data/hello" type="string" readonly="true()"/>',
      '<bind nodeset="/data/double" type="string" calculate="2 * 2"/>',
      '<bind nodeset="/data/kept" type="string"/>',
      '<h:body><input ref="/data/hello"><label>Good day</label></input></h:body>',
    ],
  ],
  [
    'conditions, and words where they fail',
    survey(`
type | name | label | required | required_message | relevant | constraint | constraint_message | readonly
integer | age | Age | yes | Ask the age | true | . < 120 | Too old | no`),
    [
      '<bind nodeset="/data/age" type="int" required="true()" relevant="true()" constraint=". &lt; 120" readonly="false()" jr:constraintMsg="Too old" jr:requiredMsg="Ask the age"/>',
    ],
  ],
  [
    'choices from a list, one and many, and in an order',
    `survey
type | name | label
select_one fuel | burns | What burns?
select_multiple fuel | all | What else?
rank fuel | best | Best first
choices
list_name | name | label | price
fuel | wood | Wood | 1
fuel | gas | Gas | 2`,
    [
      '<instance id="fuel"><root><item><name>wood</name><label>Wood</label><price>1</price></item>',
      '<select1 ref="/data/burns"><label>What burns?</label><itemset nodeset="instance(\'fuel\')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>',
      '<select ref="/data/all">',
      '<odk:rank ref="/data/best">',
      '<bind nodeset="/data/best" type="odk:rank"/>',
    ],
  ],
  [
    'another answer than those of the list',
    `survey
type | name | label
select_one fuel or_other | burns | What burns?
choices
list_name | name | label
fuel | wood | Wood`,
    [
      '<item><name>other</name><label>Other</label></item>',
      `<bind nodeset="/data/burns_other" type="string" relevant="selected(../burns, 'other')"/>`,
      '<input ref="/data/burns_other"><label>Specify other.</label></input>',
    ],
  ],
  [
    'choices that are filtered by an answer, within a repeat by that of its own turn',
    `survey
type | name | label | choice_filter
select_one county | county | County |
select_one ward | ward | Ward | county = \${county}
begin repeat | child | Child |
select_one county | born_in | Born in |
select_one ward | born_at | Born at | county = \${born_in}
end repeat | | |
choices
list_name | name | label | county
county | a | A |
ward | w | W | a`,
    [
      `<itemset nodeset="instance('ward')/root/item[county = /data/county ]">`,
      `<itemset nodeset="instance('ward')/root/item[county = current()/../born_in ]">`,
    ],
  ],
  [
    'choices from a file, and from the answers of a repeat',
    survey(`
type | name | label | parameters
select_one_from_file wards.csv | ward | Ward | value=code label=title
select_multiple_from_file places.geojson | place | Place |
begin repeat | child | Child |
text | called | Called |
end repeat | | |
select_one \${called} | oldest | Oldest |`),
    [
      '<instance id="wards" src="jr://file-csv/wards.csv"/>',
      '<instance id="places" src="jr://file/places.geojson"/>',
      `<itemset nodeset="instance('wards')/root/item"><value ref="code"/><label ref="title"/></itemset>`,
      `<itemset nodeset="/data/child[./called != '']"><value ref="called"/><label ref="called"/></itemset>`,
    ],
  ],
  [
    'groups, and repeats as often as people or the form like',
    survey(`
type | name | label | appearance | repeat_count
begin group | page | Page | field-list |
integer | number | Number | |
end group | | | |
begin repeat | child | Child | | \${number}
text | called | Called | |
end repeat | | | |
begin repeat | twin | | | 2
text | named | Named | |
end repeat | | | |`),
    [
      '<group ref="/data/page" appearance="field-list"><label>Page</label>',
      '<child jr:template=""><called/></child><child><called/></child>',
      '<repeat nodeset="/data/child" jr:count="/data/page/number">',
      '<bind nodeset="/data/twin_count" type="string" readonly="true()" calculate="2"/>',
      '<group ref="/data/twin"><label/><repeat nodeset="/data/twin" jr:count="/data/twin_count">',
    ],
  ],
  [
    'references: from the root, and within a repeat from question to question',
    survey(`
type | name | label | calculation | relevant
text | head | Head | |
begin repeat | child | Child of \${head} | |
begin group | who | Who | |
text | called | Called | |
end group | | | |
calculate | twice | | concat(\${called}, \${head}) |
note | shown | \${called} of \${head} | | \${called} != ''
end repeat | | | |
calculate | first | | indexed-repeat(\${called}, \${child}, 1) |`),
    [
      '<label>Child of <output value="/data/head"/></label>',
      'calculate="concat( ../who/called , /data/head )"',
      '<label><output value="../who/called"/> of <output value="/data/head"/></label>',
      `relevant="../who/called != ''"`,
      'calculate="indexed-repeat( /data/child/who/called , /data/child , 1)"',
    ],
  ],
  [
    'answers of the report before, and what is looked up in a list, in words too',
    `survey
type | name | label | default
text | village | Village | \${last-saved#village}
note | told | instance('fuel')/root/item[name = \${village}]/label it is |
choices
list_name | name | label
fuel | wood | Wood`,
    [
      '<instance id="__last-saved" src="jr://instance/last-saved"/>',
      `<setvalue ref="/data/village" event="odk-instance-first-load" value="instance('__last-saved')/data/village"/>`,
      `<label><output value="instance('fuel')/root/item[name = /data/village ]/label"/> it is</label>`,
    ],
  ],
  [
    'what a field holds from the start, plain and reckoned',
    survey(`
type | name | label | default
text | plain | Plain | some-thing
date | day | Day | 2026-01-31
date | today_ | Today | today()
integer | sum | Sum | 1 + 1
image | sketch | Sketch | map.png
begin repeat | child | Child |
date | seen | Seen | today()
end repeat | | |`),
    [
      '<plain>some-thing</plain><day>2026-01-31</day><today_/><sum/><sketch>jr://images/map.png</sketch>',
      '<setvalue ref="/data/today_" event="odk-instance-first-load" value="today()"/>',
      '<setvalue ref="/data/sum" event="odk-instance-first-load" value="1 + 1"/>',
      '<setvalue ref="/data/child/seen" event="odk-new-repeat" value="today()"/></repeat>',
    ],
  ],
  [
    'values that change when a question is answered',
    survey(`
type | name | label | calculation | trigger
select_one yes_no | ok | Well? | |
dateTime | when | | now() | \${ok}
background-geopoint | where | | | \${ok}
choices
list_name | name | label
yes_no | yes | Yes`),
    [
      '<setvalue ref="/data/when" event="xforms-value-changed" value="now()"/>',
      '<odk:setgeopoint ref="/data/where" event="xforms-value-changed"/>',
      '<bind nodeset="/data/when" type="dateTime"/>',
    ],
  ],
  [
    'words in languages, with a dash where one lacks them',
    `survey
type | name | label::English (en) | label::Kiswahili (sw) | hint::English (en) | constraint | constraint_message::English (en)
text | village | Village | Kijiji | As called | . != '' | Say it
text | ward | Ward | | | |
choices
list_name | name | label::English (en) | label::Kiswahili (sw)
settings
form_id | default_language
visit_home | Kiswahili (sw)`,
    [
      '<translation lang="Kiswahili (sw)" default="true()"><text id="/data/village:label"><value>Kijiji</value></text>',
      '<text id="/data/village:hint"><value>-</value></text>',
      '<text id="/data/ward:label"><value>-</value></text>',
      `<input ref="/data/village"><label ref="jr:itext('/data/village:label')"/><hint ref="jr:itext('/data/village:hint')"/></input>`,
      `jr:constraintMsg="jr:itext('/data/village:jr:constraintMsg')"`,
      '<data id="visit_home">',
    ],
  ],
  [
    'pictures, sounds and films in words and choices, and guidance',
    `survey
type | name | label | media::image | audio | video | big-image | guidance_hint
note | told | Look | a.png | b.mp3 | c.mp4 | d.png |
select_one sign | sign | Sign | | | | | Ask twice
choices
list_name | name | label | image
sign | fever | Fever | fever.png
sign | none | None |`,
    [
      '<text id="/data/told:label"><value>Look</value><value form="image">jr://images/a.png</value><value form="big-image">jr://images/d.png</value><value form="audio">jr://audio/b.mp3</value><value form="video">jr://video/c.mp4</value></text>',
      '<text id="/data/sign:hint"><value form="guidance">Ask twice</value></text>',
      '<text id="sign-0"><value>Fever</value><value form="image">jr://images/fever.png</value></text><text id="sign-1"><value>None</value></text>',
      '<item><itextId>sign-0</itextId><name>fever</name></item>',
      '<value ref="name"/><label ref="jr:itext(itextId)"/>',
    ],
  ],
  [
    'files, drawings and positions',
    survey(`
type | name | label | appearance | parameters
photo | face | Face | | max-pixels=640 app=org.example.camera
audio | said | Said | | quality=voice-only
video | film | Film | |
file | paper | Paper | |
image | name_ | Sign | signature |
geopoint | home | Home | | capture-accuracy=10 allow-mock-accuracy=true
geotrace | way | Way | | incremental=true
geoshape | field | Field | |
barcode | card | Card | |`),
    [
      '<bind nodeset="/data/face" type="binary" orx:max-pixels="640"/>',
      '<upload ref="/data/face" mediatype="image/*" intent="org.example.camera">',
      '<bind nodeset="/data/said" type="binary" odk:quality="voice-only"/>',
      '<upload ref="/data/paper" mediatype="application/*">',
      '<upload ref="/data/name_" appearance="signature" mediatype="image/*">',
      '<bind nodeset="/data/home" type="geopoint" odk:allow-mock-accuracy="true"/>',
      '<input ref="/data/home" accuracyThreshold="10">',
      '<bind nodeset="/data/way" type="geotrace"/>',
      '<input ref="/data/way" incremental="true">',
      '<bind nodeset="/data/field" type="geoshape"/>',
      '<bind nodeset="/data/card" type="barcode"/>',
    ],
  ],
  [
    'a range, whole and in fractions, with words at its ticks',
    `survey
type | name | label | parameters
range | pain | Pain |
range | dose | Dose | start=0.5 end=5 step=0.5 tick_interval=1 tick_labelset=ends
choices
list_name | name | label
ends | 0.5 | Little`,
    [
      '<bind nodeset="/data/pain" type="int"/>',
      '<range ref="/data/pain" start="1" end="10" step="1"><label>Pain</label></range>',
      '<bind nodeset="/data/dose" type="decimal"/>',
      `<range ref="/data/dose" start="0.5" end="5" step="0.5" odk:tick-interval="1"><label>Dose</label><itemset nodeset="instance('ends')/root/item">`,
    ],
  ],
  [
    'what the device fills in',
    survey(`
type | name
start | start
end | end
today | today
deviceid | deviceid
username | username
phonenumber | phonenumber
email | email
start-geopoint | place
audit | audit
background-audio | heard`),
    [
      '<bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>',
      '<bind nodeset="/data/today" type="date" jr:preload="date" jr:preloadParams="today"/>',
      '<bind nodeset="/data/deviceid" type="string" jr:preload="property" jr:preloadParams="deviceid"/>',
      '<odk:setgeopoint ref="/data/place" event="odk-instance-first-load"/>',
      '<meta><audit/><instanceID/></meta>',
      '<bind nodeset="/data/meta/audit" type="binary"/>',
      '<odk:recordaudio ref="/data/heard" event="odk-instance-load"/>',
    ],
  ],
  [
    'attributes of any name, on fields, their binds and what asks for them',
    survey(`
type | name | label | instance::db-doc | instance::tag | bind::type | body::accuracyThreshold | bind::jr:noAppErrorString
begin group | child | Child | true | | | |
hidden | kind | | | hidden | | |
geopoint | home | Home | | | string | 20 | Not here
end group | | | | | | |`),
    [
      '<child db-doc="true"><kind tag="hidden"/><home/></child>',
      '<bind nodeset="/data/child/home" type="string" jr:noAppErrorString="Not here"/>',
      '<input ref="/data/child/home" accuracyThreshold="20">',
    ],
  ],
  [
    'kinds of questions of CHT: contacts and phone numbers',
    survey(`
type | name | label | appearance | instance::cht:unique_tel
db:person | who | Who | db-object |
db:clinic | where | Where | |
tel | phone | Phone | | true
settings
namespaces | style
cht="https://communityhealthtoolkit.org" | pages`),
    [
      '<bind nodeset="/data/who" type="db:person"/>',
      '<bind nodeset="/data/where" type="db:clinic"/>',
      '<phone cht:unique_tel="true"/>',
      '<bind nodeset="/data/phone" type="tel"/>',
      'xmlns:cht="https://communityhealthtoolkit.org"',
      '<h:body class="pages">',
    ],
  ],
  [
    'settings: ids, versions, names of reports, where they go',
    `survey
type | name | label
text | village | Village
settings
form_id | form_title | version | instance_name | submission_url | auto_send | auto_delete | attribute::kind | prefix | delimiter
home | Home visit | 7 | concat(\${village}, '!') | https://example.org | true | false | x | H | #`,
    [
      '<h:title>Home visit</h:title>',
      '<data id="home" version="7" kind="x" odk:prefix="H" odk:delimiter="#">',
      '<meta><instanceID/><instanceName/></meta>',
      `<bind nodeset="/data/meta/instanceName" type="string" calculate="concat( /data/village , '!')"/>`,
      '<submission action="https://example.org" method="post" orx:auto-send="true" orx:auto-delete="false"/>',
    ],
  ],
  [
    'a group as a table of questions with the same choices',
    `survey
type | name | label | appearance
begin group | signs | Signs | table-list
select_one yes_no | fever | Fever |
select_one yes_no | cough | Cough |
end group | | |
choices
list_name | name | label
yes_no | yes | Yes`,
    [
      '<group ref="/data/signs" appearance="field-list"><input ref="/data/signs/generated_table_list_label_2"><label>Signs</label></input>',
      '<select1 ref="/data/signs/reserved_name_for_field_list_labels_3" appearance="label">',
      '<select1 ref="/data/signs/fever" appearance="list-nolabel">',
    ],
  ],
  [
    'a loop: the same questions for each choice of a list',
    `survey
type | name | label
begin loop over fuel | use | Use
integer | days | Days with %(label)s
end loop | |
choices
list_name | name | label
fuel | wood | wood
fuel | gas | gas`,
    [
      '<use><wood><days/></wood><gas><days/></gas></use>',
      '<group ref="/data/use/gas"><label>gas</label><input ref="/data/use/gas/days"><label>Days with gas</label></input></group>',
    ],
  ],
  [
    'data beside the form, and choices in a random order',
    `survey
type | name | label | parameters | calculation
csv-external | prices | | |
select_one fuel | burns | Burns | randomize=true seed=\${seed} |
calculate | seed | | | 7
calculate | price | | | pulldata('costs', 'price', 'fuel', \${burns})
choices
list_name | name | label
fuel | wood | Wood`,
    [
      '<instance id="prices" src="jr://file-csv/prices.csv"/>',
      '<instance id="costs" src="jr://file-csv/costs.csv"/>',
      `<itemset nodeset="randomize(instance('fuel')/root/item, /data/seed)">`,
    ],
  ],
  [
    'quotes of a word processor, blanks in a row, and signs that XML has its own meaning for',
    survey(`
type | name | label | relevant
text | a | Less <b>than</b> & more   or so | \u2018x\u2019 = \u201cx\u201d`),
    ['<label>Less &lt;b&gt;than&lt;/b&gt; &amp; more or so</label>', `relevant="'x' = &quot;x&quot;"`],
  ],
  [
    'choices of one name that another column tells apart, and one that is there twice',
    `survey
type | name | label | choice_filter
select_one district | d | District |
select_one village | v | Village | district = \${d}
choices
list_name | name | label | district
district | north | North |
district | north | North |
district | south | South |
village | hill | Hill | north
village | hill | Hill | south`,
    [
      '<instance id="district"><root><item><name>north</name><label>North</label></item><item><name>south</name>',
      '<item><name>hill</name><label>Hill</label><district>north</district></item><item><name>hill</name><label>Hill</label><district>south</district></item>',
    ],
  ],
  [
    'a note without a name, and the nearest way within a repeat',
    survey(`
type | name | label | relevant
begin repeat | child | Child |
begin group | about | About |
integer | age | Age |
note | | Small | \${age} < 2
end group | | |
text | school | School | \${age} > 5
end repeat | | |`),
    [
      '<about><age/><generated_note_name_5/></about>',
      '<bind nodeset="/data/child/about/generated_note_name_5" type="string" readonly="true()" relevant="../age &lt; 2"/>',
      '<bind nodeset="/data/child/school" type="string" relevant="../about/age &gt; 5"/>',
    ],
  ],
];

describe('A workbook in XLSForm', () => {
  for (const [title, form, parts] of cases)
    it(`becomes an XForm: ${title}`, () => {
      const xml = xformOf(form);
      for (const part of parts) expect(xml).to.include(part);
    });
});
