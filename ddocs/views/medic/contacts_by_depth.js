function (doc) {
  if (['contact', 'district_hospital', 'health_center', 'clinic', 'person'].indexOf(doc.type) === -1) {
    return;
  }
  var value = {};
  if (doc.patient_id || doc.place_id) {
    value.shortcode = doc.patient_id || doc.place_id;
  }
  if (doc.contact && doc.contact._id) {
    value.primary_contact = doc.contact._id;
  }
  var place = doc;
  for (var depth = 0; place && place._id && depth <= 50; depth++) {
    emit([place._id], value);
    emit([place._id, depth], value);
    place = place.parent;
  }
}
