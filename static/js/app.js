/* htmx token, bulk selection, no double submit, focus on the error summary. */
"use strict";

(() => {
  const token = document.querySelector('meta[name="csrf-token"]');
  document.addEventListener("htmx:configRequest", (event) => {
    if (token) event.detail.headers["X-CSRFToken"] = token.content;
  });

  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();

  // A link of the error summary puts the cursor into its field (a group: into its first control).
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a[href^='#']");
    if (!link) return;
    const target = document.getElementById(link.hash.slice(1));
    const control = target && (target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea"));
    if (!control) return;
    event.preventDefault();
    control.focus();
    control.scrollIntoView({ block: "center" });
  });

  // Sent once: a second click while the first is on its way does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-once]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
  });
  // The page may come back from the browser's memory with the mark still set.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    });
  });

  document.querySelectorAll("form[data-bulk]").forEach((form) => {
    const boxes = () => [...form.querySelectorAll("[data-bulk-item]:not(:disabled)")];
    const all = form.querySelector("[data-bulk-all]");
    const count = form.querySelector("[data-bulk-count]");
    const buttons = form.querySelectorAll("button[name=action]");
    const show = () => {
      const chosen = boxes().filter((box) => box.checked).length;
      count.textContent = chosen ? `已选 ${chosen} 项` : "勾选后可批量操作";
      buttons.forEach((button) => { button.disabled = chosen === 0; });
      all.querySelector("input").checked = chosen > 0 && chosen === boxes().length;
    };
    all.classList.remove("d-none");
    all.querySelector("input").addEventListener("change", (event) => {
      boxes().forEach((box) => { box.checked = event.target.checked; });
      show();
    });
    form.addEventListener("change", show);
    window.addEventListener("pageshow", show);
    show();
  });

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.classList.remove("d-none");
    button.addEventListener("click", () => window.print());
  });
})();
