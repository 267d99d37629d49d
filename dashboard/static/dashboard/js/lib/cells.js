/** Cells of a hexagon grid: a place belongs to the one whose centre is nearest. */

const COS_PARIS = 0.6577;

/** The middle of a closed ring of six corners, as [longitude, latitude]. */
export function middle(ring) {
  const corners = ring.slice(0, 6);
  const mean = (axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length;
  return [mean(0), mean(1)];
}

/** @param {Array} cells [class, count, ring] @returns the cell around (longitude, latitude) */
export function nearest(cells, longitude, latitude) {
  const distance = ([, , ring]) => {
    const [x, y] = middle(ring);
    return ((x - longitude) * COS_PARIS) ** 2 + (y - latitude) ** 2;
  };
  return cells.reduce((best, cell) => (distance(cell) < distance(best) ? cell : best));
}

/** "1 à 2", "5", "12 et plus". */
export function classWords({ from, to }, number = String) {
  if (to === null) return `${number(from)} et plus`;
  return from === to ? number(from) : `${number(from)} à ${number(to)}`;
}
