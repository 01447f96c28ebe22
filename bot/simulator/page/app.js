// The chat page: follows one person's chat by long polling and posts what the person does. No framework, no build.
"use strict";

const el = (id) => document.getElementById(id);
const address = new URLSearchParams(location.search);
const chat = { id: 0, cursor: 0, messages: new Map(), follow: null, begun: true, blocked: false, bot: {} };
const writing = { replyTo: 0, editing: 0 };
let keysHidden = false;
let noticeTimer = 0;

class Refused extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

async function call(path, options = {}) {
  const answer = await fetch(`/sim${path}`, options);
  const body = await answer.json();
  if (!answer.ok) throw new Refused(answer.status, body.error || answer.statusText);
  return body;
}

const post = (path, body) =>
  call(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

async function act(name, body) {
  try {
    await (body instanceof FormData
      ? call(`/chats/${chat.id}/${name}`, { method: "POST", body })
      : post(`/chats/${chat.id}/${name}`, body));
    return true;
  } catch (error) {
    showNotice(error instanceof Refused ? `Refusé : ${error.message}` : "Pas envoyé : le simulateur ne répond pas.", true);
    return false;
  }
}

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

// --- choosing a person ----------------------------------------------------------------------------------------

async function showPeople() {
  stopFollowing();
  el("chat").hidden = true;
  el("people").hidden = false;
  el("invited").hidden = !address.get("start");
  try {
    const { users } = await call("/users");
    el("people-list").replaceChildren(
      ...users.map((user) => {
        const item = make("li");
        const button = make("button", "", [user.first_name, user.last_name].filter(Boolean).join(" "));
        button.dir = "auto";
        button.addEventListener("click", () => become(user.id));
        item.append(button);
        return item;
      }),
    );
  } catch {
    el("people-list").replaceChildren(make("li", "quiet", "Le simulateur ne répond pas. Rechargez la page."));
  }
}

el("person-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const user = await post("/users", Object.fromEntries(new FormData(form)));
  form.reset();
  become(user.id);
});

function become(id) {
  address.set("user", id);
  history.pushState(null, "", `?${address}`);
  openChat(id);
}

function openChat(id) {
  stopFollowing();
  Object.assign(chat, { id, cursor: 0, messages: new Map() });
  el("people").hidden = true;
  el("chat").hidden = false;
  el("messages").replaceChildren();
  follow();
}

function route() {
  const id = Number(new URLSearchParams(location.search).get("user"));
  if (id) openChat(id);
  else showPeople();
}

window.addEventListener("popstate", route);
el("leave").addEventListener("click", () => {
  address.delete("user");
  history.pushState(null, "", address.size ? `?${address}` : location.pathname);
  showPeople();
});

// --- following the chat ---------------------------------------------------------------------------------------

function stopFollowing() {
  if (chat.follow) chat.follow.abort();
  chat.follow = null;
}

