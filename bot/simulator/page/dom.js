// Small helpers over the document. No state.

export const el = (id) => document.getElementById(id);

export function make(tag, className = "", ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

export const fullName = (user) => [user.first_name, user.last_name].filter(Boolean).join(" ");

let noticeTimer = 0;

export function showNotice(text, lasting = false) {
  const notice = el("notice");
  notice.textContent = text;
  notice.hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => { notice.hidden = true; }, lasting ? 8000 : 3500);
}

// A question with two answers, or a word to be closed by hand; true for the first answer.
export function ask(text, yes, no = "") {
  const dialog = el("ask");
  el("ask-text").textContent = text;
  el("ask-yes").textContent = yes;
  el("ask-no").textContent = no;
  el("ask-no").hidden = !no;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true });
  });
}
