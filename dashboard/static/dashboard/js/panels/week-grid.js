/** The grid of hours by keyboard: one stop on the way of Tab, arrows inside, as a reader of tables expects. */

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export function arrowKeys(table) {
  const rows = [...table.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("a")]);
  const cells = rows.flat();
  let current = table.querySelector("td.on a") ?? rows[0][1];
  const move = (link) => {
    current.tabIndex = -1;
    current = link;
    current.tabIndex = 0;
  };
  cells.forEach((link) => (link.tabIndex = -1));
  move(current);
  table.addEventListener("focusin", ({ target }) => cells.includes(target) && move(target));
  table.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const row = rows.findIndex((links) => links.includes(current));
    const column = rows[row].indexOf(current);
    rows[row + step[0]]?.[column + step[1]]?.focus();
  });
}