async function follow() {
  const control = new AbortController();
  chat.follow = control;
  let first = true;
  while (!control.signal.aborted) {
    try {
      const wait = first ? 0 : 25;
      const seen = await call(`/chats/${chat.id}/messages?after=${chat.cursor}&wait=${wait}`, { signal: control.signal });
      if (control.signal.aborted) return;
      show(seen, first);
      first = false;
    } catch (error) {
      if (control.signal.aborted) return;
      if (error instanceof Refused) {
        address.delete("user");
        history.replaceState(null, "", location.pathname);
        showPeople();
        return;
      }
      el("state").textContent = "Connexion perdue, nouvel essai…";
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
}

function show(seen, first) {
  if (seen.cursor < chat.cursor) {
    chat.messages.clear();
    el("messages").replaceChildren();
    chat.cursor = 0;
    return;
  }
  chat.cursor = seen.cursor;
  chat.begun = seen.chat.begun;
  chat.blocked = seen.chat.blocked;
  const user = seen.chat.user;
  const name = [user.first_name, user.last_name].filter(Boolean).join(" ");
  el("bot-name").textContent = seen.bot.first_name;
  el("state").textContent = seen.action ? "écrit…" : `vous êtes ${name}${chat.blocked ? " · bot bloqué" : ""}`;
  document.title = `${seen.bot.first_name} — ${name}`;
  const list = el("messages");
  const low = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  for (const item of seen.messages) place(item);
  showKeys(seen.keyboard);
  showCommands(seen.commands);
  el("text").placeholder = seen.placeholder || "Message";
  const payload = address.get("start");
  const begin = el("begin");
  begin.hidden = !(chat.blocked || !chat.begun || payload);
  begin.textContent = chat.blocked ? "Débloquer et redémarrer" : "Démarrer";
  el("composer").hidden = !begin.hidden;
  document.querySelector('[data-do="block"]').hidden = chat.blocked;
  document.querySelector('[data-do="unblock"]').hidden = !chat.blocked;
  if (low || first) list.scrollTop = list.scrollHeight;
  if (!first) for (const notice of seen.notices) showNotice(notice.text, notice.alert);
}

function place(item) {
  const old = chat.messages.get(item.message_id);
  if (item.deleted) {
    if (old) old.remove();
    chat.messages.delete(item.message_id);
    return;
  }
  const node = messageNode(item);
  if (old) {
    old.replaceWith(node);
  } else {
    const next = [...chat.messages.keys()].filter((id) => id > item.message_id).sort((a, b) => a - b)[0];
    el("messages").insertBefore(node, next ? chat.messages.get(next) : null);
  }
  chat.messages.set(item.message_id, node);
}

// --- one message ----------------------------------------------------------------------------------------------

const MARKS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

// Entities count UTF-16 units, and so do JavaScript strings. Nested ones are drawn inside one another.
function words(text, entities) {
  const box = make("div", "words");
  box.dir = "auto";
  draw(box, text, 0, text.length, [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length));
  return box;
}

function draw(parent, text, from, to, entities) {
  let at = from;
  let rest = entities;
  while (rest.length) {
    const [entity, ...others] = rest;
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (end <= start) {
      rest = others;
      continue;
    }
    parent.append(text.slice(at, start));
    const inner = others.filter((other) => other.offset < end);
    const node = marked(entity, text.slice(start, end));
    draw(node, text, start, end, inner);
    parent.append(node);
    // A quote stands in lines of its own: the line break after it is its end, not an empty line.
    at = node.tagName === "BLOCKQUOTE" && text[end] === "\n" ? end + 1 : end;
    rest = others.filter((other) => other.offset >= end);
  }
  parent.append(text.slice(at, to));
}

function marked(entity, inside) {
  if (entity.type === "text_link" || entity.type === "url") {
    const link = make("a");
    const target = entity.url || inside;
    if (/^https?:\/\//.test(target)) link.href = target;
    link.target = "_blank";
    link.rel = "noreferrer noopener";
    return link;
  }
  if (entity.type === "bot_command") {
    const link = make("a");
    link.href = "#";
    link.addEventListener("click", (event) => {
      event.preventDefault();
      act("text", { text: inside });
    });
    return link;
  }
  return make(MARKS[entity.type] || "span");
}

const sizes = (bytes) => (bytes < 1024 ? `${bytes} o` : bytes < 1048576 ? `${Math.round(bytes / 1024)} Ko`
  : `${(bytes / 1048576).toFixed(1)} Mo`);

function attachment(message) {
  const url = (file) => `/sim/files/${encodeURIComponent(file.file_id)}`;
  if (message.photo) {
    const image = make("img");
    image.src = url(message.photo.at(-1));
    image.alt = "Photo";
    image.addEventListener("load", () => {
      const list = el("messages");
      if (list.scrollHeight - list.scrollTop - list.clientHeight < image.height + 80) list.scrollTop = list.scrollHeight;
    });
    return image;
  }
  for (const [kind, tag] of [["voice", "audio"], ["audio", "audio"], ["video", "video"]]) {
    if (!message[kind]) continue;
    const player = make(tag);
    player.controls = true;
    player.preload = "none";
    player.src = url(message[kind]);
    return player;
  }
  if (message.document) {
    const link = make("a", "file", `↓ ${message.document.file_name || "document"} · ${sizes(message.document.file_size)}`);
    link.href = url(message.document);
    link.download = message.document.file_name || "document";
    return link;
  }
  if (message.location) {
    const { latitude, longitude, horizontal_accuracy: near } = message.location;
    return make("div", "words", `Position : ${latitude}, ${longitude}${near ? ` (± ${near} m)` : ""}`);
  }
  if (message.contact) return make("div", "words", `Contact : ${message.contact.first_name} · ${message.contact.phone_number}`);
  return null;
}

const summary = (message) => message.text || message.caption || "Pièce jointe";

function messageNode(item) {
  const { message } = item;
  const node = make("li", item.from_bot ? "message" : "message mine");
  node.dataset.id = item.message_id;
  const bubble = make("div", "bubble");
  if (message.reply_to_message) {
    const answered = make("div", "answered", summary(message.reply_to_message));
    answered.dir = "auto";
    bubble.append(answered);
  }
  const attached = attachment(message);
  if (attached) bubble.append(attached);
  if (message.text) bubble.append(words(message.text, message.entities));
  if (message.caption) bubble.append(words(message.caption, message.caption_entities));
  bubble.append(meta(item));
  node.append(bubble);
  const rows = message.reply_markup && message.reply_markup.inline_keyboard;
  if (rows) node.append(inlineKeys(item.message_id, rows));
  return node;
}

function meta(item) {
  const line = make("div", "meta");
  const reply = make("button", "", "Répondre");
  reply.addEventListener("click", () => writeAbout({ replyTo: item.message_id }, `Réponse à : ${summary(item.message)}`));
  line.append(reply);
  if (!item.from_bot && (item.message.text || item.message.caption)) {
    const edit = make("button", "", "Modifier");
    edit.addEventListener("click", () => {
      writeAbout({ editing: item.message_id }, `Modifier : ${summary(item.message)}`);
      el("text").value = summary(item.message);
      grow();
    });
    line.append(edit);
  }
  if (item.message.has_protected_content) line.append(make("span", "", "protégé"));
  if (item.message.edit_date) line.append(make("span", "", "modifié"));
  const time = new Date(item.message.date * 1000).toLocaleTimeString("fr", { hour: "2-digit", minute: "2-digit" });
  line.append(make("span", "", time));
  return line;
}

function inlineKeys(messageId, rows) {
  const box = make("div", "inline");
  for (const row of rows) {
    const line = make("div");
    for (const key of row) {
      const button = make("button", "", key.text);
      button.dir = "auto";
      button.addEventListener("click", () => {
        if (key.callback_data) act("callback", { message_id: messageId, data: key.callback_data });
        else if (/^https?:\/\//.test(key.url || "")) window.open(key.url, "_blank", "noreferrer,noopener");
        else if (key.copy_text) navigator.clipboard.writeText(key.copy_text.text);
      });
      line.append(button);
    }
    box.append(line);
  }
  return box;
}

// --- reply keys, commands, notices ----------------------------------------------------------------------------

let keysShown = "";

function showKeys(rows) {
  const fresh = JSON.stringify(rows);
  if (fresh !== keysShown) {
    keysShown = fresh;
    keysHidden = false;
    el("keys").replaceChildren(
      ...(rows || []).map((row) => {
        const line = make("div");
        line.append(...row.map(replyKey));
        return line;
      }),
    );
  }
  el("keys-toggle").hidden = !rows;
  el("keys").hidden = !rows || keysHidden || chat.blocked;
}

function replyKey(key) {
  const button = make("button", "", key.text);
  button.dir = "auto";
  button.addEventListener("click", () => {
    if (key.request_location) el("place").showModal();
    else if (key.request_contact) act("contact", {});
    else act("tap", { text: key.text });
  });
  return button;
}

el("keys-toggle").addEventListener("click", () => {
  keysHidden = !keysHidden;
  el("keys").hidden = keysHidden;
});

function showCommands(commands) {
  el("commands-open").hidden = !commands.length;
  el("commands").replaceChildren(
    ...commands.map((command) => {
      const button = make("button", "", `/${command.command} — ${command.description}`);
      button.addEventListener("click", () => {
        closeMenus();
        act("text", { text: `/${command.command}` });
      });
      return button;
    }),
  );
}

function showNotice(text, lasting) {
  const notice = el("notice");
  notice.textContent = text;
  notice.hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => { notice.hidden = true; }, lasting ? 8000 : 3000);
}

el("notice").addEventListener("click", () => { el("notice").hidden = true; });

// --- writing --------------------------------------------------------------------------------------------------

function writeAbout(what, text) {
  Object.assign(writing, { replyTo: 0, editing: 0 }, what);
  el("about").hidden = !text;
  el("about-text").textContent = text;
  if (text) el("text").focus();
}

el("about-close").addEventListener("click", () => {
  if (writing.editing) el("text").value = "";
  writeAbout({}, "");
});

function grow() {
  const box = el("text");
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

el("text").addEventListener("input", grow);
el("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    el("composer").requestSubmit();
  }
});

el("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = el("text").value;
  if (!text.trim()) return;
  const { replyTo, editing } = writing;
  el("text").value = "";
  writeAbout({}, "");
  grow();
  const sent = editing
    ? await act("edit", { message_id: editing, text })
    : await act("text", { text, reply_to: replyTo });
  if (!sent && !el("text").value) {
    el("text").value = text;
    grow();
  }
});

el("begin").addEventListener("click", async () => {
  if (chat.blocked && !(await act("unblock", {}))) return;
  const payload = address.get("start");
  if (!(await act("text", { text: payload ? `/start ${payload}` : "/start" }))) return;
  address.delete("start");
  history.replaceState(null, "", `?${address}`);
  el("begin").hidden = true;
  el("composer").hidden = false;
});

// --- menus, files, place --------------------------------------------------------------------------------------

const MENUS = [["more", "menu"], ["attach", "attach-menu"], ["commands-open", "commands"]];

function closeMenus() {
  for (const [button, menu] of MENUS) {
    el(menu).hidden = true;
    el(button).setAttribute("aria-expanded", "false");
  }
}

for (const [button, menu] of MENUS) {
  el(button).addEventListener("click", (event) => {
    event.stopPropagation();
    const open = el(menu).hidden;
    closeMenus();
    el(menu).hidden = !open;
    el(button).setAttribute("aria-expanded", String(open));
  });
}

document.addEventListener("click", closeMenus);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenus(); });

