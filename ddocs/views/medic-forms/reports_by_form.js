function (doc) {
  if (doc.type !== 'data_record' || typeof doc.form !== 'string') {
    return;
  }
  var code = /[a-z0-9_\u0080-\uffff](?:[\s\S]*[a-z0-9_\u0080-\uffff])?/.exec(doc.form.trim().toLowerCase());
  var form = code ? code[0] : '';
  var date = typeof doc.reported_date === 'number' ? doc.reported_date : 0;
  var parent = doc.contact && doc.contact.parent && doc.contact.parent._id;
  emit(['any', date], null);
  emit(['form', form, date], null);
  if (parent) {
    emit(['any below', parent, date], null);
    emit(['parent', form, parent, date], null);
  }
}
