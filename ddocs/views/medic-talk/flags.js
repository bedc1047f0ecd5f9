function (doc) {
  if (doc.type !== 'flag' || doc._id.indexOf('flag:') !== 0) {
    return;
  }
  emit(['user', doc.user, doc.at], doc.message);
  emit(['message', doc.message], null);
}
