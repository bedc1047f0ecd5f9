function (doc) {
  ['tasks', 'scheduled_tasks'].forEach(function (list) {
    if (!Array.isArray(doc[list])) {
      return;
    }
    doc[list].forEach(function (task, index) {
      var message = task && task.messages && task.messages[0];
      if (!message || !/^chat:[A-Za-z0-9_-]{22}$/.test(message.to || '')) {
        return;
      }
      if (task.state !== 'pending' && task.state !== 'forwarded-to-gateway') {
        return;
      }
      var due = new Date(task.due || task.timestamp || doc.reported_date).getTime();
      var planned = task.message_class ? task.message_class === 'unsolicited' : list === 'scheduled_tasks';
      var rank = planned ? 1 : 0;
      var value = { list: list, index: index, uuid: message.uuid || null, to: message.to };
      emit([task.state, rank, isNaN(due) ? null : due], value);
    });
  });
}
