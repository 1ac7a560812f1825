/* A block of numbers copied from a spreadsheet goes into the cells of a table, from the one it is pasted into. */
"use strict";

(() => {
  const table = document.querySelector("table[data-paste]");
  if (!table) return;
  const told = document.querySelector("[data-paste-told]");
  const help = document.querySelector("[data-paste-help]");
  if (help) help.classList.remove("d-none");
  const grid = () => [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("input")]);

  table.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text").replace(/\r/g, "").replace(/\n+$/, "");
    const block = text.split("\n").map((line) => line.split("\t"));
    if (block.length === 1 && block[0].length === 1) return;
    const cells = grid();
    const top = cells.findIndex((row) => row.includes(event.target));
    if (top < 0) return;
    event.preventDefault();
    const left = cells[top].indexOf(event.target);
    let filled = 0;
    const refused = [];
    block.forEach((line, down) => line.forEach((value, right) => {
      const word = value.trim();
      const cell = cells[top + down] && cells[top + down][left + right];
      if (!word) return;
      if (!cell || !/^\d{1,2}$/.test(word)) { refused.push(word); return; }
      cell.value = word;
      cell.dispatchEvent(new Event("input", { bubbles: true }));
      filled += 1;
    }));
    const rest = refused.length ? `；有${refused.length}格没有填入：${refused.slice(0, 5).join("、")}（须为0至99的数字，且在表格范围内）` : "";
    told.textContent = `已填入${filled}格，请核对后再登记${rest}。`;
    told.classList.remove("d-none");
  });
})();
