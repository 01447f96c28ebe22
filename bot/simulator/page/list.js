// The list of people, each with their chat, as a messenger shows chats.
import { brief } from "./dates.js";
import { el, fullName, make } from "./dom.js";
import { kindName } from "./files.js";
import { state } from "./state.js";

const COLOURS = 6;

const phone = matchMedia("(max-width: 46rem)");

export function showList(become) {
  const focused = document.activeElement?.closest("#people-list button")?.dataset.id;
  // On a phone the open chat hides the list: it is drawn when it is looked at.
  const hidden = phone.matches && state.chat;
  phone.onchange = () => showList(become);
  el("people-list").replaceChildren(...(hidden ? [] : state.people.map((person) => line(person, become))));
  if (focused) el("people-list").querySelector(`[data-id="${focused}"]`)?.focus();
  const elsewhere = state.people.reduce((sum, person) => sum + (person.id === state.chat ? 0 : person.unread), 0);
  el("elsewhere").hidden = !elsewhere;
  el("elsewhere").textContent = elsewhere;
  el("leave").setAttribute("aria-label", elsewhere ? `Changer de personne, ${elsewhere} non lus` : "Changer de personne");
  const unread = state.people.reduce((sum, person) => sum + person.unread, 0);
  const open = state.people.find((person) => person.id === state.chat);
  const name = open ? fullName(open.user) : "simulateur";
  document.title = `${unread ? `(${unread}) ` : ""}${state.bot.first_name || "Baro"} — ${name}`;
}

function line(person, become) {
  const name = fullName(person.user);
  const unread = person.unread ? `, ${person.unread} non lus` : "";
  const title = make("strong", "", name);
  const words = make("span", "quiet", preview(person));
  title.dir = words.dir = "auto";
  const end = make("span", "end");
  if (person.last) end.append(make("time", "quiet", brief(person.last.date, state.now)));
  if (person.unread) end.append(make("span", "badge", String(person.unread)));
  const avatar = make("span", `avatar c${person.id % COLOURS}`, [...name][0].toUpperCase());
  avatar.setAttribute("aria-hidden", "true");
  const button = make("button", "person", avatar, make("span", "lines", title, words), end);
  button.dataset.id = person.id;
  button.setAttribute("aria-label", `${name}${unread}`);
  if (person.id === state.chat) button.setAttribute("aria-current", "true");
  button.addEventListener("click", () => become(person.id));
  return make("li", "", button);
}

function preview(person) {
  if (person.blocked) return "bot bloqué";
  if (!person.last) return "n’a pas encore écrit";
  const text = person.last.text.replace(/\s+/g, " ").trim() || kindName(person.last.kind);
  return person.last.from_bot ? text : `Vous : ${text}`;
}
