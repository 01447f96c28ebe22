// What a person has sent and the simulator has not taken yet. As on a phone: it waits, in order, and leaves by itself.
import { Refused, post } from "./api.js";
import { showNotice } from "./dom.js";
import { keep, kept, offline, setOffline, state } from "./state.js";
import * as thread from "./thread.js";

let queue = [];
let running = false;
let timer = 0;
let pause = 500;
const SHOW_AFTER = 200;

const flat = (entry) => entry.state !== "refused" && !(entry.body instanceof FormData);
const remember = () => keep("outbox", queue.filter(flat));
const isOff = (chat) => kept("plane", []).includes(chat);

export const waiting = () => queue.filter((entry) => entry.chat === state.chat).length;

export function restore() {
  queue = kept("outbox", []).map((entry) => ({ ...entry, state: "waiting" }));
  run();
}

// action: last part of the address; body: what is posted; shown: what stands in the bubble meanwhile.
export function send(action, body, shown) {
  const random = crypto.getRandomValues(new Uint32Array(2)).join("");
  if (body instanceof FormData) body.append("random_id", random);
  else body.random_id = random;
  queue.push({ id: random, chat: state.chat, action, body, shown, at: Date.now() / 1000, state: "sending", why: "" });
  thread.follow();
  remember();
  if (offline()) mark();
  else setTimeout(show, SHOW_AFTER);
  run();
}

export function show() {
  document.dispatchEvent(new Event("outbox"));
  thread.showPending(queue.filter((entry) => entry.chat === state.chat), { retry, drop });
}

function mark() {
  for (const entry of queue) if (entry.state === "sending") entry.state = "waiting";
  show();
}

function retry(entry) {
  entry.state = "sending";
  show();
  run();
}

function drop(entry) {
  queue = queue.filter((one) => one !== entry);
  remember();
  show();
}

export async function run() {
  if (running) return;
  running = true;
  clearTimeout(timer);
  try {
    for (;;) {
      const entry = queue.find((one) => one.state !== "refused" && !isOff(one.chat));
      if (!entry) return;
      await leave(entry);
    }
  } catch {
    mark();
    timer = setTimeout(run, pause);
    pause = Math.min(pause * 2, 8000);
  } finally {
    running = false;
  }
}

// Throws when there is no network; a refusal stays in the chat with its reason.
async function leave(entry) {
  try {
    const done = await post(`/chats/${entry.chat}/${entry.action}`, entry.body);
    pause = 500;
    queue = queue.filter((one) => one !== entry);
    if (entry.chat === state.chat && done.messages) {
      thread.place(done.messages.map((message) => ({
        message_id: message.message_id, revision: entry.action === "edit" ? 1 : 0, from_bot: false, deleted: false, message,
      })));
      thread.afterNews(false);
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    entry.state = "refused";
    entry.why = error.message;
    if (entry.chat === state.chat) showNotice(`Refusé : ${error.message}`, true);
  }
  remember();
  if (entry.state === "refused" || document.querySelector("#pending li")) show();
}

export function airplane(on) {
  setOffline(on);
  if (on) mark();
  else run();
}

addEventListener("online", run);
addEventListener("beforeunload", (event) => {
  // Texts are kept over a reload; files are not.
  if (queue.some((entry) => entry.body instanceof FormData)) event.preventDefault();
});
