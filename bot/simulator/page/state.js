// What the page knows. Everything but drafts, the outbox and the airplane mode comes from the server.

export const state = {
  world: "", bot: {}, now: 0, seen: -1, people: [],
  chat: 0, cursor: 0, begun: true, blocked: false, read: 0,
};

// Kept by tab and by world: another simulator on the same port starts with nothing.
const key = (name) => `${name}:${state.world}`;

export function kept(name, otherwise) {
  const found = sessionStorage.getItem(key(name));
  return found === null ? otherwise : JSON.parse(found);
}

export function keep(name, value) {
  try {
    sessionStorage.setItem(key(name), JSON.stringify(value));
  } catch { /* a full store loses a draft, not the chat */ }
}

export const offline = () => kept("plane", []).includes(state.chat);

export function setOffline(on) {
  const others = kept("plane", []).filter((chat) => chat !== state.chat);
  keep("plane", on ? [...others, state.chat] : others);
}
