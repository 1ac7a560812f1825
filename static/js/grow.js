/* A text area marked data-grow is as high as its text. */
"use strict";

(() => {
  const MOST = 12;
  const fit = (area) => {
    area.rows = Number(area.dataset.grow) || 1;
    while (area.scrollHeight > area.clientHeight && area.rows < MOST) area.rows += 1;
  };
  const fitAll = (root) => root.querySelectorAll("textarea[data-grow]").forEach(fit);
  document.addEventListener("input", (event) => { if (event.target.matches("textarea[data-grow]")) fit(event.target); });
  document.addEventListener("formset:added", (event) => fitAll(event.target));
  window.addEventListener("resize", () => fitAll(document));
  fitAll(document);
})();
