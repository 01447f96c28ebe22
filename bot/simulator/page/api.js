// Talking to the simulator.

export class Refused extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

export async function call(path, options = {}) {
  const answer = await fetch(`/sim${path}`, options);
  const body = await answer.json();
  if (!answer.ok) throw new Refused(answer.status, body.error || answer.statusText);
  return body;
}

export const post = (path, body) =>
  body instanceof FormData
    ? call(path, { method: "POST", body })
    : call(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

export const fileAddress = (file) => `/sim/files/${encodeURIComponent(file.file_id)}`;
