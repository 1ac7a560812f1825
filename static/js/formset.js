/* Rows of a formset, added and removed without a reload; without JavaScript the same button asks the server for a row. */
"use strict";

(() => {
  const renumber = (formset) => {
    let number = 0;
    formset.querySelectorAll("[data-formset-row]").forEach((row) => {
      if (row.classList.contains("d-none")) return;
      number += 1;
      row.querySelector("[data-formset-number]").textContent = number;
    });
  };

  const changed = (element) => element.dispatchEvent(new Event("change", { bubbles: true }));

  const add = (formset) => {
    const prefix = formset.dataset.formset;
    const total = formset.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
    const limit = Number(formset.querySelector(`[name="${prefix}-MAX_NUM_FORMS"]`).value);
    const shown = formset.querySelectorAll("[data-formset-row]:not(.d-none)").length;
    if (shown >= limit) return;
    const holder = document.createElement("div");
    const template = formset.querySelector("template[data-formset-empty]");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
    const row = holder.querySelector("[data-formset-row]");
    formset.querySelector("[data-formset-rows]").append(row);
    total.value = Number(total.value) + 1;
    renumber(formset);
    row.dispatchEvent(new CustomEvent("formset:added", { bubbles: true }));
    const first = row.querySelector(".formset-fields input, .formset-fields select, .formset-fields textarea");
    if (first) first.focus();
    changed(total);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-formset-add]");
    if (!button) return;
    event.preventDefault();
    add(button.closest("[data-formset]"));
  });

  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-formset-delete]")) return;
    const formset = event.target.closest("[data-formset]");
    event.target.closest("[data-formset-row]").classList.toggle("d-none", event.target.checked);
    renumber(formset);
    const button = formset.querySelector("[data-formset-add]");
    if (event.target.checked) button.focus();
  });

  document.querySelectorAll("[data-formset]").forEach(renumber);
})();
