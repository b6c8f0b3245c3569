/* 事实: figure and row point at each other; a changed cell is sent at once. */
"use strict";

(() => {
  const root = document.querySelector("[data-report]");
  /* the same few choices for hundreds of rows travel once */
  root.querySelectorAll("select[data-value]").forEach((each) => {
    each.append(document.getElementById("choices-" + each.dataset.field).content.cloneNode(true));
    each.value = each.dataset.value;
  });
  const facts = new Map(Array.from(root.querySelectorAll(".fact")).map((each) => [each.dataset.fact, each]));

  function choose(number, inText, still) {
    root.querySelectorAll(".on").forEach((each) => each.classList.remove("on"));
    const mark = facts.get(number);
    const row = document.getElementById("f" + number);
    if (mark) mark.classList.add("on");
    if (row) row.classList.add("on");
    if (inText && mark) mark.scrollIntoView({ block: still ? "nearest" : "center" });
    if (!inText && row) row.scrollIntoView({ block: "center" });
  }

  root.addEventListener("click", (event) => {
    const mark = event.target.closest(".fact");
    const jump = event.target.closest("[data-jump]");
    if (mark) choose(mark.dataset.fact, false);
    if (jump) choose(jump.dataset.jump, true);
  });
  root.addEventListener("focusin", (event) => {
    if (event.target.matches(".cell")) event.target.dataset.before = event.target.value;
  });
  root.addEventListener("change", async (event) => {
    const cell = event.target.closest(".cell");
    if (!cell) return;
    const row = cell.closest("tr");
    try {
      const told = await huibao.ask(root.dataset.report + "/correct", {
        start: Number(row.dataset.start),
        end: Number(row.dataset.end),
        field: cell.dataset.field,
        new: cell.value,
      });
      cell.classList.add("changed");
      cell.dataset.before = cell.value;
      huibao.say("已记下更正，原件不动" + (told.learned ? "；以后遇到这样的写法照此读" : ""));
    } catch (error) {
      cell.value = cell.dataset.before || "";
      huibao.say(error.message, true);
    }
  });
  /* the next row above or below that has such a cell: dates have fewer */
  function beside(cell, way) {
    let row = cell.closest("tr")[way];
    while (row) {
      const found = row.querySelector('[data-field="' + cell.dataset.field + '"]');
      if (found) return found;
      row = row[way];
    }
    return null;
  }
  root.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!cell.matches("input.cell") || event.isComposing) return;
    if (event.key === "Escape") cell.value = cell.dataset.before || "";
    const way = { Enter: "nextElementSibling", ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (!way) return;
    event.preventDefault();
    const next = beside(cell, way);
    if (next) { next.focus(); next.select(); choose(next.closest("tr").dataset.fact, true, true); } else cell.blur();
  });
  const wanted = /^#[pt](\d+)$/.exec(window.location.hash);
  if (wanted) {
    /* the figure at the place, or the first one after it */
    const rows = Array.from(root.querySelectorAll("tr[data-start]"));
    const row = rows.find((each) => Number(each.dataset.end) > Number(wanted[1]));
    if (row) choose(row.dataset.fact, true);
  }
})();
