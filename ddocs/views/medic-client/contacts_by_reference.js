function (doc) {
  if (['contact', 'district_hospital', 'health_center', 'clinic', 'person'].indexOf(doc.type) === -1) {
    return;
  }
  if (doc.patient_id) {
    emit(['shortcode', String(doc.patient_id)], null);
  }
  if (doc.place_id && String(doc.place_id) !== String(doc.patient_id)) {
    emit(['shortcode', String(doc.place_id)], null);
  }
  if (doc.rc_code) {
    emit(['external', String(doc.rc_code).toUpperCase()], null);
  }
}
