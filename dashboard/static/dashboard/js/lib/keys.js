/** Which shortcut a key is: a single letter never is one while somebody types, or where they are switched off. */

/**
 * @param {KeyboardEvent} event
 * @param {{typing: boolean, single: boolean}} now `single`: shortcuts of one key are on
 * @returns {"verify"|"search"|"help"|null}
 */
export function shortcut({ key, ctrlKey, metaKey, altKey }, { typing, single }) {
  if (key === "Enter" && (ctrlKey || metaKey)) return "verify";
  if (typing || !single || ctrlKey || metaKey || altKey) return null;
  return { "/": "search", "?": "help" }[key] ?? null;
}

/** Whether keys pressed there are text. */
export function takesText(element) {
  const words = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=range])";
  return element instanceof Element && element.matches(words);
}
