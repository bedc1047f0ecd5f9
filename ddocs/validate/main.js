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
  var readOnlyPrefixes = [
    'form:', 'messages-', 'token:login:', 'purged:', 'task:outbound:', 'credential:',
    'run:', 'dialogue:', 'review:', 'consent:', 'campaign:', 'to:', 'member:', 'schedule:', 'file:', 'work:', 'canned:', 'flag:',
    'dispatch:', 'event:', 'event-room:', 'event-follow:'
  ];
  var readOnlyTypes = ['form', 'translations', 'token_login'];
  var readOnly = readOnlyIds.indexOf(id) !== -1 ||
    readOnlyPrefixes.some(function (prefix) { return starts(id, prefix); }) ||
    readOnlyTypes.indexOf(newDoc.type) !== -1 ||
    (old && readOnlyTypes.indexOf(old.type) !== -1);

  if (readOnly && !has('admin')) {
    forbid('Only an administrator may change "' + id + '".');
  }

  // What was made of a message as an announcement is the server's to say; and so is which question to the staff, which
  // booking and which campaign a message is of: a press below it means what stands there.
  var saidOf = function (doc, field) { return JSON.stringify((doc && doc[field]) || null); };
  ['post', 'review', 'booking', 'campaign'].forEach(function (field) {
    var isOfServer = field === 'post' || newDoc.type === 'data_record';
    if (!has('admin') && !newDoc._deleted && isOfServer && saidOf(newDoc, field) !== saidOf(old, field)) {
      forbid('"' + field + '" is written by the server alone.');
    }
  });

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

  // What is read by phones, rules and the outbox: a field of another type would stop all who read it. The table is
  // shapes.json beside this file, and shapes.ts says how it is read. A field that was so before the edit passes.
  var shapes = {};
  var longest = shapes.longest;
  var isObject = function (value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  };
  // What of a value has another type, as its path with what it must be; undefined where nothing has.
  var misfit = function (value, shape, path, before) {
    var found;
    if (value === undefined || value === null || (before !== undefined && same(value, before))) {
      return undefined;
    }
    if (shape === 'text' || shape === 'plain') {
      if (typeof value === 'string') {
        return value.length <= longest ? undefined : '"' + path + '" must have at most ' + longest + ' characters';
      }
      return shape === 'plain' && typeof value !== 'object' ? undefined
        : '"' + path + '" must be ' + (shape === 'text' ? 'text' : 'text or a number');
    }
    if (typeof shape === 'string') {
      return misfit(value, shapes[shape], path, before);
    }
    if (shape.either) {
      return shape.either.some(function (one) { return misfit(value, one, path, before) === undefined; }) ? undefined
        : misfit(value, shape.either[typeof value === 'object' ? 1 : 0], path, before);
    }
    if (Array.isArray(shape)) {
      if (!Array.isArray(value)) {
        return '"' + path + '" must be a list';
      }
      value.some(function (one, at) {
        var old = Array.isArray(before) ? before[at] : undefined;
        found = one === null && old !== null
          ? '"' + path + '.' + at + '" must be ' +
            (shape[0] === 'plain' || shape[0] === 'text' ? 'text' : Array.isArray(shape[0]) ? 'a list' : 'an object')
          : misfit(one, shape[0], path + '.' + at, old);
        return found;
      });
      return found;
    }
    if (!isObject(value)) {
      return '"' + path + '" must be an object';
    }
    Object.keys(shape).some(function (key) {
      found = misfit(value[key], shape[key], path + '.' + key, isObject(before) ? before[key] : undefined);
      return found;
    });
    return found;
  };
  if (newDoc.type === 'data_record' && newDoc.fields === null) {
    forbid('The "fields" of a report must be an object.');
  }
  // An object in the place of a word may not even be made into one.
  var word = function (value, other) {
    return typeof value === 'string' ? value : other;
  };
  var kind = 'type ' + (isContact(newDoc) ? 'contact' : word(newDoc.type, 'without a name'));
  if (!removes && Object.prototype.hasOwnProperty.call(shapes, kind)) {
    Object.keys(shapes[kind]).forEach(function (field) {
      var fault = misfit(newDoc[field], shapes[kind][field], field, old ? old[field] : undefined);
      if (fault) {
        forbid(fault + ' in a document of type "' + word(newDoc.type, '') + '".');
      }
    });
  }

  // What goes out is made by the rules of the server. A person types a message, sends one that failed once more, or
  // silences, brings back, moves and rewords planned ones; none of these makes another go anywhere.
  var listOf = function (doc, field) {
    return doc && Array.isArray(doc[field]) ? doc[field].filter(isObject) : [];
  };
  var isAmong = function (values, value) {
    return values.indexOf(value) !== -1;
  };
  var messagesOf = function (task) {
    return listOf(task, 'messages');
  };
  var goesTo = function (task) {
    return messagesOf(task).map(function (message) { return [message.uuid, message.to]; });
  };
  var says = function (task) {
    return messagesOf(task).map(function (message) { return message.message; });
  };
  var going = ['pending', 'forwarded-to-gateway'];
  var gone = ['received-by-gateway', 'forwarded-by-gateway', 'sent', 'delivered'];
  var planned = ['scheduled', 'muted'];
  // A revision of a phone that was away may hold what was still to go when it was made.
  var follows = !newDoc._revisions || !old || newDoc._revisions.ids[1] === String(old._rev).split('-')[1];
  var hasSetOut = function (before, state) {
    return isAmong(going, state) && (isAmong(going, before) || (!follows && isAmong(gone.concat(planned), before)));
  };
  var isTyped = newDoc.type === 'data_record' && newDoc.kujua_message === true && !newDoc.form;
  // What a message does beside its words is the server's: buttons, files of others, whom it may wake, and by which
  // reference the server knows it for its own. A person answers a message, and sends files of the same document.
  var besides = function (task) {
    return [task.message_class, messagesOf(task).map(function (message) { return message.chat; })];
  };
  var isPlain = function (task) {
    return isAmong([undefined, 'typed'], task.message_class) && messagesOf(task).every(function (message) {
      var chat = message.chat;
      return chat === undefined || (isObject(chat) && Object.keys(chat).every(function (key) {
        return isAmong(['reply', 'attachments'], key);
      }));
    });
  };
  var isOwn = function (task) {
    return task.gateway_ref === undefined && task.not_after === undefined;
  };
  var staysBeside = function (task, before) {
    return ['gateway_ref', 'not_after'].every(function (field) {
      return same(task[field], before[field]) || (!follows && task[field] === undefined);
    }) && (same(besides(task), besides(before)) || (messagesOf(before).length === 0 &&
      task.message_class === before.message_class && messagesOf(task).every(function (message) {
        return message.chat === undefined;
      })));
  };
  var isPlanOf = function (task, before) {
    return ['type', 'group', 'recipient', 'translation_key', 'message_key'].every(function (field) {
      return same(task[field], before[field]);
    });
  };
  var isAgain = function (task, wereThere) {
    var times = listOf(newDoc, 'tasks').filter(function (other) { return other.again === task.again; }).length;
    return times === 1 && wereThere.some(function (before) {
      return before.state === 'failed' && same(says(task), says(before)) && same(besides(task), besides(before)) &&
        messagesOf(before).some(function (message) { return message.uuid && message.uuid === task.again; });
    });
  };
  var mayGoOn = function (task, before) {
    return same(goesTo(task), goesTo(before)) && same(says(task), says(before)) && staysBeside(task, before) &&
      (task.state === before.state || hasSetOut(before.state, task.state) || (!follows && !isAmong(planned, task.state)));
  };
  var mayBegin = function (task, wereThere) {
    return task.state === 'pending' && task.due === undefined && isOwn(task) &&
      ((isTyped && isPlain(task)) || isAgain(task, wereThere));
  };
  var mayTypeForLater = function (task) {
    return isTyped && !old && isOwn(task) && isPlain(task) &&
      task.state === 'scheduled' && task.type === 'typed' && typeof task.due === 'string' &&
      messagesOf(task).length > 0 && messagesOf(task).every(function (message) { return message.to === task.recipient; });
  };
  var mayPlan = function (task, before) {
    var toWhom = function (one) { return messagesOf(one).map(function (message) { return message.to || ''; }); };
    var isRedirected = messagesOf(task).length > 0 && toWhom(task).some(function (to, at) {
      return to !== '' && to !== toWhom(before)[at];
    });
    var isBack = isAmong(planned, task.state) && isAmong(follows ? planned : planned.concat(going, gone), before.state);
    return isPlanOf(task, before) && !isRedirected && staysBeside(task, before) &&
      (task.state === before.state || isBack || hasSetOut(before.state, task.state) ||
        !isAmong(going.concat(planned), task.state));
  };
  var isOfMessages = newDoc.type === 'data_record';
  var checkMessages = function (field) {
    if (removes || has('admin') || (old && same(newDoc[field], old[field]))) {
      return;
    }
    var left = listOf(old, field);
    var takes = function (test) {
      for (var at = 0; at < left.length; at += 1) {
        if (test(left[at])) {
          return left.splice(at, 1).length === 1;
        }
      }
      return false;
    };
    listOf(newDoc, field).filter(function (task) {
      var isThere = takes(function (before) { return same(task, before); });
      return !isThere && (isOfMessages || isAmong(going.concat('scheduled'), task.state));
    }).forEach(function (task) {
      var may = field === 'tasks' ?
        takes(function (before) { return mayGoOn(task, before); }) ||
          mayBegin(task, listOf(old, field).concat(listOf(old, 'scheduled_tasks'))) :
        takes(function (before) { return mayPlan(task, before); }) || mayTypeForLater(task);
      if (!isOfMessages || !may) {
        forbid('The server makes the messages that go out: this one in "' + field + '", ' +
          word(task.state, 'without a state') + ', may not be written. A person types one, or sends one that failed again.');
      }
    });
  };
  if (!isOfMessages) {
    ['tasks', 'scheduled_tasks'].forEach(checkMessages);
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
    ['tasks', 'scheduled_tasks'].forEach(checkMessages);
    checkLineage('contact', newDoc.contact, old && same(newDoc.contact, old.contact));
  }
}
