function (doc) {
  if (doc.type === 'recipient' && /^to:/.test(doc._id)) {
    emit([doc.campaign, 'to', doc.state, doc.state === 'waits' ? Number(doc.until) || 0 : doc.reason || null], null);
    return;
  }
  if (doc.type === 'run' && /^run:/.test(doc._id) && doc.derived && typeof doc.derived.campaign === 'string') {
    var begun = Array.isArray(doc.events) && doc.events.length > 0;
    emit([doc.derived.campaign, 'run', doc.state === 'open' && !begun ? 'planned' : doc.state, null], null);
    return;
  }
  if (doc.type !== 'data_record' || typeof doc.campaign !== 'string' || !/^campaign:/.test(doc.sent_by || '')) {
    return;
  }
  var task = (doc.tasks || [])[0];
  emit([doc.campaign, 'message', (task && task.state) || null, null], null);
}
