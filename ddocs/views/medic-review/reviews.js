function (doc) {
  if (doc.type !== 'review' || doc._id.indexOf('review:') !== 0) {
    return;
  }
  emit([doc.state, doc.kind, doc.deadline || doc.created || null], null);
}
