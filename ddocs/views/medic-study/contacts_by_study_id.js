function (doc) {
  if (['contact', 'district_hospital', 'health_center', 'clinic', 'person'].indexOf(doc.type) === -1) {
    return;
  }
  if (doc.study_id !== undefined && doc.study_id !== null && typeof doc.study_id !== 'object') {
    emit(String(doc.study_id).trim(), null);
  }
}
