function (doc) {
  var everyone = ['settings', 'resources', 'branding', 'partners', 'privacy-policies', 'service-worker-meta', 'extension-libs', 'zscore-charts'];
  if (everyone.indexOf(doc._id) !== -1 || doc._id.indexOf('form:') === 0 || doc.type === 'form' || doc.type === 'translations') {
    emit('_all', null);
    return;
  }
  if (doc.type === 'task') {
    emit(doc.user, null);
    return;
  }
  if (doc.type === 'target') {
    emit(doc.owner, null);
    return;
  }
  if (doc.type === 'user-settings') {
    emit(doc._id, null);
    return;
  }
  if (doc.type !== 'data_record') {
    return;
  }
  // Who may see the group may see what is said there, and nobody else.
  if (doc.chat_message && typeof doc.chat_message.group === 'string' && doc.chat_message.group !== '') {
    emit(doc.chat_message.group, null);
    return;
  }
  var seen = {};
  var any = false;
  var add = function (id) {
    if (id !== undefined && id !== null && id !== '' && typeof id !== 'object') {
      any = true;
      if (!seen['$' + id]) {
        seen['$' + id] = true;
        emit(String(id), null);
      }
    }
  };
  var fields = doc.fields || {};
  add(doc.patient_id);
  add(doc.patient_uuid);
  add(doc.place_id);
  add(doc.place_uuid);
  add(fields.patient_id);
  add(fields.patient_uuid);
  add(fields.place_id);
  add(fields.place_uuid);
  if (doc.kujua_message === true) {
    [doc.tasks, doc.scheduled_tasks].forEach(function (list) {
      (Array.isArray(list) ? list : []).forEach(function (task) {
        ((task && Array.isArray(task.messages) && task.messages) || []).forEach(function (message) {
          add(message && message.contact && message.contact._id);
        });
      });
    });
  }
  var submitter = doc.contact;
  if (submitter && submitter._id) {
    add(submitter._id);
    if (fields.needs_signoff === true || fields.needs_signoff === 'true') {
      for (var place = submitter.parent, depth = 0; place && place._id && depth < 50; place = place.parent, depth++) {
        add(place._id);
      }
    }
  }
  // Who has gone through a training is told to himself on each of his phones.
  var trained = typeof doc.form === 'string' && doc.form.indexOf('training:') === 0 ? /^training:([^:]+):/.exec(doc._id) : null;
  if (trained) {
    add('org.couchdb.user:' + trained[1]);
  }
  if (!any) {
    emit('_unassigned', null);
  }
}
