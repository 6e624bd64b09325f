// A slider beside each number of minutes. The number alone works as well; the slider is for the hand, not for the keyboard.
"use strict";
for (const number of document.querySelectorAll("input[data-slider]")) {
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: "0", max: number.dataset.slider, step: "15", tabIndex: -1, className: "slider" });
  slider.setAttribute("aria-hidden", "true");
  slider.value = number.value || "0";
  slider.addEventListener("input", () => {
    number.value = slider.value;
    number.dispatchEvent(new Event("input", { bubbles: true }));
  });
  slider.addEventListener("change", (event) => event.stopPropagation());
  number.addEventListener("input", () => (slider.value = number.value || "0"));
  number.after(slider);
}
