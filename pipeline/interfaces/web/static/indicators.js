/* 指标: one dragged onto another becomes one with it; ticks and a button do the same by keyboard. */
"use strict";

(() => {
  const rows = Array.from(document.querySelectorAll("tr[data-series]"));
  const button = document.querySelector("[data-merge]");
  const undo = document.querySelector("[data-undo]");
  if (!button) return;
  const name = (row) => row.querySelector("[data-name]").value;
  let held = null;

  function decided(told, text) {
    undo.hidden = false;
    undo.dataset.decision = told.decision;
    huibao.say(text + "，可以撤销");
  }

  async function merge(keep, others) {
    try {
      const told = await huibao.ask("/ledger/merge", {
        keep: Number(keep.dataset.series),
        others: others.map((each) => Number(each.dataset.series)),
      });
      others.forEach((each) => each.remove());
      keep.classList.add("on");
      decided(told, "已并入“" + name(keep) + "”");
    } catch (error) {
      huibao.say(error.message, true);
    }
  }

  rows.forEach((row) => {
    row.addEventListener("dragstart", (event) => {
      held = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.dataset.series);
    });
    row.addEventListener("dragover", (event) => {
      if (!held || held === row) return;
      event.preventDefault();
      row.classList.add("over");
    });
    row.addEventListener("dragleave", () => row.classList.remove("over"));
    row.addEventListener("dragend", () => { held = null; });
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      row.classList.remove("over");
      if (held && held !== row) merge(row, [held]);
      held = null;
    });
    row.addEventListener("change", async (event) => {
      if (event.target.type === "checkbox") {
        button.disabled = ticked().length < 2;
        return;
      }
      try {
        const sent = { series: Number(row.dataset.series), name: event.target.value };
        decided(await huibao.ask("/ledger/rename", sent), "已改名");
      } catch (error) {
        huibao.say(error.message, true);
      }
    });
  });

  function ticked() {
    return rows.filter((row) => row.isConnected && row.querySelector("input[type=checkbox]").checked);
  }
  button.addEventListener("click", () => {
    const [keep, ...others] = ticked();
    if (others.length) merge(keep, others);
  });
  undo.addEventListener("click", async () => {
    try {
      await huibao.ask("/ledger/undo", { decision: Number(undo.dataset.decision) });
      window.location.reload();
    } catch (error) {
      huibao.say(error.message, true);
    }
  });
})();
