// Shows the chats of a Telegram on this machine, and does what somebody does in them. Plain JavaScript without a build:
// it is served as it stands. Words of chats go into the page as text alone.

const byId = id => document.getElementById(id);
const [app, personChoice, chatList, log, messages, text] = ['app', 'person', 'chats', 'log', 'messages', 'text'].map(
  byId,
);

/** What the server told last, and what is looked at. */
let state = { bot: { id: 0, name: '', username: '', commands: [] }, people: [], chats: [], answers: [] };
let chosen = '';
/** The message that is answered or changed: `{ id, text, change }`. */
let quoted = null;
const seenAnswers = new Set();

const me = () => Number(personChoice.value);
const mine = () => state.chats.filter(({ members }) => members.includes(me()));
const open = () => mine().find(({ key }) => key === chosen);
const nameOf = id =>
  (id === state.bot.id ? state.bot.name : state.people.find(each => each.id === id)?.name) ?? 'Somebody';

const element = (name, properties = {}, ...inner) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...inner);
  return made;
};

let toastTimer;
const toast = words => {
  const shown = byId('toast');
  shown.textContent = words;
  shown.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    shown.hidden = true;
  }, 4000);
};

/** Does something as the person who is chosen. @returns whether it was done */
const act = async (name, more = {}) => {
  try {
    const response = await fetch('/acts', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ act: name, person: me(), chat: chosen, ...more }),
    });
    const { ok, why } = await response.json();
    if (!ok) toast(why);
    return ok;
  } catch {
    toast('npm run telegram has ended');
    return false;
  }
};

const lastWords = ({ messages: all }) => {
  const last = all.at(-1);
  return last ? last.event || last.text || last.kind || 'Photo' : 'Nobody has written yet';
};

const showPeople = () => {
  const before = personChoice.value;
  personChoice.replaceChildren(
    ...state.people.map(({ id, name }) => element('option', { value: id, textContent: name })),
  );
  if (state.people.some(({ id }) => String(id) === before)) personChoice.value = before;
};

const showChats = () => {
  const hasBot = mine().some(({ type }) => type === 'private');
  const rows = mine().map(chat => {
    const button = element(
      'button',
      { type: 'button', onclick: () => choose(chat.key) },
      element('span', { textContent: chat.title }),
      element('small', { textContent: lastWords(chat) }),
    );
    button.setAttribute('aria-current', String(chat.key === chosen));
    return element('li', {}, button);
  });
  if (!hasBot)
    rows.unshift(
      element(
        'li',
        {},
        element(
          'button',
          { type: 'button', onclick: begin },
          element('span', { textContent: state.bot.name }),
          element('small', { textContent: `@${state.bot.username}, press to start` }),
        ),
      ),
    );
  chatList.replaceChildren(...rows);
};

const begin = async () => {
  chosen = `${state.bot.id}:${me()}`;
  app.classList.add('in-chat');
  await act('start');
  byId('title').focus();
};

const choose = key => {
  chosen = key;
  unquote();
  app.classList.add('in-chat');
  show();
  log.scrollTop = log.scrollHeight;
  byId('title').focus();
};

const buttonsOf = ({ id, buttons }) =>
  element(
    'div',
    { className: 'keys' },
    ...buttons.map(row =>
      element(
        'div',
        {},
        ...row.map(({ text: words, data, url }) =>
          url
            ? element('a', { href: url, textContent: words, rel: 'noreferrer noopener', target: '_blank' })
            : element('button', {
                type: 'button',
                textContent: words,
                onclick: () => act('press', { message: id, data }),
              }),
        ),
      ),
    ),
  );

