function (doc) {
  if (doc.type !== 'data_record') {
    return;
  }
  var seen = [];
  var list = function (id) {
    if (id === undefined || id === null || id === '' || seen.indexOf(String(id)) !== -1) {
      return;
    }
    seen.push(String(id));
    emit(String(id), doc.reported_date || null);
  };
  ['patient_id', 'place_id', 'case_id'].forEach(function (field) {
    list(doc[field]);
  });
  if (doc.fields) {
    ['patient_id', 'place_id', 'case_id', 'patient_uuid', 'place_uuid'].forEach(function (field) {
      list(doc.fields[field]);
    });
  }
}
