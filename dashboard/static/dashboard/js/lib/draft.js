/** Keeps what was typed while a session expires: in this tab only, gone once it was taken. */

const KEY = "geoalert:brouillon";
const FIELDS = ["kind", "occurred_at", "place", "text", "advice_page"];

/** @param {HTMLFormElement} form */
export function keep(form, shapes) {
  const fields = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
  const ticked = [...form.querySelectorAll("[name=professions]:checked")].map((box) => box.value);
  const draft = { fields, ticked, shapes: shapes.asJSON(), key: form.elements.form_key.value };
  sessionStorage.setItem(KEY, JSON.stringify(draft));
}

/** Fill the form with a draft that is not yet sent; returns its shapes, or null. */
export function restore(form) {
  let draft;
  try {
    draft = JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    draft = null;
  }
  if (!draft?.shapes?.length) return null;
  for (const name of FIELDS) form.elements[name].value = draft.fields[name] ?? "";
  form.querySelectorAll("[name=professions]").forEach((box) => {
    box.checked = draft.ticked.includes(box.value);
  });
  return draft.shapes;
}

export function forget() {
  sessionStorage.removeItem(KEY);
}
