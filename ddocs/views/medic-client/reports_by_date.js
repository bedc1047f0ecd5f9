function (doc) {
  if (doc.type === 'data_record' && doc.form && doc.reported_date) {
    emit([doc.reported_date], null);
  }
}
