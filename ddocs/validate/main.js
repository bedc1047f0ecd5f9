function (newDoc, oldDoc, userCtx, secObj) {
  var roles = userCtx.roles || [];
  var has = function (role) {
    return roles.indexOf(role) !== -1;
  };
  // The server's administrator: the api once it has checked, the sentinel, a CSV folder.
  if (has('_admin')) {
    return;
  }
  var forbid = function (reason) {
    throw { forbidden: reason };
  };
  var starts = function (text, start) {
    return text.substr(0, start.length) === start;
  };
  var same = function (a, b) {
    return JSON.stringify(a) === JSON.stringify(b);
  };
  var id = String(newDoc._id);
  var old = oldDoc && !oldDoc._deleted ? oldDoc : null;
  var removes = newDoc._deleted === true;
  var contactTypes = ['contact', 'district_hospital', 'health_center', 'clinic', 'person'];
  var isContact = function (doc) {
    return contactTypes.indexOf(doc.type) !== -1;
  };

  if (!userCtx.name) {
    throw { unauthorized: 'Log in before you write.' };
  }
  if (starts(id, '_design/')) {
    forbid('Only the administrator of the server may change design documents.');
  }

  var readOnlyIds = [
    'settings', 'resources', 'branding', 'partners', 'privacy-policies', 'service-worker-meta', 'extension-libs',
    'zscore-charts', 'shortcode-id-length', 'migration-log', 'appcache'
  ];
  var readOnlyPrefixes = ['form:', 'messages-', 'token:login:', 'purged:', 'task:outbound:', 'credential:'];
  var readOnlyTypes = ['form', 'translations', 'token_login'];
  var readOnly = readOnlyIds.indexOf(id) !== -1 ||
    readOnlyPrefixes.some(function (prefix) { return starts(id, prefix); }) ||
    readOnlyTypes.indexOf(newDoc.type) !== -1 ||
    (old && readOnlyTypes.indexOf(old.type) !== -1);

  if (readOnly && !has('admin')) {
    forbid('Only an administrator may change "' + id + '".');
  }

  var prefix = 'org.couchdb.user:';
  var isSettings = starts(id, prefix);
  if (!isSettings && (newDoc.type === 'user-settings' || (old && old.type === 'user-settings'))) {
    forbid('The settings of a user belong under the id "' + prefix + '<name>".');
  }
  if (isSettings && !has('admin')) {
    if (id !== prefix + userCtx.name) {
      forbid('You may change your own settings only.');
    }
    if (removes || !old) {
      forbid('Only an administrator may create or delete a user.');
    }
    ['type', 'name', 'roles', 'facility_id', 'contact_id', 'token_login', 'oidc_username', 'inactive'].forEach(function (field) {
      if (!same(newDoc[field], old[field])) {
        forbid('Only an administrator may change "' + field + '" of a user.');
      }
    });
  }

  if (removes || readOnly || isSettings) {
    return;
  }

  // Other programs keep documents of their own here, and theirs may have no type; a document with a type keeps one.
  if (newDoc.type === undefined || newDoc.type === null || newDoc.type === '') {
    if (old && old.type) {
      forbid('A document needs a type.');
    }
    return;
  }
  if (typeof newDoc.type !== 'string') {
    forbid('The type of a document must be text.');
  }
  if (old && (isContact(old) || old.type === 'data_record') && (newDoc.type !== old.type || newDoc.contact_type !== old.contact_type)) {
    forbid('A ' + (isContact(old) ? 'contact' : 'report') + ' keeps its type: it was "' + (old.contact_type || old.type) +
      '", not "' + (newDoc.contact_type || newDoc.type) + '".');
  }

  // The chain of places above; a fault that was there before is not the editor's.
  var checkLineage = function (name, lineage, unchanged) {
    if (unchanged || lineage === undefined || lineage === null || lineage === '' || same(lineage, {})) {
      return;
    }
    var seen = isContact(newDoc) && name === 'parent' ? [id] : [];
    for (var place = lineage; place !== undefined && place !== null && place !== '' && !same(place, {}); place = place.parent) {
      if (typeof place !== 'object' || Array.isArray(place) || typeof place._id !== 'string' || place._id === '') {
        forbid('Each place in "' + name + '" must be an object with an "_id".');
      }
      if (seen.indexOf(place._id) !== -1) {
        forbid(place._id === id ? 'A contact cannot be above itself.' : '"' + place._id + '" is above itself in "' + name + '".');
      }
      seen.push(place._id);
      if (seen.length > 50) {
        forbid('There are more than 50 levels in "' + name + '".');
      }
    }
  };

  if (isContact(newDoc)) {
    if (newDoc.type === 'contact' && (typeof newDoc.contact_type !== 'string' || newDoc.contact_type === '')) {
      forbid('A contact needs a "contact_type".');
    }
    checkLineage('parent', newDoc.parent, old && same(newDoc.parent, old.parent));
    checkLineage('contact', newDoc.contact, old && same(newDoc.contact, old.contact));
  }

  if (newDoc.type === 'data_record') {
    if (newDoc.fields !== undefined && (typeof newDoc.fields !== 'object' || newDoc.fields === null || Array.isArray(newDoc.fields))) {
      forbid('The "fields" of a report must be an object.');
    }
    if (newDoc.form !== undefined && newDoc.form !== null && typeof newDoc.form !== 'string') {
      forbid('The "form" of a report must be text.');
    }
    ['tasks', 'scheduled_tasks', 'errors'].forEach(function (field) {
      if (newDoc[field] !== undefined && newDoc[field] !== null && !Array.isArray(newDoc[field])) {
        forbid('"' + field + '" of a report must be a list.');
      }
    });
    ['tasks', 'scheduled_tasks'].forEach(function (field) {
      if (!newDoc[field] || (old && same(newDoc[field], old[field]))) {
        return;
      }
      newDoc[field].forEach(function (task) {
        if (typeof task !== 'object' || task === null || Array.isArray(task)) {
          forbid('Each of the "' + field + '" of a report must be an object.');
        }
        ['messages', 'state_history'].forEach(function (list) {
          if (task[list] !== undefined && task[list] !== null && !Array.isArray(task[list])) {
            forbid('"' + list + '" of one of the "' + field + '" of a report must be a list.');
          }
        });
      });
    });
    checkLineage('contact', newDoc.contact, old && same(newDoc.contact, old.contact));
  }
}
