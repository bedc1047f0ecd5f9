function (doc) {
  if (doc.type !== 'dispatch' || !/^dispatch:/.test(doc._id)) {
    return;
  }
  emit(['state', doc.state || null, doc.changed || null], null);
  if (typeof doc.due === 'number') {
    emit(['due', doc.due], null);
  }
  var help = doc.help || {};
  if (typeof help.beneficiary === 'string') {
    emit(['for', help.beneficiary, doc.created || null], null);
  }
  if (['new', 'confirmed', 'announced', 'assigned', 'on_the_way', 'reopened'].indexOf(doc.state) !== -1) {
    emit(['owner', doc.owner || null, doc.created || null], null);
  }
  if (Array.isArray(doc.stops) && doc.state !== 'archived') {
    emit(['trip'], null);
  }
  var open = ['offer', 'times', 'grid', 'offered', 'silent'];
  var mission = ['caution', 'details', 'still', 'sure', 'on_the_way', 'reason'];
  var writes = ['times', 'grid', 'reason', 'amount', 'receipt', 'remarks'];
  (Array.isArray(doc.asked) ? doc.asked : []).forEach(function (asked) {
    var isOpen = open.indexOf(asked.stage) !== -1;
    var isMission = mission.indexOf(asked.stage) !== -1;
    if (isOpen || isMission) {
      emit(['open', asked.volunteer], isMission ? 'mission' : 'asked');
    }
    if (writes.indexOf(asked.stage) !== -1) {
      emit(['writes', asked.address], asked.at || null);
    }
    var answered = asked.time || isMission || ['amount', 'receipt', 'mood', 'symptoms', 'again', 'remarks', 'thanks'].indexOf(asked.stage) !== -1;
    var trail = Array.isArray(asked.trail) ? asked.trail : [];
    var last = trail.length ? trail[trail.length - 1].at : asked.at;
    emit(['past', asked.volunteer, new Date(asked.at).toISOString().slice(0, 7)], {
      at: asked.at, last: last, yes: !!answered, stage: asked.stage
    });
  });
}
