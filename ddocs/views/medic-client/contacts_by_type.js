function (doc) {
  if (['contact', 'district_hospital', 'health_center', 'clinic', 'person'].indexOf(doc.type) === -1) {
    return;
  }
  var type = doc.type === 'contact' ? doc.contact_type : doc.type;
  if (type) {
    emit([type], [!!doc.date_of_death, !!doc.muted, type, String(doc.name || '').toLowerCase()].join(' '));
  }
}
