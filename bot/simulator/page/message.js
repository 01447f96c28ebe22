// One message: its bubble, its quote, its time, its inline keys.
import { Refused, post } from "./api.js";
import { hour, whole } from "./dates.js";
import { icon, make, showNotice } from "./dom.js";
import { attachment, summary } from "./files.js";
import { offline, state } from "./state.js";
import { endsFromRight, words } from "./words.js";

// hooks: say(text), openActions(item, button, event), show(messageId), follow().
export function messageNode(item, hooks) {
  const { message } = item;
  const node = make("li", item.from_bot ? "message" : "message mine");
  node.dataset.id = item.message_id;
  node.tabIndex = -1;
  const bubble = make("div", message.has_protected_content ? "bubble sealed" : "bubble");
  if (message.reply_to_message) bubble.append(quote(message.reply_to_message, hooks));
  bubble.append(attachment(message) || "");
  const text = message.text || message.caption;
  const box = text ? words(text, message.entities || message.caption_entities, hooks.say) : make("div", "words bare");
  box.append(meta(item, endsFromRight(text || "")));
  bubble.append(box);
  const more = make("button", "icon grip", icon("more"));
  more.tabIndex = -1;
  more.setAttribute("aria-label", "Actions sur ce message");
  more.addEventListener("click", (event) => hooks.openActions(item, more, event));
  bubble.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, img, audio, video") || String(getSelection())) return;
    event.preventDefault();
    hooks.openActions(item, node, event);
  });
  bubble.addEventListener("click", (event) => {
    // As on a phone: a tap on a message opens what can be done with it. A mouse has its own button for that.
    const tapped = matchMedia("(hover: none)").matches && !event.target.closest("a, button, audio, video, progress");
    if (tapped && !String(getSelection())) hooks.openActions(item, node, event);
  });
  node.append(bubble, more);
  const rows = message.reply_markup && message.reply_markup.inline_keyboard;
  if (rows) node.append(inlineKeys(item.message_id, rows, hooks));
  return node;
}

function quote(message, hooks) {
  const mine = message.from.id === state.chat;
  const text = make("span", "", summary(message));
  text.dir = "auto";
  const button = make("button", "quote", make("strong", "", mine ? "Vous" : state.bot.first_name), text);
  button.addEventListener("click", () => hooks.show(message.message_id));
  return button;
}

function meta({ message, from_bot: fromBot }, fromRight) {
  const line = make("span", fromRight ? "meta from-right" : "meta");
  if (message.has_protected_content) line.append(make("span", "", "🔒 protégé"));
  if (message.edit_date) line.append(make("span", "", "modifié"));
  const time = make("time", "", hour(message.date));
  time.dateTime = new Date(message.date * 1000).toISOString();
  time.title = whole(message.date);
  line.append(time);
  if (!fromBot) line.append(make("span", "", "✓"));
  line.dir = "ltr";
  return line;
}

function inlineKeys(messageId, rows, hooks) {
  const box = make("div", "inline");
  for (const row of rows) {
    box.append(make("div", "", ...row.map((key) => {
      const button = make("button", "", key.text, key.url ? " ↗" : "");
      button.dir = "auto";
      button.addEventListener("click", () => press(messageId, key, button, hooks));
      return button;
    })));
  }
  return box;
}

async function press(messageId, key, button, hooks) {
  if (key.url) {
    if (/^https?:\/\//.test(key.url)) window.open(key.url, "_blank", "noreferrer,noopener");
    return;
  }
  if (key.copy_text) {
    await navigator.clipboard.writeText(key.copy_text.text);
    showNotice("Copié.");
    return;
  }
  // Unlike a message, a tap on an inline key does not wait for the network (DESIGN, decision 6).
  if (offline()) {
    showNotice("Pas de réseau : cette touche n’est pas partie.");
    return;
  }
  hooks.follow();
  button.classList.add("pressed");
  try {
    await post(`/chats/${state.chat}/callback`, { message_id: messageId, data: key.callback_data });
  } catch (error) {
    showNotice(error instanceof Refused ? `Refusé : ${error.message}` : "Pas de réseau : cette touche n’est pas partie.", true);
  } finally {
    button.classList.remove("pressed");
  }
}
