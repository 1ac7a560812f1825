/* A scanned code stands behind the address's #: into the field with it, and out of the browser's history. */
"use strict";

(() => {
  const field = document.querySelector("[data-code]");
  const code = window.location.hash.slice(1);
  if (!field || !/^[0-9A-Za-z-]{10,11}$/.test(code)) return;
  field.value = code.toUpperCase();
  window.history.replaceState(null, "", window.location.pathname);
  const button = field.form.querySelector("button[type=submit]");
  if (button) button.focus();
})();
