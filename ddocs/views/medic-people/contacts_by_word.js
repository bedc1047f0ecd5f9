function (doc) {
  if (['contact', 'district_hospital', 'health_center', 'clinic', 'person'].indexOf(doc.type) === -1) {
    return;
  }
  var text = [doc.name, doc.patient_id, doc.place_id, doc.rc_code].map(function (value) {
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  }).join(' ');
  if (text.normalize) {
    text = text.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
  }
  var found = {};
  text.toLowerCase().split(/[\s,.;:()"'’«»\/-]+/).slice(0, 20).forEach(function (word) {
    if (word) {
      found[word.substr(0, 40)] = true;
    }
  });
  var words = Object.keys(found);
  var places = [''];
  var at = doc;
  for (var depth = 0; depth < 50 && at && typeof at._id === 'string'; depth++) {
    places.push(at._id);
    at = at.parent;
  }
  places.forEach(function (place) {
    words.forEach(function (word) {
      emit([place, word], null);
    });
  });
}
