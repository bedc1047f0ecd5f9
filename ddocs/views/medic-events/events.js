function (doc) {
  if (doc.type === 'event' && doc._id.indexOf('event:') === 0) {
    emit(['at', doc.start], null);
    if (doc.state === 'approved' && Array.isArray(doc.reminders)) {
      doc.reminders.forEach(function (reminder) {
        if (reminder.state === 'planned' || reminder.state === 'saying') {
          emit(['due', new Date(reminder.due).getTime()], null);
        }
      });
    }
    return;
  }
  if (doc.type === 'event-follow' && doc._id.indexOf('event-follow:') === 0) {
    emit(['follows', doc.what, doc.since], null);
    emit(['follower', doc.address, doc.what], null);
    return;
  }
  if (doc.type === 'data_record' && doc.post && typeof doc.post === 'object') {
    emit(['post', doc.reported_date || 0], null);
  }
}
