function (doc) {
  if (doc.type !== 'data_record') {
    return;
  }
  var chat = /^chat:[A-Za-z0-9_-]{22}$/;
  var number = /^\+?[\d\s().-]{3,}$/;
  var stranger = function (address) {
    if (typeof address !== 'string') {
      return '';
    }
    if (chat.test(address)) {
      return address;
    }
    return number.test(address.trim()) ? 'tel:' + address.replace(/(?!^\+)\D/g, '') : '';
  };
  var idOf = function (contact) {
    return contact && typeof contact._id === 'string' ? contact._id : '';
  };
  var reported = Number(doc.reported_date) || 0;
  var sms = doc.sms_message || {};
  var group = doc.chat_message && typeof doc.chat_message.group === 'string' ? doc.chat_message.group : '';
  var sender = group || idOf(doc.contact) || stranger(doc.from || sms.from);
  var begin = function (text) {
    return String(text === undefined || text === null ? '' : text).slice(0, 100);
  };
  if (typeof sms.message === 'string' && !doc.kujua_message && sender) {
    emit([sender, reported], { text: begin(sms.message), incoming: true });
  }
  var planned = ['scheduled', 'muted', 'cleared', 'clear', 'skipped'];
  ['tasks', 'scheduled_tasks'].forEach(function (list) {
    (Array.isArray(doc[list]) ? doc[list] : []).forEach(function (task) {
      var waits = task && planned.indexOf(task.state) !== -1;
      if (!task || (list === 'scheduled_tasks' && waits && !doc.kujua_message)) {
        return;
      }
      var history = Array.isArray(task.state_history) ? task.state_history : [];
      var left = history.filter(function (entry) { return entry && planned.indexOf(entry.state) === -1; })[0];
      var moment = new Date((left && left.timestamp) || task.timestamp || task.due || NaN).getTime();
      if (!left && waits && doc.kujua_message) {
        moment = reported;
      }
      (Array.isArray(task.messages) ? task.messages : []).forEach(function (message) {
        if (!message) {
          return;
        }
        var answers = message.to && message.to === doc.from && idOf(doc.contact) && !doc.kujua_message;
        var receiver = idOf(message.contact) || (answers ? sender : stranger(message.to));
        if (receiver) {
          emit([receiver, isNaN(moment) ? reported : moment], {
            text: begin(message.message), state: task.state, uuid: message.uuid || null
          });
        }
      });
    });
  });
}
