/** How many will be reached, on the map itself: in full screen nothing else of the page is seen. */

/** @param {HTMLElement} section what full screen shows @returns {(text: string) => void} */
export function fullScreenCount(section) {
  const element = document.createElement("p");
  element.className = "callout map-count";
  section.append(element);
  return (text) => {
    element.textContent = text;
  };
}
