/* Of the checklists only the one of the chosen kind is shown; without JavaScript each says what it is for. */
"use strict";

(() => {
  const form = document.querySelector("[data-activity]");
  if (!form) return;
  const kind = form.querySelector("[name=kind]");
  const lists = form.querySelectorAll("[data-checklist]");
  const show = () => {
    lists.forEach((list) => {
      list.classList.toggle("d-none", !list.dataset.checklist.split(" ").includes(kind.value));
    });
  };
  kind.addEventListener("change", show);
  show();
})();
