function (doc) {
  if (doc.type !== 'data_record' || !doc.form) {
    return;
  }
  var about = { form: doc.form, date: doc.reported_date || 0, faulty: Array.isArray(doc.errors) && doc.errors.length > 0 };
  var seen = {};
  var count = 0;
  var list = function (name, value) {
    if (value === undefined || value === null || value === '' || count >= 200) {
      return;
    }
    var text = String(value).trim().toLowerCase().slice(0, 200);
    var key = name + '\n' + text;
    if (text === '' || seen[key]) {
      return;
    }
    seen[key] = true;
    count++;
    emit([name, text], about);
  };
  var walk = function (object, path, depth) {
    Object.keys(object).forEach(function (name) {
      var value = object[name];
      if (value && typeof value === 'object') {
        if (depth < 4 && !Array.isArray(value)) {
          walk(value, path + name + '.', depth + 1);
        }
      } else {
        list(path + name, value);
      }
    });
  };
  ['patient_id', 'place_id', 'case_id', 'from'].forEach(function (name) {
    if (typeof doc[name] !== 'object') {
      list(name, doc[name]);
    }
  });
  if (doc.fields && typeof doc.fields === 'object') {
    walk(doc.fields, '', 0);
  }
}
