function (doc) {
  if (['contact', 'district_hospital', 'health_center', 'clinic', 'person'].indexOf(doc.type) === -1) {
    return;
  }
  if (!Array.isArray(doc.addresses)) {
    return;
  }
  doc.addresses.forEach(function (entry) {
    if (entry && typeof entry.address === 'string') {
      emit(entry.address, null);
    }
  });
}
