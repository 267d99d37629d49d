/** Degrees (WGS 84) to metres of Lambert-93 (EPSG:2154): IGN, note technique NT/G 71, algorithms 1 and 3. */

const E = 0.08181919112;
const N = 0.725607765;
const C = 11754255.426;
const XS = 700000;
const YS = 12655612.05;
const ORIGIN = (3 * Math.PI) / 180;

/** @returns {{x: number, y: number}} metres, right to a decimetre in France */
export function lambert93(longitude, latitude) {
  const phi = (latitude * Math.PI) / 180;
  const lambda = (longitude * Math.PI) / 180;
  const sine = E * Math.sin(phi);
  const isometric = Math.log(Math.tan(Math.PI / 4 + phi / 2) * ((1 - sine) / (1 + sine)) ** (E / 2));
  const radius = C * Math.exp(-N * isometric);
  const angle = N * (lambda - ORIGIN);
  return { x: XS + radius * Math.sin(angle), y: YS - radius * Math.cos(angle) };
}
