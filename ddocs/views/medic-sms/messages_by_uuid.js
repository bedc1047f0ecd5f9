function (doc) {
  ['tasks', 'scheduled_tasks'].forEach(function (list) {
    if (!Array.isArray(doc[list])) {
      return;
    }
    doc[list].forEach(function (task, index) {
      if (!task || !Array.isArray(task.messages)) {
        return;
      }
      task.messages.forEach(function (message) {
        if (message && message.uuid) {
          emit(message.uuid, { list: list, index: index });
        }
      });
    });
  });
}
