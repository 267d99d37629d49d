/** Talks to our own server; a refusal carries its French sentence. */

export class Refused extends Error {
  /** @param {{code: string, message: string, shape: number|null, repaired: object|null}} error */
  constructor(error) {
    super(error.message);
    this.code = error.code;
    this.shape = error.shape;
    this.repaired = error.repaired;
  }
}

export class Unreachable extends Error {}

/** A token of the form on the page; without it the server takes no POST. */
function token() {
  return document.querySelector("[name=csrfmiddlewaretoken]").value;
}

async function answerOf(promise) {
  let response;
  try {
    response = await promise;
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Unreachable("Le serveur ne répond pas.");
  }
  if (response.redirected) throw new Unreachable("Votre session a expiré : reconnectez-vous.");
  if (response.status === 422) throw new Refused((await response.json()).error);
  if (!response.ok) throw new Unreachable(`Le serveur a répondu ${response.status}.`);
  return response;
}

export async function getJSON(url, signal) {
  return (await answerOf(fetch(url, { signal }))).json();
}

function post(url, body, type, signal) {
  const headers = { Accept: "application/json, text/html;q=0.5", "Content-Type": type, "X-CSRFToken": token() };
  return answerOf(fetch(url, { method: "POST", headers, body, signal }));
}

export async function postJSON(url, data, signal) {
  return (await post(url, JSON.stringify(data), "application/json", signal)).json();
}

export async function postForText(url, data, signal) {
  return (await post(url, JSON.stringify(data), "application/json", signal)).text();
}

export async function postForm(url, fields, signal) {
  const body = new URLSearchParams(fields).toString();
  return (await post(url, body, "application/x-www-form-urlencoded", signal)).json();
}
