function (doc) {
  if (['contact', 'district_hospital', 'health_center', 'clinic', 'person'].indexOf(doc.type) === -1) {
    return;
  }
  var place = doc.parent;
  for (var depth = 1; place && place._id && depth <= 50; depth++) {
    emit(place._id, depth);
    place = place.parent;
  }
}
