function (doc) {
  ['tasks', 'scheduled_tasks'].forEach(function (list) {
    if (!Array.isArray(doc[list])) {
      return;
    }
    doc[list].forEach(function (task, index) {
      if (!task || !task.state) {
        return;
      }
      var due = new Date(task.due || task.timestamp || doc.reported_date).getTime();
      if (isNaN(due)) {
        due = null;
      }
      var message = task.messages && task.messages[0];
      var value = { list: list, index: index, uuid: (message && message.uuid) || null };
      emit([task.state, due], value);
      var isChat = /^chat:[A-Za-z0-9_-]{22}$/.test((message && message.to) || '');
      if (!isChat && (task.state === 'pending' || task.state === 'forwarded-to-gateway')) {
        emit(['pending-or-forwarded', due], value);
      }
    });
  });
}
