// Writing: the text, what it answers or edits, the draft, the commands.
import { el } from "./dom.js";
import { summary } from "./files.js";
import { fillCommands } from "./keys.js";
import { closeMenus, openMenu } from "./menus.js";
import * as outbox from "./outbox.js";
import { keep, kept, state } from "./state.js";
import { lastOwnText } from "./thread.js";

const box = el("text");
const about = { replyTo: 0, editing: 0 };

export const replyTo = () => about.replyTo;
export const say = (text, answers = 0) => outbox.send("text", { text, reply_to: answers }, text);

export function tap(text) {
  outbox.send("tap", { text, reply_to: about.replyTo }, text);
  if (about.replyTo) writeAbout({}, "");
}

export function writeAbout(what, title, text = "") {
  const wasEditing = about.editing;
  Object.assign(about, { replyTo: 0, editing: 0 }, what);
  el("about").hidden = !title;
  el("about-what").textContent = title;
  el("about-text").textContent = text;
  if (wasEditing && !about.editing) write("");
  if (title) box.focus();
}

export const reply = (item) =>
  writeAbout({ replyTo: item.message_id }, `Réponse à ${item.from_bot ? state.bot.first_name : "vous"}`, summary(item.message));

export function edit(item) {
  writeAbout({ editing: item.message_id }, "Modifier le message", summary(item.message));
  write(item.message.text || item.message.caption);
}

export function write(text) {
  box.value = text;
  box.setSelectionRange(text.length, text.length);
  grow();
}

// Takes what is written, for a caption; the field is empty after it.
export function take() {
  const text = box.value.trim();
  write("");
  writeAbout({}, "");
  return text;
}

export function openDraft() {
  if (!box.value) write(kept(`draft:${state.chat}`, ""));
}

export function leaveChat() {
  writeAbout({}, "");
  box.value = "";
  grow({ keepDraft: true });
}

// «auto» looks at what is typed alone: an empty field takes the direction of its placeholder.
const RIGHT_TO_LEFT = /^[^\p{L}]*[\u0590-\u08ff]/u;

function grow({ keepDraft = false } = {}) {
  box.dir = !box.value && RIGHT_TO_LEFT.test(box.placeholder) ? "rtl" : "auto";
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
  const empty = !box.value.trim();
  el("send").hidden = empty;
  el("voice-open").hidden = !empty;
  el("commands-open").hidden = !empty || el("commands-open").disabled;
  if (!keepDraft && state.chat && !about.editing) keep(`draft:${state.chat}`, box.value);
}

export const refresh = () => grow({ keepDraft: true });

const run = (command) => {
  closeMenus();
  write("");
  say(command);
  box.focus({ preventScroll: true });
};

export const openCommands = () => fillCommands("", run);

box.addEventListener("input", () => {
  grow();
  if (/^\/\w*$/.test(box.value) && fillCommands(box.value, run)) openMenu("commands");
  else closeMenus();
});

box.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const menu = !el("commands").hidden;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    el("composer").requestSubmit();
  } else if (event.key === "ArrowDown" && menu) {
    event.preventDefault();
    el("commands").querySelector("button").focus();
  } else if (event.key === "ArrowUp" && !box.value && !menu) {
    const last = lastOwnText();
    if (last) {
      event.preventDefault();
      edit(last);
    }
  } else if (event.key === "Escape" && !menu) {
    if (!el("about").hidden) writeAbout({}, "");
    else box.blur();
  }
});

el("about-close").addEventListener("click", () => {
  writeAbout({}, "");
  box.focus({ preventScroll: true });
});

el("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value;
  if (!text.trim()) return;
  const { replyTo: answers, editing } = about;
  closeMenus();
  about.editing = 0;
  writeAbout({}, "");
  write("");
  if (editing) outbox.send("edit", { message_id: editing, text }, `✎ ${text}`);
  else say(text, answers);
  box.focus({ preventScroll: true });
});
