function (doc) {
  if (doc.type !== 'run' || !/^run:/.test(doc._id) || !doc.contact || !doc.what || typeof doc.what.dialogue !== 'string' || doc.state === 'done') {
    return;
  }
  var derived = doc.derived || {};
  if (derived.trial || !Array.isArray(doc.events) || doc.events.length === 0) {
    return;
  }
  var standing = derived.standing || {};
  if (doc.state === 'open' || doc.state === 'held') {
    emit([doc.what.dialogue, 'waits', standing.step || ''], null);
    return;
  }
  var answers = Array.isArray(standing.answers) ? standing.answers : [];
  var last = answers[answers.length - 1];
  emit([doc.what.dialogue, 'stopped', (last && last.step) || ''], null);
}
