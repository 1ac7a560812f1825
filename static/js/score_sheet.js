/* The running total of a score sheet while it is being filled in; the server reckons it anew at every save. */
"use strict";

(() => {
  const form = document.querySelector("[data-score-sheet]");
  if (!form) return;
  const output = form.querySelector("[data-score-total]");
  const fields = [...form.querySelectorAll("[data-weight]")];
  // In hundredths of points, so that no binary fraction shows.
  const show = () => {
    const sum = fields.reduce((total, field) => {
      const points = Math.round(Number(field.value) * 100);
      return field.value !== "" && points >= 0 && points <= 10000 ? total + points * Number(field.dataset.weight) : total;
    }, 0);
    const text = String(sum / 10000);
    if (output.textContent !== text) output.textContent = text;
  };
  fields.forEach((field) => field.addEventListener("input", show));
  // Nothing is saved by itself here: whoever leaves by a link is asked first.
  let typed = false;
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { typed = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!typed) return;
    event.preventDefault();
    event.returnValue = "";
  });
  // Points may have been typed before this arrived, or come back from the browser's memory.
  window.addEventListener("pageshow", show);
})();
