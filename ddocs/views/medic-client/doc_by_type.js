function (doc) {
  if (!doc.type) {
    return;
  }
  emit([doc.type], doc.type === 'translations' ? { code: doc.code, name: doc.name, enabled: doc.enabled === true } : null);
}
