/* The application form: a picture of the logo that has been chosen, before it is sent. */
"use strict";

(() => {
  const input = document.querySelector("[data-filing] input[type=file][name=logo]");
  const preview = document.querySelector("[data-logo-preview]");
  if (!input || !preview) return;
  input.addEventListener("change", () => {
    const file = input.files[0];
    preview.classList.add("d-none");
    if (!file || !file.type.startsWith("image/")) return;
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      preview.querySelector("img").src = reader.result; // a data address, which the page's policy allows
      preview.classList.remove("d-none");
    });
    reader.readAsDataURL(file);
  });
})();
