function (doc) {
  if (doc.sms_message && doc.sms_message.gateway_ref) {
    emit(String(doc.sms_message.gateway_ref), null);
  }
}
