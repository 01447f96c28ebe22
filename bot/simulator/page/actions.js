// What can be done with a message: answer, copy, edit, delete.
import { Refused, post } from "./api.js";
import { ask, el, make, showNotice } from "./dom.js";
import { offline, state } from "./state.js";

const EDITABLE = 48 * 3600;

// hooks: reply(item), edit(item).
export function openActions(item, from, event, hooks) {
  const { message } = item;
  const text = message.text || message.caption;
  const list = [["Répondre", () => hooks.reply(item)]];
  if (text && !message.has_protected_content) list.push(["Copier le texte", () => copy(text)]);
  if (!item.from_bot && text && state.now - message.date < EDITABLE) list.push(["Modifier", () => hooks.edit(item)]);
  list.push(["Supprimer", () => remove(item)]);
  el("actions-list").replaceChildren(...list.map(([name, act]) => {
    const button = make("button", name === "Supprimer" ? "danger" : "", name);
    button.addEventListener("click", () => {
      el("actions").close();
      act();
    });
    return button;
  }));
  el("actions").showModal();
  beside(event, from);
}

// With a mouse the list opens where it was asked for; on a phone it is a sheet at the bottom (see CSS).
function beside(event, from) {
  const box = el("actions");
  box.style.left = box.style.top = "";
  if (matchMedia("(max-width: 46rem)").matches) return;
  const at = from.getBoundingClientRect();
  const [x, y] = event.clientX ? [event.clientX, event.clientY] : [at.left + 24, at.top + 24];
  const { width, height } = box.getBoundingClientRect();
  box.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
  box.style.top = `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`;
}

el("actions").addEventListener("click", (event) => { if (event.target === el("actions")) el("actions").close(); });

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    showNotice("Copié.");
  } catch {
    showNotice("Le navigateur ne laisse pas copier.");
  }
}

async function remove(item) {
  if (!(await ask("Supprimer ce message, ici et chez le bot ?", "Supprimer", "Garder"))) return;
  if (offline()) {
    showNotice("Pas de réseau : le message n’est pas supprimé.");
    return;
  }
  try {
    await post(`/chats/${state.chat}/delete`, { message_id: item.message_id });
  } catch (error) {
    showNotice(error instanceof Refused ? `Refusé : ${error.message}` : "Pas de réseau : le message n’est pas supprimé.", true);
  }
  el("text").focus({ preventScroll: true });
}

// A protected message is neither copied nor dragged away.
document.addEventListener("copy", (event) => {
  const { anchorNode, focusNode } = getSelection();
  const inside = (node) => node && (node.nodeType === 1 ? node : node.parentElement).closest(".sealed");
  if (inside(anchorNode) || inside(focusNode)) {
    event.preventDefault();
    showNotice("Ce message est protégé : il ne se copie pas.");
  }
});
