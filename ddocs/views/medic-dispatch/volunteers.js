function (doc) {
  if (['contact', 'district_hospital', 'health_center', 'clinic', 'person'].indexOf(doc.type) === -1) {
    return;
  }
  var volunteer = doc.volunteer;
  if (!volunteer || typeof volunteer !== 'object') {
    return;
  }
  var parent = doc.parent && doc.parent._id;
  emit(['status', volunteer.status || null, doc.name || ''], null);
  if (volunteer.status !== 'active') {
    return;
  }
  var degrees = function (value) {
    return typeof value === 'number' || (typeof value === 'string' && /\S/.test(value)) ? Number(value) : NaN;
  };
  var north = degrees(doc.latitude);
  var east = degrees(doc.longitude);
  if (Math.abs(north) <= 90 && Math.abs(east) <= 180) {
    emit(['cell', Math.floor(north / 0.05), Math.floor(east / 0.05)], [north, east]);
  } else {
    emit(['zone', parent || ''], null);
  }
}
