function (doc) {
  if (doc._id.charAt(0) === '_') {
    return;
  }
  var naming = {
    _id: 1, addresses: 1, address: 1, about: 1, asked: 1, assigned: 1, beneficiary: 1, case_id: 1, contact: 1,
    contact_id: 1, conversation: 1, doc: 1, files: 1, forId: 1, from: 1, group: 1, id: 1, message_of: 1, offered: 1,
    owner: 1, patient_id: 1, patient_uuid: 1, person: 1, phone: 1, place_id: 1, place_uuid: 1, recipient: 1,
    requester: 1, root: 1, sender: 1, source_id: 1, subject: 1, to: 1, user_contact_id: 1, volunteer: 1
  };
  var shaped = /^(chat:[A-Za-z0-9_-]{22}|\+\d{7,15}|[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12})$/;
  var seen = {};
  var told = function (text, key) {
    if (text === '' || text.length > 200 || seen['k' + text]) {
      return;
    }
    if (naming[key] === 1 || (key !== 'uuid' && shaped.test(text))) {
      seen['k' + text] = 1;
      emit(text, null);
    }
  };
  var walk = function (value, key, depth) {
    if (typeof value === 'string' || typeof value === 'number') {
      told(String(value), key);
      return;
    }
    if (!value || typeof value !== 'object' || depth > 20) {
      return;
    }
    if (Array.isArray(value)) {
      value.forEach(function (entry) { walk(entry, key, depth + 1); });
      return;
    }
    Object.keys(value).forEach(function (name) {
      if (depth > 0 || (name.charAt(0) !== '_' && name !== 'message')) {
        walk(value[name], name, depth + 1);
      }
    });
  };
  if (doc.type === 'flag' && typeof doc.message === 'string') {
    told(doc.message.slice(0, Math.max(0, doc.message.lastIndexOf('/'))), 'doc');
  }
  walk(doc, '', 0);
}
