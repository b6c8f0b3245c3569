/* 事实: figure and row point at each other; a changed cell is sent at once. */
"use strict";

(() => {
  const base = document.querySelector("[data-report]").dataset.report;
  const root = document.querySelector(".facts-panes");
  const paper = root.querySelector(".text");
  const adding = root.querySelector("[data-add]");

  /* the same few choices for hundreds of rows travel once */
  function dress(rows) {
    rows.querySelectorAll("select[data-value]").forEach((each) => {
      each.append(document.getElementById("choices-" + each.dataset.field).content.cloneNode(true));
      each.value = each.dataset.value;
    });
  }
  dress(root);
  /* the table leads to every figure by keyboard: the text is not another five hundred stops */
  paper.querySelectorAll(".fact").forEach((each) => { each.tabIndex = -1; });
  const table = huibao.more(root.querySelector("tbody"), dress);

  const rowAt = (start) => root.querySelector('tr[data-start="' + start + '"]');

  async function choose(start, inText, still) {
    root.querySelectorAll(".on").forEach((each) => each.classList.remove("on"));
    const mark = document.getElementById("p" + start);
    if (!rowAt(start)) await table.all();
    const row = rowAt(start);
    if (mark) mark.classList.add("on");
    if (row) row.classList.add("on");
    if (inText && mark) mark.scrollIntoView({ block: still ? "nearest" : "center" });
    if (!inText && row) row.scrollIntoView({ block: "center" });
  }

  /* the page anew, at the same figure */
  function again(start) {
    if (start !== undefined) window.history.replaceState(null, "", "#p" + start);
    window.location.reload();
  }

  async function change(path, body, start) {
    try {
      const told = await huibao.ask(base + path, body);
      again(told.start === undefined ? start : told.start);
    } catch (error) {
      huibao.say(error.message, true);
    }
  }

  root.addEventListener("click", (event) => {
    const mark = event.target.closest(".fact");
    const row = event.target.closest("tr[data-start]");
    if (mark && mark.tagName === "BUTTON") choose(Number(mark.id.slice(1)), false);
    if (row && event.target.closest("[data-jump]")) choose(Number(row.dataset.start), true);
    if (row && event.target.closest("[data-gone]")) {
      change("/figure/drop", { start: Number(row.dataset.start), end: Number(row.dataset.end) }, row.dataset.start);
    }
  });
  root.addEventListener("focusin", (event) => {
    if (event.target.matches(".cell")) event.target.dataset.before = event.target.value;
  });
  root.addEventListener("change", async (event) => {
    const cell = event.target.closest(".cell");
    if (!cell) return;
    const row = cell.closest("tr");
    try {
      const told = await huibao.ask(base + "/correct", {
        start: Number(row.dataset.start),
        end: Number(row.dataset.end),
        field: cell.dataset.field,
        new: cell.value,
      });
      cell.classList.add("changed");
      cell.dataset.before = cell.value;
      document.querySelector("[data-undo]").disabled = false;
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
    if (next) { next.focus(); next.select(); choose(next.closest("tr").dataset.start, true, true); } else cell.blur();
  });

  /* what the report says of itself */
  document.querySelectorAll("[data-say]").forEach((box) => {
    box.addEventListener("change", () => change("/restate", { field: box.dataset.say, new: box.value }));
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") box.value = box.defaultValue;
      if (event.key === "Enter" && !event.isComposing) box.blur();
    });
  });
  document.querySelector("[data-undo]").addEventListener("click", () => change("/undo", {}));

  /* a figure that was overlooked: marked on the left, or its words typed */
  const box = adding.querySelector("input");
  const length = (words) => Array.from(words).length;
  let marked = null;
  document.addEventListener("selectionchange", () => {
    const chosen = window.getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed || !paper.contains(chosen.anchorNode) || !paper.contains(chosen.focusNode)) return;
    const range = chosen.getRangeAt(0);
    const before = document.createRange();
    before.setStart(paper, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const start = Number(paper.dataset.start) + length(before.toString());
    marked = { start, end: start + length(range.toString()) };
    box.value = range.toString();
  });
  box.addEventListener("input", () => { marked = null; });
  adding.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = box.value.trim();
    const text = paper.textContent;
    const at = text.indexOf(words);
    if (!words || at < 0) {
      huibao.say(words ? "原文里没有这几个字，请照原文写" : "请先在左边选中漏掉的数", true);
      return;
    }
    if (!marked) {
      const start = Number(paper.dataset.start) + length(text.slice(0, at));
      marked = { start, end: start + length(words) };
    }
    change("/figure", marked);
  });

  const wanted = /^#[pt](\d+)$/.exec(window.location.hash);
  if (wanted) {
    /* the figure at the place, or the first one after it */
    const marks = Array.from(paper.querySelectorAll(".fact"));
    const mark = marks.find((each) => Number(each.id.slice(1)) + length(each.textContent) > Number(wanted[1]));
    if (mark) choose(Number(mark.id.slice(1)), true);
  }
})();
