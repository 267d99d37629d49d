/** Keeps what was typed while a session expires: in this tab only, gone once it was taken. */

const KEY = "geoalert:brouillon";
const FIELDS = ["form_key", "kind", "occurred_at", "place", "text", "modele", "advice_page", "valid_minutes"];

/** @param {HTMLFormElement} form @param {object[]} shapes as the server reads them */
export function keep(form, shapes) {
  const fields = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
  const ticked = [...form.querySelectorAll("[name=professions]:checked")].map((box) => box.value);
  sessionStorage.setItem(KEY, JSON.stringify({ fields, ticked, shapes }));
}

/**
 * Fill the form with what was kept, key included, so that it stays the same alert; returns its shapes.
 * Null when nothing was kept, or when the page shows another alert (`fresh` says that it shows none).
 */
export function restore(form, fresh) {
  const draft = kept();
  if (!draft || !(fresh || draft.fields.form_key === form.elements.form_key.value)) return null;
  for (const name of FIELDS) form.elements[name].value = draft.fields[name] ?? "";
  form.querySelectorAll("[name=professions]").forEach((box) => {
    box.checked = draft.ticked.includes(box.value);
  });
  return draft.shapes;
}

export function forget() {
  sessionStorage.removeItem(KEY);
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}
