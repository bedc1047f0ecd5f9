function (doc) {
  if (doc.type !== 'run' || !/^run:/.test(doc._id) || !doc.contact || !doc.what || typeof doc.what.dialogue !== 'string') {
    return;
  }
  if (doc.derived && doc.derived.trial) {
    return;
  }
  var begun = Array.isArray(doc.events) && doc.events.length > 0;
  emit([doc.what.dialogue, doc.contact], { state: doc.state, begun: begun, started: doc.started, changed: doc.changed });
}
