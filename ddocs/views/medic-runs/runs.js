function (doc) {
  if (doc.type !== 'run' || !/^run:/.test(doc._id)) {
    return;
  }
  var what = doc.what || {};
  var state = typeof doc.state === 'string' ? doc.state : null;
  if (state === 'open' || state === 'held') {
    emit(['open', doc.address || null], null);
    if (typeof doc.due === 'number') {
      emit(['due', doc.due], null);
    }
  }
  var name = what.dialogue || what.form;
  if (typeof name === 'string') {
    var version = what.version;
    emit(['of', name, version === undefined ? null : typeof version === 'object' ? JSON.stringify(version) : version, state], null);
  }
}
