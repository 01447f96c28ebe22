// The messages of the open chat, and what of them is in view.
import { post } from "./api.js";
import { day, hour } from "./dates.js";
import { el, make } from "./dom.js";
import { messageNode } from "./message.js";
import { offline, state } from "./state.js";
import { words } from "./words.js";

const items = new Map();
const nodes = new Map();
const scroll = el("thread");
// bottom: at the end · newest: at the beginning of what the bot said last, longer than the screen · free: elsewhere.
let mode = "bottom";
let seenUpTo = 0;
let newestKnown = 0;
// Where reading begins: the first message of what the bot has said last.
let anchor = 0;
let newsAt = 0;
const BURST = 4000;
let hooks = {};

export const itemOf = (id) => items.get(id);
export const setHooks = (given) => { hooks = { ...given, show: showMessage, follow }; };

export function lastOwnText() {
  const own = [...items.values()].filter((item) => !item.from_bot && (item.message.text || item.message.caption));
  return own.sort((a, b) => a.message_id - b.message_id).at(-1);
}

export function clear() {
  items.clear();
  nodes.clear();
  el("messages").replaceChildren();
  el("pending").replaceChildren();
  mode = "bottom";
  seenUpTo = 0;
  newestKnown = 0;
  anchor = 0;
}

export function place(changed) {
  for (const item of changed) placeOne(item);
  if (changed.length) days();
}

function placeOne(item) {
  const old = nodes.get(item.message_id);
  const known = newestKnown;
  newestKnown = Math.max(newestKnown, item.message_id);
  if (item.deleted) {
    if (old && old.contains(document.activeElement)) scroll.focus();
    if (old) old.remove();
    nodes.delete(item.message_id);
    items.delete(item.message_id);
    return;
  }
  // An answer to sending may arrive before or after the news of the same message, or of its deletion.
  if (item.revision === 0 && item.message_id <= known) return;
  const node = messageNode(item, hooks);
  if (old) {
    const focused = old === document.activeElement;
    old.replaceWith(node);
    if (focused) node.focus();
  } else {
    let after = el("messages").lastElementChild;
    while (after && Number(after.dataset.id) > item.message_id) after = after.previousElementSibling;
    if (after) after.after(node);
    else el("messages").prepend(node);
    begin(item);
  }
  items.set(item.message_id, item);
  nodes.set(item.message_id, node);
}

// Messages of the bot that follow each other at once are read from the first on: a long guide comes in several.
function begin(item) {
  if (!item.from_bot) {
    anchor = 0;
  } else if (!anchor || Date.now() - newsAt > BURST) {
    anchor = item.message_id;
  }
  newsAt = Date.now();
}

function days() {
  let before = "";
  for (const node of el("messages").children) {
    const label = day(items.get(Number(node.dataset.id)).message.date, state.now);
    const old = node.querySelector(":scope > .day");
    if (old) old.remove();
    if (label !== before) node.prepend(make("span", "day", label));
    before = label;
  }
}

// --- what waits for the network -------------------------------------------------------------------------------

const OUT = { waiting: "attend le réseau", sending: "part…", refused: "pas parti" };

// outbox: entries of this chat; buttons: retry(entry), drop(entry).
export function showPending(outbox, buttons) {
  el("pending").replaceChildren(...outbox.map((entry) => {
    const box = entry.place ? make("div", "words", entry.shown) : words(entry.shown, [], () => {});
    const state_ = entry.state === "waiting" ? `🕓 ${OUT.waiting}` : OUT[entry.state];
    box.append(make("span", "meta", `${hour(entry.at)} · ${state_}`));
    const bubble = make("div", `bubble ${entry.state}`, box);
    if (entry.state === "refused") {
      const again = make("button", "", "Réessayer");
      again.addEventListener("click", () => buttons.retry(entry));
      const drop = make("button", "", "Supprimer");
      drop.addEventListener("click", () => buttons.drop(entry));
      bubble.append(make("p", "quiet", entry.why), make("div", "row", again, drop));
    }
    return make("li", "message mine pending", bubble);
  }));
  if (outbox.length) toEnd();
}

