// The list of chats: they are kept in this browser, one entry of its storage each, and reach the
// server only as the conversation that is open. `window.chats` is what the page's events call.
const shelf = element.querySelector('.chats');
const PREFIX = `qa-${shelf.dataset.library}-`;
const TITLE_CHARACTERS = 80;
const part = (selector) => shelf.querySelector(selector);

let open = sessionStorage.getItem(PREFIX); // which chat this tab shows; null for a new one
let turning = true; // while another chat is being shown, what the widget holds is not the open one's
let shown = []; // the messages of the open chat
let typing = false; // whether a new chat is wanted, to type in

function read(id) {
  try {
    const chat = JSON.parse(localStorage.getItem(PREFIX + id));
    if (!chat || !Array.isArray(chat.messages)) return null;
    return { ...chat, title: String(chat.title), messages: chat.messages.filter((one) => typeof one?.content === 'string') };
  } catch {
    return null;
  }
}

function ids() {
  return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
}

function all() {
  const chats = ids().map((id) => ({ id, ...read(id) })).filter((chat) => chat.messages);
  return chats.sort((a, b) => b.changed - a.changed);
}

// Where the browser's space is used up, the oldest chats make room for the one that is open.
function write(id, chat) {
  let dropped = false;
  for (;;) {
    try {
      localStorage.setItem(PREFIX + id, JSON.stringify(chat));
      return tell(dropped ? 'dropped' : '');
    } catch {
      const oldest = all().filter((other) => other.id !== id).pop();
      if (!oldest) return tell('lost');
      localStorage.removeItem(PREFIX + oldest.id);
      dropped = true;
    }
  }
}

function tell(what) {
  const notice = part('.notice');
  if (what) notice.textContent = notice.dataset[what];
  if (what) notice.hidden = false;
}

function setOpen(id) {
  open = id;
  if (id === null) sessionStorage.removeItem(PREFIX);
  else sessionStorage.setItem(PREFIX, id);
}

function textOf(content) {
  if (typeof content === 'string') return content;
  return (content ?? []).map((piece) => (typeof piece === 'string' ? piece : (piece.text ?? ''))).join(' ');
}

function list() {
  const chats = all();
  const focused = placeOfFocus();
  part('ul').replaceChildren(...chats.map(entry));
  if (focused) focusAt(focused);
  part('.none').hidden = chats.length > 0;
  part('.all').hidden = chats.length === 0;
  part('.save').hidden = shown.length === 0;
}

// The entries are made anew; whoever stands on one by keyboard goes on from there, or from its neighbour.
function placeOfFocus() {
  const item = document.activeElement?.closest('.chats li');
  const button = item && (document.activeElement.matches('.delete') ? '.delete' : '.choose');
  return item && { id: item.dataset.id, at: [...part('ul').children].indexOf(item), button };
}

function focusAt({ id, at, button }) {
  const items = [...part('ul').children];
  const item = items.find((each) => each.dataset.id === id) ?? items[Math.min(at, items.length - 1)];
  (item?.querySelector(button) ?? part('.new')).focus();
}

function entry(chat) {
  const item = part('template.chat').content.firstElementChild.cloneNode(true);
  const [choose, remove] = item.children;
  item.dataset.id = chat.id;
  choose.textContent = choose.title = chat.title;
  if (chat.id === open) choose.setAttribute('aria-current', 'true');
  remove.setAttribute('aria-label', remove.dataset.label + chat.title);
  return item;
}

function turnTo(id) {
  turning = true;
  setOpen(id);
  fold(false);
  trigger('click');
}

function begin() {
  typing = true;
  turnTo(null);
}

function remove(id) {
  localStorage.removeItem(PREFIX + id);
  if (id === open) turnTo(null);
  else list();
}

function fold(unfolded) {
  shelf.classList.toggle('unfolded', unfolded);
  part('.fold').setAttribute('aria-expanded', String(unfolded));
}

function sure(asking) {
  part('.sure').hidden = !asking;
  part('.delete-all').hidden = asking;
  part(asking ? '.no' : '.delete-all').focus();
}

async function save(form) {
  const file = await server.export_chat(shown, form);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([file.text], { type: 'application/octet-stream' }));
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function copy(button) {
  const file = await server.export_chat(shown, 'md');
  await navigator.clipboard.writeText(file.text);
  const word = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => (button.textContent = word), 2_000);
}

element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const id = button.closest('li')?.dataset.id;
  if (button.matches('.new')) begin();
  else if (button.matches('.choose')) turnTo(id);
  else if (button.matches('.delete')) remove(id);
  else if (button.matches('.fold')) fold(!shelf.classList.contains('unfolded'));
  else if (button.matches('.delete-all')) sure(true);
  else if (button.matches('.no')) sure(false);
  else if (button.matches('.yes')) {
    ids().forEach((each) => localStorage.removeItem(PREFIX + each));
    sure(false);
    turnTo(null);
  } else if (button.matches('.copy')) copy(button);
  else if (button.dataset.form) save(button.dataset.form);
});
element.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !shelf.classList.contains('unfolded')) return;
  fold(false);
  part('.fold').focus();
});
addEventListener('pointerdown', (event) => shelf.contains(event.target) || fold(false));
addEventListener('storage', list); // another tab changed them
if (!navigator.clipboard) part('.copy').hidden = true;

window.chats = {
  // The conversation to show: that of the open chat, or none.
  chosen() {
    const messages = read(open)?.messages ?? [];
    return messages.map(({ role, content }) => ({ role, content: [{ type: 'text', text: String(content) }] }));
  },
  turned(messages) {
    turning = false;
    shown = (messages ?? []).map(({ role, content }) => ({ role, content: textOf(content) }));
    list();
    if (typing) document.querySelector('#question textarea').focus();
    typing = false;
  },
  keep(messages) {
    if (turning) return;
    const now = (messages ?? []).map(({ role, content }) => ({ role, content: textOf(content) }));
    if (JSON.stringify(now) === JSON.stringify(shown)) return;
    shown = now;
    if (now.length === 0) {
      if (open !== null) localStorage.removeItem(PREFIX + open);
      setOpen(null);
    } else {
      if (open === null) setOpen(Date.now().toString(36) + Math.random().toString(36).slice(2));
      const first = now.find((message) => message.role === 'user')?.content ?? '';
      const title = window.asTyped(first).replace(/\s+/g, ' ').slice(0, TITLE_CHARACTERS);
      write(open, { title, changed: Date.now(), messages: now });
    }
    list();
  },
};
list();