const shownMessage = message => {
  const { from, date, edited, reply, photo, kind, event, buttons } = message;
  if (event) return element('li', { className: 'event', textContent: event });
  const own = from === me();
  const bubble = element('div', { className: 'bubble' });
  bubble.append(element('strong', { textContent: nameOf(from) }));
  if (reply) bubble.append(element('blockquote', { textContent: reply }));
  if (photo) bubble.append(element('img', { src: photo, alt: `Photo of ${nameOf(from)}` }));
  bubble.append(message.text || (kind ? `[${kind}]` : ''));
  const time = new Date(date * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const meta = element('div', { className: 'meta' }, `${edited ? 'changed, ' : ''}${time}`);
  const quote = (label, change) =>
    element('button', {
      type: 'button',
      textContent: label,
      ariaLabel: `${label}: ${message.text.slice(0, 60)}`,
      onclick: () => startQuote({ id: message.id, text: message.text, change }),
    });
  meta.append(quote('Answer', false));
  if (own && message.text) meta.append(quote('Change', true));
  const item = element('li', { className: own ? 'own' : '' }, bubble);
  if (buttons.length > 0) item.append(buttonsOf(message));
  item.append(meta);
  return item;
};

const shownBefore = new Map();

/** Only messages that are others are made anew: what has the focus keeps it, and a reader hears what is new. */
const showMessages = chat => {
  const all = chat?.messages ?? [];
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const wanted = all.map(message => {
    const key = `${chosen} ${me()} ${message.id}`;
    const known = shownBefore.get(key);
    const json = JSON.stringify(message);
    if (known?.json === json) return known.item;
    const item = shownMessage(message);
    shownBefore.set(key, { json, item });
    return item;
  });
  for (const old of [...messages.children]) if (!wanted.includes(old)) old.remove();
  wanted.forEach((item, at) => {
    if (messages.children[at] !== item) messages.insertBefore(item, messages.children[at] ?? null);
  });
  if (atEnd) log.scrollTop = log.scrollHeight;
};

const showCommands = () => {
  const known =
    state.bot.commands.length > 0
      ? state.bot.commands
      : [
          { command: 'start', description: '' },
          { command: 'help', description: '' },
        ];
  byId('commands').replaceChildren(
    ...known.map(({ command, description }) =>
      element(
        'button',
        { type: 'button', onclick: () => sendCommand(command) },
        `/${command} `,
        element('small', { textContent: description }),
      ),
    ),
  );
};

const sendCommand = async command => {
  byId('commands').hidden = true;
  byId('show-commands').setAttribute('aria-expanded', 'false');
  await act('write', { text: `/${command}` });
  text.focus();
};

const show = () => {
  showPeople();
  if (!open() && !chosen?.endsWith(`:${me()}`)) chosen = mine()[0]?.key ?? '';
  showChats();
  const chat = open();
  byId('title').textContent = chat?.title ?? (chosen ? state.bot.name : 'No chat yet');
  byId('about').textContent = chat
    ? chat.type === 'private'
      ? `You are ${nameOf(me())}`
      : `You are ${nameOf(me())}; ${chat.members.length} members`
    : 'Choose a chat';
  byId('composer').hidden = !chat;
  const block = byId('block');
  block.hidden = chat?.type !== 'private';
  block.textContent = chat?.blocked ? 'Let it write' : 'Block';
  showMessages(chat);
  showCommands();
  for (const { id, text: words } of state.answers)
    if (!seenAnswers.has(id)) {
      seenAnswers.add(id);
      toast(words);
    }
};

const startQuote = what => {
  quoted = what;
  byId('quoted').hidden = false;
  byId('quoted').firstElementChild.textContent = `${what.change ? 'Change' : 'Answer'}: ${what.text}`;
  if (what.change) text.value = what.text;
  text.focus();
};

const unquote = () => {
  quoted = null;
  byId('quoted').hidden = true;
};

const send = async () => {
  const words = text.value;
  if (words.trim() === '') return;
  const done = quoted?.change
    ? await act('edit', { message: quoted.id, text: words })
    : await act('write', { text: words, ...(quoted ? { reply: quoted.id } : {}) });
  if (!done) return;
  text.value = '';
  unquote();
};

/** Asks for a name. @returns it; '' when it is not given */
const ask = (title, label) =>
  new Promise(resolve => {
    const dialog = byId('ask');
    byId('ask-title').textContent = title;
    byId('ask-label').textContent = label;
    byId('ask-text').value = '';
    dialog.onclose = () => resolve(dialog.returnValue === 'ok' ? byId('ask-text').value : '');
    dialog.returnValue = '';
    dialog.showModal();
  });

byId('ask-form').addEventListener('submit', event => {
  event.preventDefault();
  byId('ask').close('ok');
});
byId('ask-cancel').addEventListener('click', () => byId('ask').close(''));
byId('composer').addEventListener('submit', event => {
  event.preventDefault();
  void send();
});
text.addEventListener('keydown', event => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  void send();
});
byId('unquote').addEventListener('click', unquote);
byId('to-list').addEventListener('click', () => app.classList.remove('in-chat'));
byId('show-commands').addEventListener('click', ({ currentTarget }) => {
  const commands = byId('commands');
  commands.hidden = !commands.hidden;
  currentTarget.setAttribute('aria-expanded', String(!commands.hidden));
});
byId('block').addEventListener('click', () => void act('block', { blocked: !open()?.blocked }));
personChoice.addEventListener('change', () => {
  chosen = '';
  unquote();
  show();
});
byId('new-person').addEventListener('click', async () => {
  const name = await ask('A new person', 'Name');
  if (name) await act('person', { name });
});
byId('new-group').addEventListener('click', async () => {
  const title = await ask('A new group with everybody and the bot', 'Title');
  if (title) await act('group', { title });
});
byId('photo').addEventListener('change', ({ currentTarget }) => {
  const [file] = currentTarget.files;
  if (!file) return;
  const reader = new FileReader();
  reader.onload = async () => {
    if (await act('photo', { picture: reader.result, text: text.value })) text.value = '';
  };
  reader.readAsDataURL(file);
  currentTarget.value = '';
});

// What scrolls is reached by the keyboard too.
log.tabIndex = 0;

const events = new EventSource('/events');
events.onmessage = ({ data }) => {
  state = JSON.parse(data);
  show();
};
events.onerror = () => toast('npm run telegram does not answer; this page goes on when it does');
