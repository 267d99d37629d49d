/** Comforts of a public page that it does without: printing by a button, reading again without a network. */

const SCOPES = ["/conseils/", "/a/"];

/** Show the buttons that print this page. @param {Document} page @param {() => void} print */
export function offerPrinting(page, print) {
  for (const button of page.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", print);
  }
}

/** This page and the files that dress it. @param {Document} page @param {Performance} performance */
export function addressesOf(page, performance) {
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name.split("#")[0]);
  return [...new Set([page.location.href.split("#")[0], ...loaded])];
}

/** Let the worker keep this page for a day without a network. @param {ServiceWorkerContainer} workers */
export async function keepForLater(page, workers, performance) {
  const scope = SCOPES.find((path) => page.location.pathname.startsWith(path));
  if (!scope) return;
  await workers.register("/hors-ligne.js", { scope });
  workers.addEventListener("message", () => page.documentElement.setAttribute("data-kept", ""));
  workers.startMessages();
  const { active } = await workers.ready;
  active.postMessage({ keep: addressesOf(page, performance) });
}

offerPrinting(document, () => window.print());
// Without HTTPS, or where the reader forbids it, there is no worker: the page is read all the same.
if ("serviceWorker" in navigator) keepForLater(document, navigator.serviceWorker, performance).catch(() => {});
