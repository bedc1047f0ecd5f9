function (doc) {
  if (['contact', 'district_hospital', 'health_center', 'clinic', 'person'].indexOf(doc.type) === -1) {
    return;
  }
  if (doc.phone) {
    emit(String(doc.phone), null);
  }
}
