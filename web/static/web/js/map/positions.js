/** Positions as people copy them: degrees of WGS 84, metres of Lambert-93. */

const E = 0.08181919112;
const N = 0.725607765;
const C = 11754255.426;
const XS = 700000;
const YS = 12655612.05;
const ORIGIN = (3 * Math.PI) / 180;

/**
 * Degrees (WGS 84) to metres of Lambert-93 (EPSG:2154): IGN, note technique NT/G 71, algorithms 1 and 3.
 * @returns {{x: number, y: number}} metres, right to a decimetre in France
 */
export function lambert93(longitude, latitude) {
  const phi = (latitude * Math.PI) / 180;
  const lambda = (longitude * Math.PI) / 180;
  const sine = E * Math.sin(phi);
  const isometric = Math.log(Math.tan(Math.PI / 4 + phi / 2) * ((1 - sine) / (1 + sine)) ** (E / 2));
  const radius = C * Math.exp(-N * isometric);
  const angle = N * (lambda - ORIGIN);
  return { x: XS + radius * Math.sin(angle), y: YS - radius * Math.cos(angle) };
}

const metres = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 0 });

/** "48,86750° N, 2,32940° E": as the place field reads it. */
export function degrees({ lat, lng }) {
  return `${lat.toFixed(5)}° N, ${lng.toFixed(5)}° E`.replaceAll(".", ",");
}

/** "Lambert-93 : 650 806 m, 6 863 261 m" */
export function plane({ lat, lng }) {
  const { x, y } = lambert93(lng, lat);
  return `Lambert-93 : ${metres.format(x)} m, ${metres.format(y)} m`;
}
