/* Public pages are the same bytes for everybody, so the size of text is put on from the cookie here. */
"use strict";

(() => {
  const found = document.cookie.match(/(?:^|; )text_size=(standard|large|largest)(?:;|$)/);
  const size = found ? found[1] : "standard";
  if (size !== "standard") document.documentElement.classList.add(`text-${size}`);
  const link = document.querySelector(`[data-text-size] [data-size="${size}"]`);
  if (link) link.setAttribute("aria-current", "true");
})();
