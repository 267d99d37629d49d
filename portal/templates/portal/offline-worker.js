/* Public advice and alert pages that were opened once can be read again without a network.

   Registered for /conseils/ and /a/ only: no other page, and nothing under /poste/, ever comes by here.
   The network answers first; what was kept answers only when it is silent. */

const STORE = "geoalert-public-1";
const PAGES = ["/conseils/", "/a/"];
const DRESS = "/static/";
const KEPT_AT_MOST = 120;
// An alert read from the store says that its state may have changed: its page carries the sentence, hidden.
const HIDDEN_WORD = "hidden data-hors-ligne";
const SHOWN_WORD = "data-hors-ligne";

/** Pages and their styles, script and icons; a search, another host or another method is not kept. */
function isKept(request) {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || url.search) return false;
  return [...PAGES, DRESS].some((path) => url.pathname.startsWith(path));
}

async function keep(request, answer) {
  if (!answer.ok || answer.redirected || answer.type !== "basic") return;
  const store = await caches.open(STORE);
  await store.put(request, answer);
  const known = await store.keys();
  await Promise.all(known.slice(0, Math.max(0, known.length - KEPT_AT_MOST)).map((old) => store.delete(old)));
}

async function fromStore(request) {
  const found = await caches.match(request, { cacheName: STORE, ignoreVary: true });
  if (!found || request.mode !== "navigate") return found;
  const page = (await found.text()).replace(HIDDEN_WORD, SHOWN_WORD);
  return new Response(page, { headers: found.headers });
}

async function networkFirst(event) {
  try {
    const answer = await fetch(event.request);
    event.waitUntil(keep(event.request, answer.clone()));
    return answer;
  } catch (silence) {
    const found = await fromStore(event.request);
    if (found) return found;
    throw silence;
  }
}

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const forget = (names) =>
    Promise.all(names.filter((name) => name !== STORE && name.startsWith("geoalert-public")).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(forget).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  if (isKept(event.request)) event.respondWith(networkFirst(event));
});

// The first page of a visit was loaded before this worker was there: it sends its own address and its files'.
self.addEventListener("message", (event) => {
  const wanted = (event.data?.keep ?? []).map((address) => new Request(address)).filter(isKept);
  const fetchAll = wanted.map((request) => fetch(request).then((answer) => keep(request, answer)));
  event.waitUntil(Promise.allSettled(fetchAll).then(() => event.source?.postMessage("kept")));
});