// --- scrolling ------------------------------------------------------------------------------------------------

const lowest = () => Math.max(0, scroll.scrollHeight - scroll.clientHeight);
const newestNode = () => el("messages").lastElementChild;

// Where what is new is best read: at the end, or from its beginning when it is longer than the screen.
function best() {
  const node = nodes.get(anchor);
  if (!node || el("pending").children.length) return lowest();
  return Math.min(lowest(), node.offsetTop - 10);
}

export function toEnd() {
  mode = "bottom";
  scroll.scrollTop = lowest();
  settle();
}

function toNewest() {
  scroll.scrollTop = best();
  mode = lowest() - scroll.scrollTop < 40 ? "bottom" : "newest";
  settle();
}

// After new messages: whoever reads further up stays there.
export function afterNews(first) {
  const newest = newestNode();
  if (first && newest) anchor = newest.classList.contains("mine") ? 0 : firstUnread(Number(newest.dataset.id));
  if (first || mode !== "free") toNewest();
  else settle();
}

// The person has done something: what the bot says to it comes into view, wherever they were reading.
export function follow() {
  mode = "bottom";
  newsAt = 0;
}

const firstUnread = (newest) =>
  [...items.values()].filter((item) => item.from_bot && item.message_id > state.read)
    .reduce((least, item) => Math.min(least, item.message_id), newest);

scroll.addEventListener("scroll", () => {
  if (lowest() - scroll.scrollTop < 40) mode = "bottom";
  else mode = Math.abs(scroll.scrollTop - best()) < 40 ? "newest" : "free";
  settle();
}, { passive: true });

// The keys open, a picture arrives, the telephone is turned: what was in view stays in view.
const watcher = new ResizeObserver(() => {
  if (mode === "bottom") scroll.scrollTop = lowest();
  else if (mode === "newest") scroll.scrollTop = best();
  settle();
});
watcher.observe(scroll);
watcher.observe(el("messages"));

function settle() {
  const fresh = [...items.values()].filter((item) => item.from_bot && item.message_id > Math.max(state.read, seenUpTo));
  const away = lowest() - scroll.scrollTop > 120;
  el("down").hidden = !away;
  el("below").hidden = !fresh.length;
  el("below").textContent = fresh.length;
  el("down").setAttribute("aria-label", fresh.length ? `Aller en bas, ${fresh.length} non lus` : "Aller en bas");
  if (mode !== "free") markRead();
}

export function markRead() {
  const newest = newestNode();
  const id = newest ? Number(newest.dataset.id) : 0;
  if (document.visibilityState !== "visible" || offline() || mode === "free" || id <= Math.max(state.read, seenUpTo)) return;
  seenUpTo = id;
  el("below").hidden = true;
  post(`/chats/${state.chat}/read`, { message_id: id }).catch(() => { seenUpTo = 0; });
}

el("down").addEventListener("click", () => {
  toEnd();
  scroll.focus();
});

export function showMessage(id) {
  const node = nodes.get(id);
  if (!node) return;
  node.scrollIntoView({ block: "center" });
  node.classList.add("shown");
  setTimeout(() => node.classList.remove("shown"), 1500);
}

// --- by keyboard ----------------------------------------------------------------------------------------------

scroll.addEventListener("keydown", (event) => {
  const current = event.target.closest("li.message");
  const inside = current && event.target !== current;
  if (event.key === "Escape") {
    el("text").focus();
  } else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && !inside) {
    const up = event.key === "ArrowUp";
    const next = current ? (up ? current.previousElementSibling : current.nextElementSibling) : newestNode();
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  } else if (event.key === "Enter" && current && !inside && items.has(Number(current.dataset.id))) {
    event.preventDefault();
    hooks.openActions(items.get(Number(current.dataset.id)), current, event);
  }
});
