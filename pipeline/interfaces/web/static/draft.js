/* 草稿: a figure shows its source, and the row of data that it came from. */
"use strict";

(() => {
  const told = document.querySelector("[data-source]");
  /* a finding leads to its paragraph */
  function lead(event) {
    const finding = event.target.closest("[data-at]");
    if (!finding || (event.type === "keydown" && event.key !== "Enter")) return;
    const paragraphs = Array.from(document.querySelectorAll("p[data-start]"));
    const found = paragraphs.filter((each) => Number(each.dataset.start) <= Number(finding.dataset.at)).pop();
    if (!found) return;
    paragraphs.forEach((each) => each.classList.toggle("shown", each === found));
    found.scrollIntoView({ block: "center" });
  }
  document.addEventListener("click", lead);
  document.addEventListener("keydown", lead);
  const form = document.querySelector("[data-editing]");
  const written = document.querySelector("[data-written]");
  async function editing(on) {
    const area = form.querySelector("textarea");
    if (on && !area.defaultValue) {
      try {
        const answer = await fetch(form.dataset.text, { credentials: "same-origin" });
        if (!answer.ok) throw new Error("没有取到草稿，请刷新后再试");
        area.defaultValue = (await answer.text()).replace(/\n$/, "");
      } catch (error) {
        huibao.say(error.message, true);
        return;
      }
    }
    form.hidden = !on;
    written.hidden = on;
    if (!on) return;
    area.style.height = area.scrollHeight + 20 + "px";
    area.focus();
    area.setSelectionRange(0, 0);
  }
  document.querySelector("[data-edit]").addEventListener("click", () => editing(form.hidden));
  form.querySelector("[data-drop-edit]").addEventListener("click", () => { form.reset(); editing(false); });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await huibao.ask(form.dataset.editing, { text: form.querySelector("textarea").value });
      window.location.reload();
    } catch (error) {
      huibao.say(error.message, true);
    }
  });
  /* sources and data come after the draft is there to be read */
  const sources = document.querySelector("[data-sources]");
  const come = huibao.piece(sources.dataset.sources).then((held) => {
    sources.append(held);
    document.querySelectorAll(".figure").forEach((figure) => {
      const row = sources.querySelector('tr[data-source-row="' + figure.dataset.figure + '"]');
      if (!row) return;
      figure.title = row.children[1].textContent;
      figure.dataset.from = row.dataset.from;
    });
  });
  come.catch((error) => huibao.say(error.message, true));
  document.addEventListener("click", async (event) => {
    const figure = event.target.closest(".figure");
    if (!figure) return;
    await come;
    document.querySelectorAll(".figure.on, tr.on").forEach((each) => each.classList.remove("on"));
    figure.classList.add("on");
    told.textContent = "";
    told.append(huibao.make("strong", "", figure.textContent), "　", figure.title);
    const found = figure.dataset.from && document.querySelector('tr[data-row="' + figure.dataset.from + '"]');
    if (!found) return;
    const cells = Array.from(found.children).map((each) => each.textContent.trim()).filter(Boolean);
    told.append(huibao.make("br"), "数据：" + cells.slice(1).join("　"));
    found.classList.add("on");
  });
})();
