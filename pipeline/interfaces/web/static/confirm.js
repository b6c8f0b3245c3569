/* 对照原图: one recognised figure after the other; Enter confirms, Delete says that it is none. */
"use strict";

(() => {
  const list = document.querySelector("[data-confirm]");
  if (!list) return;
  const left = document.querySelector("[data-left]");
  const base = list.dataset.confirm;

  async function settle(item, wrong) {
    const box = item.querySelector("input");
    const place = { start: Number(item.dataset.start), end: Number(item.dataset.end) };
    const next = item.nextElementSibling || item.previousElementSibling;
    try {
      if (!wrong && box.value.trim() !== box.defaultValue) {
        await huibao.ask(base + "/correct", Object.assign({ field: "value", new: box.value }, place));
      } else {
        await huibao.ask(base + "/confirm", Object.assign({ wrong: Boolean(wrong) }, place));
      }
      item.remove();
      const count = list.children.length;
      left.textContent = count ? "还有" + count + "个" : "全部确认过了";
      if (next) next.querySelector("input").focus();
    } catch (error) {
      huibao.say(error.message, true);
    }
  }

  list.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    if (event.target.closest("[data-right]")) settle(item, false);
    if (event.target.closest("[data-wrong]")) settle(item, true);
  });
  list.addEventListener("keydown", (event) => {
    if (!event.target.matches("input") || event.isComposing) return;
    const whole = event.target.selectionStart === 0 && event.target.selectionEnd === event.target.value.length;
    if (event.key === "Enter") settle(event.target.closest("li"), false);
    else if (event.key === "Delete" && whole) { event.preventDefault(); settle(event.target.closest("li"), true); }
  });
  list.addEventListener("focusin", (event) => { if (event.target.matches("input")) event.target.select(); });
  const first = list.querySelector("input");
  if (first) first.focus();
})();