for (const button of document.querySelectorAll("[data-do]")) {
  button.addEventListener("click", () => act(button.dataset.do, {}));
}

for (const button of document.querySelectorAll("[data-file]")) {
  button.addEventListener("click", () => {
    const input = el("file");
    input.accept = button.dataset.accept;
    input.dataset.kind = button.dataset.file;
    input.value = "";
    input.click();
  });
}

el("file").addEventListener("change", async () => {
  const input = el("file");
  const [file] = input.files;
  if (!file) return;
  const body = new FormData();
  body.append("file", file);
  const caption = el("text").value;
  if (caption.trim() && input.dataset.kind !== "voice") body.append("caption", caption);
  if (writing.replyTo) body.append("reply_to", writing.replyTo);
  if (!(await act(input.dataset.kind, body))) return;
  if (body.has("caption")) el("text").value = "";
  writeAbout({}, "");
  grow();
});

el("contact").addEventListener("click", () => act("contact", {}));
el("place-open").addEventListener("click", () => el("place").showModal());
el("place-close").addEventListener("click", () => el("place").close());
el("place-here").addEventListener("click", () => {
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const form = el("place-form");
      form.latitude.value = coords.latitude.toFixed(6);
      form.longitude.value = coords.longitude.toFixed(6);
      form.accuracy.value = Math.min(1500, Math.round(coords.accuracy));
    },
    () => showNotice("Position indisponible : écrivez-la.", false),
  );
});
el("place-form").addEventListener("submit", (event) => {
  const form = event.target;
  const body = { latitude: form.latitude.value, longitude: form.longitude.value };
  if (form.accuracy.value) body.accuracy = form.accuracy.value;
  act("location", body);
});

route();
