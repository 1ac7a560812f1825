/* A character counter beside each limited text: counts characters as the server does. */
"use strict";

(() => {
  const show = (field) => {
    const control = field.querySelector("textarea, input");
    const output = field.querySelector("[data-counter]");
    if (!control || !output) return;
    const limit = Number(field.dataset.limit);
    const length = [...control.value].length;
    const over = length > limit;
    output.textContent = over ? `${length}/${limit} 字，超出 ${length - limit} 字` : `${length}/${limit} 字`;
    output.classList.toggle("counter-over", over);
  };
  const showAll = (root) => root.querySelectorAll(".field[data-limit]").forEach(show);
  document.addEventListener("input", (event) => {
    const field = event.target.closest(".field[data-limit]");
    if (field) show(field);
  });
  document.addEventListener("formset:added", (event) => showAll(event.target));
  document.addEventListener("htmx:load", (event) => showAll(event.target));
  showAll(document);
})();
