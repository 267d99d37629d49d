/** Keeps what was typed while a session expires: in this tab only, gone once it was sent. */

const KEY = "geoalert:brouillon";
const FIELDS = ["form_key", "kind", "occurred_at", "place", "text", "modele", "advice_page", "valid_minutes"];

/** @param {HTMLFormElement} form @param {object[]} shapes as the server reads them */
export function keep(form, shapes) {
  const fields = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
  const ticked = [...form.querySelectorAll("[name=professions]:checked")].map((box) => box.value);
  store({ fields, ticked, shapes });
}

/**
 * Fill the form with what was kept, key included, so that it stays the same alert; returns its shapes.
 * Null when nothing was kept, or when the page shows another alert (`fresh` says that it shows none).
 * What the server has by now comes again only with the browser's *Back* (`back`), and then is kept anew.
 */
export function restore(form, fresh, back) {
  const draft = kept();
  if (draft?.taken && !back) {
    forget();
    return null;
  }
  if (!draft || !(fresh || draft.fields.form_key === form.elements.form_key.value)) return null;
  for (const name of FIELDS) form.elements[name].value = draft.fields[name] ?? "";
  form.querySelectorAll("[name=professions]").forEach((box) => {
    box.checked = draft.ticked.includes(box.value);
  });
  store({ ...draft, taken: false });
  return draft.shapes;
}

/** The server has it: this tab keeps it for *Back* alone. */
export function taken() {
  const draft = kept();
  if (draft) store({ ...draft, taken: true });
}

/** An alert was sent: what the server had is over; what it never had stays. */
export function sent() {
  if (kept()?.taken) forget();
}

function forget() {
  sessionStorage.removeItem(KEY);
}

function store(draft) {
  sessionStorage.setItem(KEY, JSON.stringify(draft));
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}
