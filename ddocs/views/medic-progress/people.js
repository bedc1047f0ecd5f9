function (doc) {
  if (['contact', 'district_hospital', 'health_center', 'clinic', 'person'].indexOf(doc.type) === -1) {
    return;
  }
  if (doc.trial === true || (!doc.participation && !Array.isArray(doc.addresses))) {
    return;
  }
  var profile = {};
  var keep = function (name, value) {
    var kind = typeof value;
    if ((kind === 'string' && value.length <= 60) || kind === 'number' || kind === 'boolean') {
      profile[name] = String(value);
    }
  };
  keep('sex', doc.sex);
  var fields = doc.fields || {};
  Object.keys(fields).slice(0, 100).forEach(function (name) {
    keep(name, fields[name]);
  });
  var prefs = doc.prefs || {};
  var since = doc.participation && doc.participation.since;
  emit([(doc.participation && doc.participation.state) || 'invited'], {
    since: typeof since === 'number' ? since : null,
    language: doc.language || null,
    interval: typeof prefs.interval === 'number' ? prefs.interval : null,
    profile: profile
  });
}
