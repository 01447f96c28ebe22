// The chat page: follows the chats by long polling. No framework, no build.
import { openActions } from "./actions.js";
import { Refused, call, post } from "./api.js";
import { askPlace, sendContact } from "./attach.js";
import * as composer from "./composer.js";
import { ask, el, fullName, showNotice } from "./dom.js";
import { showCommands, showKeys } from "./keys.js";
import { showList } from "./list.js";
import { startMenus } from "./menus.js";
import * as outbox from "./outbox.js";
import { offline, state } from "./state.js";
import * as thread from "./thread.js";

let control = null;
let action = { name: "", until: 0 };
let actionTimer = 0;
const address = () => new URLSearchParams(location.search);
const ACTION_SECONDS = 5;
const DOING = {
  typing: "écrit…", upload_photo: "envoie une photo…", upload_document: "envoie un document…", find_location: "cherche un lieu…",
  upload_voice: "envoie un message vocal…", record_voice: "enregistre un message vocal…", upload_video: "envoie une vidéo…",
};

// --- which chat -----------------------------------------------------------------------------------------------

function goTo(changes) {
  const next = address();
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  history.pushState(null, "", next.size ? `?${next}` : location.pathname);
}

function become(id) {
  if (id === state.chat) return;
  goTo({ user: id });
  openChat(id);
}

function openChat(id) {
  composer.leaveChat();
  Object.assign(state, { chat: id, cursor: 0, read: 0 });
  thread.clear();
  el("keys").hidden = true;
  document.body.dataset.view = id ? "chat" : "list";
  el("chat").hidden = !id;
  el("welcome").hidden = Boolean(id);
  el("add").hidden = !id;
  el("invited").hidden = !address().get("start");
  restart();
}

const route = () => openChat(Number(address().get("user")));
addEventListener("popstate", route);

const leave = () => {
  goTo({ user: "" });
  openChat(0);
};
el("leave").addEventListener("click", leave);
el("add").addEventListener("click", () => {
  leave();
  el("person-form").first_name.focus();
});

el("person-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  try {
    const user = await post("/users", Object.fromEntries(new FormData(form)));
    form.reset();
    become(user.id);
  } catch (error) {
    ask(error instanceof Refused ? `Refusé : ${error.message}` : "Le simulateur ne répond pas.", "Fermer");
  }
});

// --- following ------------------------------------------------------------------------------------------------

// fresh: the chat is read from its beginning; else only news are asked for.
function restart(fresh = true) {
  if (control) control.abort();
  control = new AbortController();
  watch(control.signal, fresh);
}

const later = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function watch(signal, fresh) {
  let first = fresh;
  while (!signal.aborted) {
    try {
      const chat = first || !offline() ? state.chat : 0;
      const query = new URLSearchParams({ chat, after: state.cursor, seen: first ? -1 : state.seen, wait: first ? 0 : 25 });
      const news = await call(`/watch?${query}`, { signal });
      if (signal.aborted) return;
      take(news, first);
      first = false;
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Refused && state.chat) {
        goTo({ user: "" });
        openChat(0);
        return;
      }
      el("state").textContent = "Connexion perdue, nouvel essai…";
      await later(1000);
    }
  }
}

function take(news, first) {
  if (state.world !== news.world) {
    const before = state.world;
    state.world = news.world;
    if (before) {
      route();
      return;
    }
    outbox.restore();
  }
  Object.assign(state, { bot: news.bot, now: news.now, seen: news.seen });
  // A phone in airplane mode learns nothing of its own chat.
  const frozen = state.people.find((person) => person.id === state.chat && offline());
  state.people = news.chats.map((person) => (frozen && frozen.id === person.id ? frozen : person));
  if (news.view && (first || !offline())) show(news.view, first);
  showList(become);
  showState();
}

function show(view, first) {
  state.cursor = view.cursor;
  state.begun = view.chat.begun;
  state.blocked = view.chat.blocked;
  state.read = view.chat.read;
  el("bot-name").textContent = view.bot.first_name;
  thread.place(view.messages);
  showKeys(view.keyboard, { say: composer.tap, askPlace, sendContact });
  showCommands(view.commands);
  el("text").placeholder = view.placeholder || "Message";
  showBegin();
  if (first) {
    composer.openDraft();
    outbox.show();
    if (matchMedia("(hover: hover) and (min-width: 46rem)").matches && el("begin").hidden) el("text").focus();
  }
  composer.refresh();
  thread.afterNews(first);
  action = { name: view.action, until: Date.now() + (ACTION_SECONDS - view.action_age) * 1000 };
  if (first) return;
  for (const notice of view.notices) {
    if (notice.alert) ask(notice.text, "Fermer");
    else showNotice(notice.text);
  }
}

function showBegin() {
  const begin = el("begin");
  begin.hidden = !(state.blocked || !state.begun || address().get("start"));
  begin.textContent = state.blocked ? "Débloquer et redémarrer" : "Démarrer";
  el("composer").hidden = !begin.hidden;
  document.querySelector('[data-do="block"]').hidden = state.blocked;
  document.querySelector('[data-do="unblock"]').hidden = !state.blocked;
}

function showState() {
  clearTimeout(actionTimer);
  const person = state.people.find((one) => one.id === state.chat);
  if (!person) return;
  const busy = action.name && action.until > Date.now() && !offline();
  const off = offline();
  const count = outbox.waiting();
  el("plane").setAttribute("aria-pressed", String(off));
  el("chat").classList.toggle("off", off);
  el("state").classList.toggle("busy", Boolean(busy));
  if (off) el("state").textContent = count ? `mode avion · ${count} en attente` : "mode avion";
  else if (busy) el("state").textContent = DOING[action.name] || DOING.typing;
  else el("state").textContent = `vous êtes ${fullName(person.user)}${state.blocked ? " · bot bloqué" : ""}`;
  if (busy) actionTimer = setTimeout(showState, action.until - Date.now() + 50);
}

// --- what the header does -------------------------------------------------------------------------------------

el("plane").addEventListener("click", () => {
  outbox.airplane(!offline());
  showState();
  restart(false);
});

for (const button of document.querySelectorAll("[data-do]")) {
  button.addEventListener("click", () => post(`/chats/${state.chat}/${button.dataset.do}`, {}).catch(() => {}));
}

el("begin").addEventListener("click", async () => {
  const payload = address().get("start");
  try {
    if (state.blocked) await post(`/chats/${state.chat}/unblock`, {});
    await post(`/chats/${state.chat}/text`, { text: payload ? `/start ${payload}` : "/start" });
  } catch (error) {
    showNotice(error instanceof Refused ? `Refusé : ${error.message}` : "Pas parti : le simulateur ne répond pas.", true);
    return;
  }
  const next = address();
  next.delete("start");
  history.replaceState(null, "", `?${next}`);
  el("invited").hidden = true;
  state.begun = true;
  state.blocked = false;
  showBegin();
});

document.addEventListener("outbox", showState);
document.addEventListener("visibilitychange", () => thread.markRead());
el("notice").addEventListener("click", () => { el("notice").hidden = true; });

thread.setHooks({
  say: composer.say,
  openActions: (item, from, event) => openActions(item, from, event, { reply: composer.reply, edit: composer.edit }),
});
startMenus({ commands: composer.openCommands });
route();
