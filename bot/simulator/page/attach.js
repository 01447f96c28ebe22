// Files, voice and places that a person sends.
import { el, showNotice } from "./dom.js";
import { kindName } from "./files.js";
import * as composer from "./composer.js";
import * as outbox from "./outbox.js";

const PLACES = [
  ["Bamako", 12.6392, -8.0029], ["Kayes", 14.4469, -11.4445], ["Sikasso", 11.3176, -5.6665], ["Ségou", 13.4317, -6.2157],
  ["Mopti", 14.4843, -4.1830], ["Tombouctou", 16.7735, -3.0074], ["Gao", 16.2717, -0.0447], ["Kidal", 18.4411, 1.4078],
  ["Ménaka", 15.9182, 2.4022], ["Nouakchott", 18.0858, -15.9785], ["Néma", 16.6170, -7.2565], ["Niamey", 13.5128, 2.1128],
];
const LARGEST = 100 * 1024 * 1024;

function sendFile(kind, file, seconds = 0) {
  if (!file.size) {
    showNotice("Ce fichier est vide.");
    return;
  }
  if (file.size > LARGEST) {
    showNotice("Ce fichier est trop lourd pour le simulateur (100 Mo au plus).");
    return;
  }
  const body = new FormData();
  body.append("file", file, file.name || kind);
  if (seconds) body.append("duration", Math.max(1, Math.round(seconds)));
  const answers = composer.replyTo();
  if (kind !== "voice") {
    const caption = composer.take();
    if (caption) body.append("caption", caption);
  }
  if (answers) body.append("reply_to", answers);
  outbox.send(kind, body, kind === "voice" ? kindName(kind) : `${kindName(kind)} : ${file.name || kind}`);
}

for (const button of document.querySelectorAll("[data-file]")) {
  button.addEventListener("click", () => {
    const input = el("file");
    input.accept = button.dataset.accept;
    input.dataset.kind = button.dataset.file;
    input.value = "";
    input.click();
  });
}

el("file").addEventListener("change", () => {
  const [file] = el("file").files;
  el("voice").close();
  if (file) sendFile(el("file").dataset.kind, file);
});

// A picture that is pasted leaves as a photo, a file that is dropped as a document.
el("text").addEventListener("paste", (event) => {
  const [file] = event.clipboardData.files;
  if (!file) return;
  event.preventDefault();
  sendFile(file.type.startsWith("image/") ? "photo" : "document", file);
});
el("chat").addEventListener("dragover", (event) => event.preventDefault());
el("chat").addEventListener("drop", (event) => {
  event.preventDefault();
  for (const file of event.dataTransfer.files) sendFile("document", file);
});

// --- voice ----------------------------------------------------------------------------------------------------

let recorder = null;
const IDLE = "Enregistrez, choisissez un fichier, ou prenez un son d’essai.";

function voiceState(text, recording) {
  el("voice-state").textContent = text;
  el("voice-record").textContent = recording ? "■ Arrêter et envoyer" : "● Enregistrer";
}

el("voice-open").addEventListener("click", () => {
  voiceState(IDLE, false);
  el("voice").showModal();
});

el("voice-record").addEventListener("click", async () => {
  if (recorder) {
    recorder.stop();
    return;
  }
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    voiceState("Pas de micro ici : choisissez un fichier, ou prenez un son d’essai.", false);
    return;
  }
  const parts = [];
  const begun = Date.now();
  let wanted = true;
  recorder = new MediaRecorder(stream);
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  recorder.addEventListener("stop", () => {
    for (const track of stream.getTracks()) track.stop();
    const seconds = (Date.now() - begun) / 1000;
    recorder = null;
    if (wanted) {
      el("voice").close();
      sendFile("voice", new File(parts, "voix.oga", { type: "audio/ogg" }), seconds);
    }
  });
  el("voice").addEventListener("close", () => {
    wanted = false;
    if (recorder && recorder.state !== "inactive") recorder.stop();
  }, { once: true });
  recorder.start();
  voiceState("J’enregistre… Fermer pour abandonner.", true);
});

el("voice-trial").addEventListener("click", () => {
  el("voice").close();
  sendFile("voice", new File([hum(3)], "essai.wav", { type: "audio/wav" }), 3);
});

// A quiet hum as WAV, 8 kHz, 8 bits: enough to see a voice message travel without a microphone.
function hum(seconds) {
  const rate = 8000;
  const count = rate * seconds;
  const bytes = new Uint8Array(44 + count);
  const view = new DataView(bytes.buffer);
  const put = (at, text) => [...text].forEach((letter, place) => { bytes[at + place] = letter.charCodeAt(0); });
  put(0, "RIFF");
  view.setUint32(4, 36 + count, true);
  put(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  put(36, "data");
  view.setUint32(40, count, true);
  for (let at = 0; at < count; at += 1) {
    const swell = Math.sin((Math.PI * at) / count);
    bytes[44 + at] = 128 + 24 * swell * Math.sin((2 * Math.PI * 220 * at) / rate);
  }
  return bytes;
}

// --- place and number -----------------------------------------------------------------------------------------

const form = el("place-form");

for (const [name, latitude, longitude] of PLACES) el("place-known").append(new Option(name, `${latitude},${longitude}`));

el("place-known").addEventListener("change", () => {
  const [latitude, longitude] = el("place-known").value.split(",");
  if (!longitude) return;
  form.latitude.value = latitude;
  form.longitude.value = longitude;
  form.accuracy.value = "";
});

export function askPlace() {
  form.reset();
  el("place").showModal();
}

el("place-open").addEventListener("click", askPlace);
el("place-here").addEventListener("click", () => {
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      form.latitude.value = coords.latitude.toFixed(6);
      form.longitude.value = coords.longitude.toFixed(6);
      form.accuracy.value = Math.min(1500, Math.round(coords.accuracy));
    },
    () => showNotice("Position indisponible : choisissez un lieu, ou écrivez-la."),
  );
});
form.addEventListener("submit", () => {
  const body = { latitude: form.latitude.value, longitude: form.longitude.value, reply_to: composer.replyTo() };
  if (form.accuracy.value) body.accuracy = form.accuracy.value;
  composer.writeAbout({}, "");
  outbox.send("location", body, kindName("location"));
});

export const sendContact = () => outbox.send("contact", {}, "Mon numéro");
el("contact").addEventListener("click", sendContact);
