// Files, places and contacts as they stand in a message.
import { fileAddress } from "./api.js";
import { duration } from "./dates.js";
import { el, icon, make } from "./dom.js";

export function size(bytes) {
  if (bytes < 1024) return `${bytes} octets`;
  if (bytes < 1048576) return `${Math.round(bytes / 1024)} Ko`;
  return `${(bytes / 1048576).toFixed(1).replace(".", ",")} Mo`;
}

const KINDS = {
  photo: "Photo", voice: "Message vocal", audio: "Son", video: "Vidéo", document: "Document",
  location: "Position", contact: "Contact",
};

export const kindName = (kind) => KINDS[kind] || "Pièce jointe";

export function summary(message) {
  if (message.text || message.caption) return message.text || message.caption;
  if (message.document) return message.document.file_name || KINDS.document;
  return kindName(Object.keys(KINDS).find((kind) => message[kind]));
}

export function attachment(message) {
  const sealed = Boolean(message.has_protected_content);
  if (message.photo) return picture(message.photo.at(-1), message.caption, sealed);
  if (message.voice) return player(message.voice, "", message.voice.duration);
  if (message.audio) return player(message.audio, named(message.audio), message.audio.duration);
  if (message.video) return film(message.video, sealed);
  if (message.document) return paper(message.document, sealed);
  if (message.location) return place(message.location);
  if (message.contact) return make("div", "words", `${message.contact.first_name} · ${message.contact.phone_number}`);
  return null;
}

const named = (audio) => [audio.performer, audio.title].filter(Boolean).join(" — ") || audio.file_name || "Son";

function picture(photo, caption, sealed) {
  const image = make("img");
  image.src = fileAddress(photo);
  image.width = photo.width;
  image.height = photo.height;
  image.alt = caption || "Photo";
  image.draggable = !sealed;
  image.addEventListener("error", () => image.replaceWith(make("p", "quiet", "Image illisible")));
  const button = make("button", "picture", image);
  button.setAttribute("aria-label", `Agrandir : ${image.alt}`);
  button.addEventListener("click", () => {
    el("viewer-image").src = image.src;
    el("viewer-image").alt = image.alt;
    el("viewer-save").href = image.src;
    el("viewer-save").hidden = sealed;
    el("viewer").showModal();
  });
  return button;
}

function player(file, title, seconds) {
  const audio = make("audio");
  audio.preload = "none";
  audio.src = fileAddress(file);
  const button = make("button", "icon round", icon("play"));
  const bar = make("progress");
  bar.max = 1;
  bar.value = 0;
  const left = make("span", "quiet", duration(seconds));
  const showPlaying = (playing) => {
    button.replaceChildren(icon(playing ? "pause" : "play"));
    button.setAttribute("aria-label", playing ? "Pause" : "Écouter");
  };
  showPlaying(false);
  button.addEventListener("click", () => {
    if (audio.paused) audio.play().catch(() => { left.textContent = "illisible ici"; });
    else audio.pause();
  });
  audio.addEventListener("play", () => showPlaying(true));
  audio.addEventListener("pause", () => showPlaying(false));
  audio.addEventListener("timeupdate", () => {
    if (Number.isFinite(audio.duration)) bar.value = audio.currentTime / audio.duration;
    left.textContent = duration(audio.currentTime);
  });
  audio.addEventListener("ended", () => {
    bar.value = 0;
    left.textContent = duration(seconds);
  });
  const lines = make("div", "sound", title ? make("strong", "", title) : null, bar, left);
  return make("div", "player", button, lines, audio);
}

function film(video, sealed) {
  const node = make("video");
  node.controls = true;
  node.preload = "none";
  node.src = fileAddress(video);
  if (sealed) node.setAttribute("controlslist", "nodownload");
  return node;
}

function paper(document, sealed) {
  const name = document.file_name || "document";
  const label = make("span", "", make("bdi", "", name), make("small", "quiet", size(document.file_size)));
  if (sealed) return make("div", "file", icon("file"), label);
  const link = make("a", "file", icon("file"), label);
  link.href = fileAddress(document);
  link.download = name;
  return link;
}

function place({ latitude, longitude, horizontal_accuracy: near }) {
  const figures = [latitude, longitude].map((value) => value.toFixed(5).replace(/0+$/, "").replace(/\.$/, "")).join(", ");
  const label = make("span", "", "Position", make("small", "quiet", near ? `${figures} (à ${Math.round(near)} m près)` : figures));
  const box = make("div", "file", icon("place"), label);
  box.dir = "ltr";
  return box;
}
