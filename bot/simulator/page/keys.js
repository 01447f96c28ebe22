// The reply keyboard and the list of commands.
import { el, make } from "./dom.js";
import { state } from "./state.js";

let shown = "";
let hidden = false;

// hooks: say(text), askPlace(), sendContact().
export function showKeys(rows, hooks) {
  const fresh = JSON.stringify([state.chat, rows]);
  if (fresh !== shown) {
    const focused = el("keys").contains(document.activeElement);
    shown = fresh;
    hidden = false;
    el("keys").replaceChildren(...(rows || []).map((row) => make("div", "", ...row.map((key) => replyKey(key, hooks)))));
    el("keys").scrollTop = 0;
    if (focused) (el("keys").querySelector("button") || el("text")).focus();
  }
  el("keys-toggle").hidden = !rows;
  open(Boolean(rows) && !hidden && !state.blocked);
}

function open(on) {
  el("keys").hidden = !on;
  el("keys-toggle").setAttribute("aria-expanded", String(on));
}

function replyKey(key, hooks) {
  const button = make("button", "", key.text);
  button.dir = "auto";
  button.addEventListener("click", () => {
    if (key.request_location) hooks.askPlace();
    else if (key.request_contact) hooks.sendContact();
    else hooks.say(key.text);
  });
  return button;
}

el("keys-toggle").addEventListener("click", () => {
  hidden = !el("keys").hidden;
  open(!hidden);
});

// Arrows walk through the keys, as through a grid that is read line by line.
for (const box of [el("keys"), el("commands"), el("attach-menu"), el("menu"), el("actions-list")]) {
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const buttons = [...box.querySelectorAll("button:not([hidden])")];
    const next = buttons[buttons.indexOf(document.activeElement) + step];
    event.preventDefault();
    if (next) next.focus();
    else if (step < 0 && box.id === "commands") el("text").focus();
  });
}

let commands = [];

export function showCommands(found) {
  commands = found;
  el("commands-open").disabled = !found.length;
}

export function fillCommands(begun, onCommand) {
  const fitting = commands.filter((one) => `/${one.command}`.startsWith(begun.toLowerCase()));
  el("commands").replaceChildren(...fitting.map((one) => {
    const label = make("span", "quiet", one.description);
    label.dir = "auto";
    const button = make("button", "command", make("strong", "", `/${one.command}`), label);
    button.addEventListener("click", () => onCommand(`/${one.command}`));
    return button;
  }));
  return fitting.length;
}
