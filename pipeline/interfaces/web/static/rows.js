/* Rows of data that a person fills in or puts right; they go to the server together. */
"use strict";

(() => {
  const form = document.querySelector("[data-rows]");
  if (!form) return;
  const save = form.querySelector("[data-save]");
  const changed = () => { if (save) save.hidden = false; };

  /* a cell is as high as its words */
  function fit(cell) {
    if (cell.tagName !== "TEXTAREA") return;
    cell.style.height = "auto";
    cell.style.height = cell.scrollHeight + "px";
  }

  const dress = (rows) => rows.querySelectorAll(".cell").forEach((cell) => requestAnimationFrame(() => fit(cell)));
  dress(form);
  const table = huibao.more(form.querySelector("tbody"), dress);
  form.addEventListener("input", (event) => { fit(event.target); changed(); });
  form.addEventListener("click", (event) => {
    const drop = event.target.closest("[data-drop]");
    if (!drop) return;
    drop.closest("tr").remove();
    changed();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches(".cell") || event.isComposing) return;
    event.preventDefault();
    const row = event.target.closest("tr").nextElementSibling;
    const next = row && row.querySelector('[data-name="' + event.target.dataset.name + '"]');
    if (next) next.focus();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await table.all();
    } catch (error) {
      huibao.say(error.message, true);
      return;
    }
    const rows = Array.from(form.querySelectorAll("tbody tr")).map((row) => {
      const told = {};
      row.querySelectorAll("[data-name]").forEach((cell) => { told[cell.dataset.name] = cell.value; });
      return told;
    });
    const body = { rows };
    if (form.dataset.ident) body.ident = form.dataset.ident;
    if (form.dataset.report) body.report = Number(form.dataset.report);
    try {
      const told = await huibao.ask("/draft/rows", body);
      if (window.location.pathname === told.at) window.location.reload();
      else window.location.assign(told.at);
    } catch (error) {
      huibao.say(error.message, true);
    }
  });
})();
