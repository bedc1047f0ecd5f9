import { whyNotHandedOn } from '@rounds/api/users/hand-on.ts';
import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';

import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { type UserTask, userTaskId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import type { TokenLoginDoc, UserDoc, UserSettings } from '@rounds/ddocs/documents/users.ts';
import { pouchStore } from '@rounds/ddocs/store/pouch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Effect, Queue } from '@rounds/sentinel/engine/effects.ts';
import type { Rule } from '@rounds/sentinel/engine/rule.ts';
import type { JobContext } from '@rounds/sentinel/jobs/job.ts';
import { createUserForContact, replaceUserForContact } from '@rounds/sentinel/users/create-user.ts';
import { createUsersJob } from '@rounds/sentinel/users/job.ts';
import { updateUser } from '@rounds/sentinel/users/save.ts';
import { usernameFor } from '@rounds/sentinel/users/username.ts';
import { expect } from 'chai';
import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';

PouchDB.plugin(memory);

const now = Date.parse('2026-01-14T10:00:00.000Z');
const given = {
  roles: { chw: { offline: true }, nurse: { offline: true }, officer: { offline: false } },
  permissions: { can_update_users: ['officer'] },
  token_login: { enabled: true },
  app_url: 'https://rounds.example.org',
  default_country_code: 254,
  transitions: { create_user_for_contacts: true },
  create_user_for_contacts: { replace_forms: ['replace_user'] },
};
const settings = parseSettings(given).settings;
const off = { ...settings, transitions: {} };

const person = (more: object = {}): Contact => ({
  ...{ _id: 'asha', type: 'person', name: 'Ásha Otieno', phone: '0712345678', role: 'chw' },
  ...{ parent: { _id: 'centre' }, user_for_contact: { create: 'true' } },
  ...more,
});
const report = (more: object = {}): Report => ({
  ...{ _id: 'handover', type: 'data_record', form: 'REPLACE_USER', content_type: 'xml', contact: { _id: 'neema' } },
  fields: { replacement_contact_id: 'asha' },
  ...more,
});

const runOn = (rule: Rule, doc: Doc, chosen = settings): Effect[] | null => {
  const { concerns, run } = rule as unknown as {
    concerns: (doc: Doc, settings: Settings) => boolean;
    run: (doc: Doc, facts: { now: number }) => Effect[] | null;
  };
  return concerns(doc, chosen) ? run(doc, { now }) : null;
};

describe('A login wished for a contact', () => {
  const wishes: [string, object, boolean][] = [
    ['by "true", as forms write it', { create: 'true' }, true],
    ['by true', { create: true }, true],
    ['not by "false"', { create: 'false' }, false],
    ['not by nothing', {}, false],
    ['by a login that is handed on', { replace: { neema: { status: 'READY', replacement_contact_id: 'juma' } } }, true],
    [
      'not by one that was handed on',
      { replace: { neema: { status: 'COMPLETE', replacement_contact_id: 'juma' } } },
      false,
    ],
    [
      'not by one that is handed on once its phone has sent all that it has',
      { replace: { neema: { status: 'PENDING', replacement_contact_id: 'juma' } } },
      false,
    ],
    [
      'not by one whose handing on failed',
      { replace: { neema: { status: 'ERROR', replacement_contact_id: 'juma' } } },
      false,
    ],
    [
      'by the one of several that may end',
      {
        replace: {
          neema: { status: 'PENDING', replacement_contact_id: 'juma' },
          rehema: { status: 'READY', replacement_contact_id: 'juma' },
        },
      },
      true,
    ],
    ['not by one that is handed on to nobody', { replace: { neema: { status: 'READY' } } }, false],
  ];
  for (const [sentence, user_for_contact, wished] of wishes)
    it(`is noted ${sentence}`, () => {
      expect(runOn(createUserForContact, person({ user_for_contact })) !== null).to.equal(wished);
    });

  it('is made of nobody while the transition is off, whatever a contact or a report asks', () => {
    expect([runOn(createUserForContact, person(), off), runOn(replaceUserForContact, report(), off)]).to.deep.equal([
      null,
      null,
    ]);
    expect(
      [runOn(createUserForContact, person()), runOn(replaceUserForContact, report())].map(effects => effects?.length),
    ).to.deep.equal([1, 1]);
  });

  const task = (contact: Contact) => runOn(createUserForContact, contact)![0] as Queue;

  it('is queued once, whatever else changes, and anew when what decides on it changes', () => {
    const first = task(person());
    const queued = first.apply(null) as UserTask;
    expect(queued).to.deep.include({
      _id: 'task:user:asha',
      type: 'task:user',
      contact_id: 'asha',
      created: '2026-01-14T10:00:00.000Z',
    });
    const failed = { ...queued, _rev: '2-a', failure: { attempts: 3, reason: '', next: '' } };
    expect(first.apply(failed)).to.equal(failed);
    expect(task(person({ errors: [{ code: 'x', message: 'y' }], _rev: '9-z' })).apply(failed)).to.equal(failed);
    const mended = task(person({ phone: '0712345679' })).apply(failed) as UserTask;
    expect(mended).to.not.have.property('failure');
    expect(mended).to.include({ _rev: '2-a', created: queued.created });
  });

  it('has a name that comes from the contact', () => {
    expect(usernameFor(person(), 0)).to.match(/^asha-otieno-\d{4}$/);
    expect(usernameFor(person(), 0)).to.equal(usernameFor(person({ phone: 'x' }), 0));
    expect(usernameFor(person(), 1)).to.not.equal(usernameFor(person(), 0));
    expect(usernameFor(person({ name: 'عائشة' }), 0)).to.match(/^user-\d{4}$/);
    expect(usernameFor(person({ name: 'x'.repeat(200) }), 0)).to.have.lengthOf.below(60);
  });
});

describe('A report by which somebody hands his login on', () => {
  it('queues it under its own id', () => {
    const [effect] = runOn(replaceUserForContact, report())! as Queue[];
    expect(effect!.apply(null)).to.deep.include({
      _id: 'task:user:handover',
      contact_id: 'neema',
      replacement: { report_id: 'handover', contact_id: 'asha' },
    });
  });

  it('counts only as such a form, filled in on a screen', () => {
    expect(runOn(replaceUserForContact, report({ form: 'visit' }))).to.equal(null);
    expect(runOn(replaceUserForContact, report({ content_type: undefined }))).to.equal(null);
  });

  const faulty: [string, object][] = [
    ['nobody to get it', { fields: {} }],
    ['nobody who had it', { contact: undefined }],
    ['the same person', { fields: { replacement_contact_id: 'neema' } }],
  ];
  for (const [sentence, more] of faulty)
    it(`says that it names ${sentence}`, () => {
      const [effect] = runOn(replaceUserForContact, report(more))!;
      expect(effect).to.include({ do: 'change', id: 'handover' });
      const changed = (effect as { apply: (doc: Doc) => Doc }).apply(report(more)) as Report;
      expect(changed.errors!.map(({ code }) => code)).to.deep.equal(['create_user_for_contacts']);
    });

  const chw = { roles: ['chw'], contactId: 'neema' };
  const senders: [string, Parameters<typeof whyNotHandedOn>[1], Doc, boolean][] = [
    ['its holder', chw, report(), true],
    ['a colleague in his name', { ...chw, contactId: 'juma' }, report(), false],
    ['a user without a contact', { ...chw, contactId: undefined }, report({ contact: undefined }), false],
    ['who may change users', { roles: ['officer'], contactId: undefined }, report(), true],
    ['anybody, when it is another form', { ...chw, contactId: 'juma' }, report({ form: 'visit' }), true],
    [
      'its holder on his own contact',
      chw,
      person({ _id: 'neema', user_for_contact: { replace: { neema: { status: 'READY' } } } }),
      true,
    ],
    [
      'a colleague on the contact of another',
      chw,
      person({ user_for_contact: { replace: { asha: { status: 'READY' } } } }),
      false,
    ],
    ['anybody, when nothing is handed on', chw, person(), true],
  ];
  for (const [sentence, caller, doc, may] of senders)
    it(`is ${may ? 'taken' : 'not taken'} from ${sentence}`, () => {
      expect(whyNotHandedOn(settings, caller, doc, null) === undefined).to.equal(may);
    });
});

/** Databases in memory in which the job works. When every write from one on fails, that ends it as a kill does. */
const office = async (docs: readonly Doc[], users: readonly Doc[], tasks: readonly UserTask[]) => {
  const open = () => pouchStore(new PouchDB(`office-${crypto.randomUUID()}`, { adapter: 'memory' }), {} as never);
  const [main, side, all] = [open(), open(), open()];
  await main.write(docs);
  await all.write(users);
  await side.write(tasks);
  const clock = { now };
  const run = async (fatal = Number.POSITIVE_INFINITY, times = Number.POSITIVE_INFINITY): Promise<boolean> => {
    let writes = 0;
    const through = (store: Store): Store => ({
      ...store,
      write: (given, options) => {
        writes += 1;
        return writes < fatal || writes >= fatal + times
          ? store.write(given, options)
          : Promise.reject(new Error('killed'));
      },
    });
    const context = {
      ...{ main: through(main), side: through(side), store: () => through(all), programme: () => ({ settings }) },
      ...{
        now: () => clock.now,
        fence: () => {},
        log: { warn: () => {}, info: () => {}, debug: () => {} },
        byHand: false,
      },
    } as unknown as JobContext;
    try {
      await createUsersJob.run(context, new AbortController().signal);
    } catch (error) {
      expect((error as Error).message).to.equal('killed');
    }
    return writes >= fatal;
  };
  const links = async () =>
    (await main.range<TokenLoginDoc>({ from: 'token:login:', to: 'token:login:\ufff0', limit: 99 })).map(
      ({ user }) => user,
    );
  const stored = () => all.range<UserDoc>({ from: '', to: '\ufff0', limit: 99 });
  /** Users who can log in, and those whose login is closed. */
  const names = async () => (await stored()).flatMap(({ name, handed_on }) => (handed_on ? [] : [name]));
  const closed = async () => (await stored()).flatMap(({ name, handed_on }) => (handed_on ? [name] : []));
  return {
    main,
    side,
    users: all,
    clock,
    run,
    links,
    names,
    closed,
    contact: async (id: string) => (await main.get<Contact>(id))!,
  };
};

const places: Doc[] = [
  { _id: 'centre', type: 'health_center', name: 'Centre', contact: { _id: 'neema', parent: { _id: 'centre' } } },
  { _id: 'neema', type: 'person', name: 'Neema', parent: { _id: 'centre' } },
];
const taskFor = (rule: Rule, doc: Doc) => (runOn(rule, doc)![0] as Queue).apply(null) as UserTask;
const neema: Doc[] = [
  {
    _id: 'org.couchdb.user:neema',
    type: 'user',
    name: 'neema',
    roles: ['nurse'],
    facility_id: ['centre'],
    contact_id: 'neema',
  },
];
const { _id: _, ...oldLogin } = neema[0]!;
const neemaSettings: UserSettings = {
  _id: 'org.couchdb.user:neema',
  type: 'user-settings',
  name: 'neema',
  roles: ['nurse'],
};

describe('The job that makes logins', () => {
  it('makes one, sends a link, and says so on the contact', async () => {
    const { main, side, users, run, links, contact } = await office(
      [...places, person()],
      [],
      [taskFor(createUserForContact, person())],
    );
    await run();
    const username = usernameFor(person(), 0);
    expect(await users.get(`org.couchdb.user:${username}`)).to.deep.include({
      roles: ['chw'],
      facility_id: ['centre'],
      contact_id: 'asha',
    });
    expect(await links()).to.deep.equal([`org.couchdb.user:${username}`]);
    expect((await contact('asha')).user_for_contact).to.deep.equal({
      created: { username, date: '2026-01-14T10:00:00.000Z' },
    });
    expect(runOn(createUserForContact, await contact('asha'))).to.equal(null);
    expect(await side.get(userTaskId('asha'))).to.equal(null);
    expect((await main.get<UserSettings>(`org.couchdb.user:${username}`))!.fullname).to.equal('Ásha Otieno');
  });

  const faulty: [string, object, RegExp][] = [
    ['without a phone', { phone: undefined }, /needs a phone number/],
    ['with what is no phone number', { phone: '12' }, /not a phone number/],
    ['without a role', { role: undefined }, /no role/],
    ['that would work online', { role: 'officer' }, /roles that work on a device/],
    ['that would administer', { role: 'admin' }, /roles that work on a device/],
    ['of no place', { parent: undefined }, /no place/],
    ['that is a place', { type: 'health_center' }, /not a person/],
  ];
  for (const [sentence, more, message] of faulty)
    it(`says on the contact why there is none for one ${sentence}, once, and tries again later`, async () => {
      const asha = person(more);
      const { side, run, names, contact, clock } = await office(
        [...places, asha],
        [],
        [taskFor(createUserForContact, asha)],
      );
      await run();
      const { errors, _rev } = await contact('asha');
      expect(errors!.map(({ code }) => code)).to.deep.equal(['create_user_for_contacts']);
      expect(errors![0]!.message).to.match(message);
      expect(await names()).to.deep.equal([]);
      const { failure } = (await side.get<UserTask>(userTaskId('asha')))!;
      expect(failure).to.include({ attempts: 1, next: '2026-01-14T10:01:00.000Z' });
      await run();
      expect((await side.get<UserTask>(userTaskId('asha')))!.failure!.attempts).to.equal(1);
      clock.now += 61_000;
      await run();
      expect((await side.get<UserTask>(userTaskId('asha')))!.failure!.attempts).to.equal(2);
      expect((await contact('asha'))._rev).to.equal(_rev);
    });

  it('takes the error away when the login is made', async () => {
    const asha = person({
      errors: [
        { code: 'other', message: 'stays' },
        { code: 'create_user_for_contacts', message: 'goes' },
      ],
    });
    const { run, contact } = await office([...places, asha], [], [taskFor(createUserForContact, asha)]);
    await run();
    expect((await contact('asha')).errors).to.deep.equal([{ code: 'other', message: 'stays' }]);
  });

  it('takes another name where somebody has it', async () => {
    const taken = {
      _id: `org.couchdb.user:${usernameFor(person(), 0)}`,
      type: 'user',
      name: usernameFor(person(), 0),
      roles: [],
      contact_id: 'x',
    };
    const { run, names } = await office([...places, person()], [taken], [taskFor(createUserForContact, person())]);
    await run();
    expect(await names()).to.have.members([usernameFor(person(), 0), usernameFor(person(), 1)]);
  });

  const breaks: [how: string, times: number][] = [
    ['it is killed', Number.POSITIVE_INFINITY],
    ['the database fails once', 1],
  ];
  for (const [how, times] of breaks)
    it(`makes one login and sends one link, at whichever of its writes ${how}`, async () => {
      const username = usernameFor(person(), 0);
      let killed = true;
      for (let fatal = 1; killed; fatal += 1) {
        const { side, run, links, names, contact, clock } = await office(
          [...places, person()],
          [],
          [taskFor(createUserForContact, person())],
        );
        killed = await run(fatal, times);
        clock.now += 120_000;
        await run();
        expect(await names(), `write ${fatal}`).to.deep.equal([username]);
        expect(await links(), `write ${fatal}`).to.deep.equal([`org.couchdb.user:${username}`]);
        expect((await contact('asha')).user_for_contact!.created!.username).to.equal(username);
        expect(await side.get(userTaskId('asha'))).to.equal(null);
        expect(fatal).to.be.below(20);
      }
    });

  for (const [how, times] of breaks)
    it(`hands a login on with its roles and places, and closes the old one, at whichever of its writes ${how}`, async () => {
      const asha = person({ user_for_contact: undefined, role: undefined });
      const username = usernameFor(asha, 0);
      let killed = true;
      for (let fatal = 1; killed; fatal += 1) {
        const office_ = await office([...places, asha, neemaSettings, report()], neema, [
          taskFor(replaceUserForContact, report()),
        ]);
        const { main, side, users, run, links, names, contact, clock } = office_;
        killed = await run(fatal, times);
        clock.now += 120_000;
        await run();
        expect(await names(), `write ${fatal}`).to.deep.equal([username]);
        expect(await users.get(`org.couchdb.user:${username}`)).to.deep.include({
          roles: ['nurse'],
          facility_id: ['centre'],
          contact_id: 'asha',
        });
        expect(await links(), `write ${fatal}`).to.deep.equal([`org.couchdb.user:${username}`]);
        const { password, handed_on, ...kept } = (await users.get<UserDoc>('org.couchdb.user:neema'))!;
        expect(kept).to.deep.include(oldLogin);
        expect(password).to.have.lengthOf(43);
        expect(handed_on).to.deep.equal({ to: username, date: handed_on!.date });
        expect((await main.get<UserSettings>(neemaSettings._id))!).to.deep.include(neemaSettings);
        expect((await contact('centre')).contact).to.deep.equal({ _id: 'asha', parent: { _id: 'centre' } });
        const handed = { status: 'COMPLETE', replacement_contact_id: 'asha', username, report_id: 'handover' };
        expect((await contact('neema')).user_for_contact!.replace).to.deep.equal({ neema: handed });
        expect(await side.get(userTaskId('handover'))).to.equal(null);
        expect((await main.get<Report>('handover'))!.errors ?? []).to.deep.equal([]);
        expect(fatal).to.be.below(25);
      }
    });

  for (const [sentence, more] of [
    ['by its name', {}],
    ['as if it had begun', { username: 'mine' }],
  ] as const)
    it(`ends no login of somebody else that a contact names ${sentence}`, async () => {
      const replace = { neema: { status: 'READY' as const, replacement_contact_id: 'neema', ...more } };
      const asha = person({ user_for_contact: { replace } });
      const { run, names, contact } = await office([...places, asha, neemaSettings], neema, [
        taskFor(createUserForContact, asha),
      ]);
      await run();
      expect(await names()).to.include('neema');
      expect((await contact('centre')).contact!._id).to.equal('neema');
    });

  it('hands a login on, back, and on again, each time that a report asks for it', async () => {
    const asha = person({ user_for_contact: undefined, role: undefined });
    const second = usernameFor({ _id: 'neema', name: 'Neema' }, 0);
    const [first, third] = [usernameFor(asha, 0), usernameFor(asha, 1)];
    const neemaWithPhone = { ...places[1]!, phone: '0712345679' };
    const reports = [
      report(),
      report({ _id: 'back', contact: { _id: 'asha' }, fields: { replacement_contact_id: 'neema' } }),
      report({ _id: 'again' }),
    ];
    const office_ = await office([places[0]!, neemaWithPhone, asha, neemaSettings, ...reports], neema, []);
    const after: unknown[] = [];
    for (const one of reports) {
      await office_.side.write([taskFor(replaceUserForContact, one)]);
      await office_.run();
      after.push(await office_.names(), (await office_.contact('centre')).contact!._id);
    }
    expect(after).to.deep.equal([[first], 'asha', [second], 'neema', [third], 'asha']);
    expect(await office_.closed()).to.have.members(['neema', first, second]);
  });

  const juma: Contact = { _id: 'juma', type: 'person', name: 'Juma', parent: { _id: 'centre' }, phone: '0712345670' };
  const nurse = (name: string, more: object = {}): Doc => ({
    ...neema[0]!,
    _id: `org.couchdb.user:${name}`,
    name,
    ...more,
  });
  const heir = person({ user_for_contact: undefined, role: undefined });
  const handing = (replace: object): Contact => ({ ...(places[1] as Contact), user_for_contact: { replace } as never });
  const ready = (replacement_contact_id: string) => ({ status: 'READY', replacement_contact_id });

  it('hands on several logins at once, each to its own person, and tells of the one that it cannot', async () => {
    const contact = handing({ neema: ready('asha'), second: ready('centre'), third: ready('juma') });
    const office_ = await office(
      [places[0]!, contact, heir, juma, neemaSettings],
      [...neema, nurse('second'), nurse('third')],
      [taskFor(createUserForContact, contact)],
    );
    await office_.run();
    expect(await office_.closed()).to.have.members(['neema', 'third']);
    expect(await office_.names()).to.have.members(['second', usernameFor(heir, 0), usernameFor(juma, 0)]);
    const { errors, user_for_contact } = await office_.contact('neema');
    expect(errors!.map(({ message }) => message)).to.deep.equal(['"Centre" is not a person']);
    const states = Object.values(user_for_contact!.replace!).map(({ status }) => status);
    expect(states).to.deep.equal(['COMPLETE', 'READY', 'COMPLETE']);
  });

  it('gives one person who gets several logins each with its own roles, whenever it is killed', async () => {
    const contact = handing({ neema: ready('asha'), second: ready('asha') });
    let killed = true;
    for (let fatal = 1; killed; fatal += 1) {
      const { users, run, closed, names, links, clock } = await office(
        [places[0]!, contact, heir, neemaSettings],
        [...neema, nurse('second', { roles: ['chw'] })],
        [taskFor(createUserForContact, contact)],
      );
      killed = await run(fatal);
      clock.now += 120_000;
      await run();
      const [first, second] = [usernameFor(heir, 0), usernameFor(heir, 1)];
      expect(await names(), `write ${fatal}`).to.have.members([first, second]);
      expect(await closed(), `write ${fatal}`).to.have.members(['neema', 'second']);
      expect(await links(), `write ${fatal}`).to.have.members([first, second].map(name => `org.couchdb.user:${name}`));
      const roles = [first, second].map(async name => (await users.get<UserDoc>(`org.couchdb.user:${name}`))!.roles);
      expect(await Promise.all(roles)).to.deep.equal([['nurse'], ['chw']]);
      expect(fatal).to.be.below(40);
    }
  });

  it('leaves the login that its holder has for working online, and hands on the one on his device', async () => {
    const online = nurse('neema-online', { roles: ['officer', 'mm-online'] });
    const office_ = await office(
      [...places, heir, neemaSettings, report()],
      [...neema, online],
      [taskFor(replaceUserForContact, report())],
    );
    await office_.run();
    expect(await office_.names()).to.have.members(['neema-online', usernameFor(heir, 0)]);
    expect(await office_.closed()).to.deep.equal(['neema']);
  });

  it('lets a closed login in again only when somebody gives it a password, and hands it on again then', async () => {
    const office_ = await office([...places, heir, neemaSettings, report()], neema, [
      taskFor(replaceUserForContact, report()),
    ]);
    await office_.run();
    const parts = { main: office_.main, users: office_.users, settings: () => settings, now: () => now };
    const byOther = { byOther: true };
    await updateUser(parts, { username: 'neema', about: { fullname: 'Neema' } }, byOther);
    expect(await office_.closed()).to.deep.equal(['neema']);
    await updateUser(parts, { username: 'neema', password: 'Kilimo-ya-2026', about: {} }, byOther);
    expect(await office_.closed()).to.deep.equal([]);
  });

  const phones: [string, object, 'waits' | 'hands on'][] = [
    ['has more to send under it', { neema: { status: 'PENDING', replacement_contact_id: 'asha' } }, 'waits'],
    ['writes itself that it may end', { neema: ready('asha') }, 'waits'],
    ['failed with it before', { neema: { status: 'ERROR', replacement_contact_id: 'asha' } }, 'hands on'],
    ['handed another on to her before', { old: { status: 'COMPLETE', replacement_contact_id: 'asha' } }, 'hands on'],
    ['has more to send for another', { neema: { status: 'PENDING', replacement_contact_id: 'juma' } }, 'hands on'],
  ];
  for (const [sentence, replace, does] of phones)
    it(`${does === 'waits' ? 'does nothing' : 'hands the login on'} for a report alone while the phone of its author ${sentence}`, async () => {
      const office_ = await office([places[0]!, handing(replace), heir, juma, neemaSettings, report()], neema, [
        taskFor(replaceUserForContact, report()),
      ]);
      await office_.run();
      expect(await office_.closed()).to.deep.equal(does === 'waits' ? [] : ['neema']);
      expect((await office_.main.get<Report>('handover'))!.errors ?? []).to.deep.equal([]);
      expect(await office_.side.get(userTaskId('handover'))).to.equal(null);
    });

  const later: [string, Report | null, string[]][] = [
    ['names another person', report({ fields: { replacement_contact_id: 'juma' } }), ['juma']],
    ['names nobody any more', report({ fields: {} }), []],
    ['is deleted', null, []],
  ];
  for (const [sentence, edited, heirs] of later)
    it(`goes by a report as it stands, where it ${sentence} before it was carried out`, async () => {
      const queued = taskFor(replaceUserForContact, report());
      const office_ = await office(
        [...places, heir, juma, neemaSettings, ...(edited ? [edited] : [])],
        neema,
        heirs.length > 0 ? [(runOn(replaceUserForContact, edited!)![0] as Queue).apply(queued) as UserTask] : [queued],
      );
      await office_.run();
      expect(await office_.names()).to.deep.equal(heirs.length > 0 ? [usernameFor(juma, 0)] : ['neema']);
    });

  it('hands nothing more on when a report is edited that was carried out', async () => {
    const office_ = await office([...places, heir, juma, neemaSettings, report()], neema, [
      taskFor(replaceUserForContact, report()),
    ]);
    await office_.run();
    const [{ _rev }] = [(await office_.main.get('handover'))!];
    const edited = report({ _rev, fields: { replacement_contact_id: 'juma' } });
    await office_.main.write([edited]);
    await office_.side.write([taskFor(replaceUserForContact, edited)]);
    await office_.run();
    expect(await office_.names()).to.deep.equal([usernameFor(heir, 0)]);
  });

  it('says on the report why a login cannot be handed on', async () => {
    const task = taskFor(replaceUserForContact, report());
    const { main, run } = await office([...places, person(), report()], [], [task]);
    await run();
    expect((await main.get<Report>('handover'))!.errors![0]!.message).to.match(/no login to hand on/);
  });
});
