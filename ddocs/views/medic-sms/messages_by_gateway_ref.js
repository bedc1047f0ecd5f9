function (doc) {
  if (doc.sms_message && doc.sms_message.gateway_ref) {
    emit(String(doc.sms_message.gateway_ref), null);
  }
  ['tasks', 'scheduled_tasks'].forEach(function (list) {
    if (!Array.isArray(doc[list])) {
      return;
    }
    doc[list].forEach(function (task, index) {
      if (!task || !task.gateway_ref) {
        return;
      }
      var message = task.messages && task.messages[0];
      emit(String(task.gateway_ref), { list: list, index: index, uuid: (message && message.uuid) || null });
    });
  });
}
