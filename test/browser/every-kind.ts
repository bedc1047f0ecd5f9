import { ask, xform } from '../unit/sentinel/forms/forms-in-node.ts';

const upload = (path: string, mediatype: string, more = ''): string =>
  `<upload ref="/data/${path}" mediatype="${mediatype}"${more}><label>${path}</label></upload>`;

/** A form that asks in every way for which it takes a device, or a calendar of its own. */
export const everyKind = xform(
  `<patient_uuid>asha</patient_uuid><photo/><voice/><paper/><sign/><sketch/><marks/><place/><code/>
   <phone cht:unique_tel="true"/><breath cht:duration="1"/><born/><seen/><wide/><month/><year/><pain/><village/>`,
  `<instance id="villages" src="jr://file/villages.csv"/>
   <bind nodeset="/data/photo" type="binary" required="true()"/><bind nodeset="/data/voice" type="binary"/>
   <bind nodeset="/data/paper" type="binary"/><bind nodeset="/data/sign" type="binary"/>
   <bind nodeset="/data/sketch" type="binary"/><bind nodeset="/data/marks" type="binary"/>
   <bind nodeset="/data/place" type="geopoint" required="true()"/><bind nodeset="/data/code" type="barcode"/>
   <bind nodeset="/data/phone" type="string"/><bind nodeset="/data/breath" required="true()"/>
   <bind nodeset="/data/born" type="date"/><bind nodeset="/data/seen" type="dateTime"/>
   <bind nodeset="/data/wide" type="time"/><bind nodeset="/data/month" type="date"/>
   <bind nodeset="/data/year" type="date"/><bind nodeset="/data/pain" type="int"/>`,
  `${upload('photo', 'image/*')}${upload('voice', 'audio/*')}${upload('paper', '*/*')}
   ${upload('sign', 'image/*', ' appearance="signature"')}${upload('sketch', 'image/*', ' appearance="draw"')}
   ${upload('marks', 'image/*', ' appearance="annotate"')}
   ${ask('place')}${ask('code')}${ask('phone', ' appearance="numbers tel"')}
   <trigger ref="/data/breath" appearance="countdown-timer"><label>breath</label></trigger>
   ${ask('born', ' appearance="bikram-sambat"')}${ask('seen')}${ask('wide')}
   ${ask('month', ' appearance="month-year"')}${ask('year', ' appearance="year"')}
   <range ref="/data/pain" start="0" end="10" step="1"><label>pain</label></range>
   <select1 ref="/data/village"><label>village</label>
     <itemset nodeset="instance('villages')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>`,
);

/** The list of villages beside it, as an attachment. */
export const villages = {
  'villages.csv': {
    content_type: 'text/csv',
    data: Buffer.from('name,label\nkilindi,Kilindi\nmbu,Mto wa Mbu\n').toString('base64'),
  },
};
