function (doc) {
  if (doc.type !== 'data_record') {
    return;
  }
  var seen = {};
  var words = function (text) {
    var plain = String(text).toLowerCase();
    if (plain.normalize) {
      plain = plain.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
    }
    plain.split(/[\s.,;:!?¿¡()"'«»…\/\\\[\]{}<>|]+/).forEach(function (word) {
      if (word.length > 0) {
        seen[word.slice(0, 30)] = true;
      }
    });
  };
  if (doc.sms_message && typeof doc.sms_message.message === 'string' && !doc.kujua_message) {
    words(doc.sms_message.message);
  }
  ['tasks', 'scheduled_tasks'].forEach(function (list) {
    (Array.isArray(doc[list]) ? doc[list] : []).forEach(function (task) {
      (task && Array.isArray(task.messages) ? task.messages : []).forEach(function (message) {
        if (message && typeof message.message === 'string') {
          words(message.message);
        }
      });
    });
  });
  Object.keys(seen).slice(0, 200).forEach(function (word) {
    emit([word, Number(doc.reported_date) || 0], null);
  });
}
