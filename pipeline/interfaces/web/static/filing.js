/* 收录: one file after the other, each with its outcome as soon as it is known. */
"use strict";

(() => {
  const form = document.querySelector("[data-filing]");
  const input = form.querySelector("input[type=file]");
  const table = document.querySelector(".results");
  const body = table.querySelector("[data-results]");
  let running = false;

  function row(cells, className) {
    const made = huibao.make("tr", className);
    cells.forEach((cell) => {
      const place = huibao.make("td");
      place.append(cell);
      made.append(place);
    });
    return made;
  }

  function told(outcome) {
    const state = huibao.make("span", outcome.ok ? "good" : "bad-text", outcome.state + (outcome.why ? "：" + outcome.why : ""));
    if (!outcome.reports.length) return [row([outcome.file, state, "", "", "", ""], outcome.ok ? "" : "refused")];
    return outcome.reports.map((report, number) => {
      const link = huibao.make("a", "", report.title || "（没有标题）");
      link.href = "/reports/" + report.id;
      const count = String(report.facts);
      return row([number ? "" : outcome.file, number ? "" : state, link, report.issuer || "", report.period || "", count]);
    });
  }

  /* a zip is worked on in the background; say how far it has come until it is done */
  async function followed(job, pending) {
    for (;;) {
      const told = await huibao.ask(form.dataset.filing + "/job/" + encodeURIComponent(job));
      if (told.state === "done" || told.state === "failed") return told.told;
      const text = told.state === "waiting" ? "排队中……" : "正在收录，已完成" + told.done + "份……";
      pending.children[1].textContent = text;
      await new Promise((give) => { setTimeout(give, 700); });
    }
  }

  async function send(files) {
    if (running || !files.length) return;
    running = true;
    form.classList.add("busy");
    table.hidden = false;
    let good = 0;
    let bad = 0;
    for (let number = 0; number < files.length; number += 1) {
      const file = files[number];
      const pending = row([file.name, "正在收录（" + (number + 1) + "/" + files.length + "）……", "", "", "", ""], "pending");
      body.prepend(pending);
      const data = new FormData();
      data.append("file", file);
      let outcomes;
      try {
        outcomes = await huibao.ask(form.dataset.filing, data);
        if (outcomes.job) outcomes = await followed(outcomes.job, pending);
      } catch (error) {
        outcomes = [{ file: file.name, ok: false, state: "没有收录", why: error.message, reports: [] }];
      }
      outcomes.forEach((each) => { if (each.ok) good += 1; else bad += 1; });
      pending.remove();
      outcomes.slice().reverse().forEach((each) => told(each).reverse().forEach((made) => body.prepend(made)));
    }
    if (good) {
      /* the list below shows what has just come in */
      const held = document.querySelector("[data-held]");
      const page = await huibao.piece(window.location.pathname).catch(() => null);
      const fresh = page && page.querySelector("[data-held]");
      if (fresh) held.replaceWith(fresh);
    }
    huibao.say("收录完毕：" + good + "份" + (bad ? "，" + bad + "份没有收" : ""), bad > 0);
    form.classList.remove("busy");
    input.value = "";
    running = false;
  }

  input.addEventListener("change", () => send(Array.from(input.files)));
  huibao.droppable(form, send);
})();
