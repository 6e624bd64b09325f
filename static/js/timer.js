// Counts on from the seconds that a running timer had when the page was made. Without it the page says since when it runs.
"use strict";
(() => {
  const words = (seconds) => {
    const two = (number) => String(number).padStart(2, "0");
    return `: ${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  };
  const begin = new WeakMap();
  const show = () => {
    for (const place of document.querySelectorAll("[data-timer]")) {
      if (!begin.has(place)) begin.set(place, Date.now() - Number(place.dataset.timer) * 1000);
      place.textContent = words(Math.max(0, Math.floor((Date.now() - begin.get(place)) / 1000)));
    }
  };
  show();
  setInterval(show, 1000);
})();
