/* What every screen shares: asking the server, saying what went wrong, opening files by drag or choice. */
"use strict";

const huibao = (() => {
  const csrf = document.querySelector('meta[name="csrf"]').content;
  const notice = document.getElementById("notice");
  let fading = 0;

  function say(text, bad) {
    notice.textContent = text;
    notice.className = bad ? "notice bad" : "notice";
    notice.hidden = false;
    clearTimeout(fading);
    fading = setTimeout(() => { notice.hidden = true; }, bad ? 9000 : 3500);
  }

  const MOST = 100e6;

  async function ask(url, body) {
    if (body instanceof FormData) {
      for (const value of body.values()) {
        if (value.size > MOST) throw new Error(value.name + "：文件太大（上限100 MB），请拆分后再传");
      }
    }
    const plain = body !== undefined && !(body instanceof FormData);
    const headers = { "X-Huibao": csrf, Accept: "application/json" };
    if (plain) headers["Content-Type"] = "application/json";
    let answer;
    try {
      answer = await fetch(url, {
        method: body === undefined ? "GET" : "POST",
        headers,
        body: plain ? JSON.stringify(body) : body,
        credentials: "same-origin",
      });
    } catch (error) {
      throw new Error("连不上程序，请看看 huibao serve 的窗口还在不在");
    }
    const text = await answer.text();
    let told = null;
    try { told = JSON.parse(text); } catch (error) { /* a plain line */ }
    if (answer.status === 401 && !document.querySelector("[data-login]")) {
      window.location.assign("/login?to=" + encodeURIComponent(window.location.pathname));
    }
    if (!answer.ok) throw new Error((told && told.error) || text.slice(0, 200) || "没有办成，请再试一次");
    return told;
  }

  function make(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined && text !== null) made.textContent = text;
    return made;
  }

  /* Files of a drop, folders walked; the folder's name goes with each. */
  async function dropped(transfer) {
    const entries = Array.from(transfer.items || [])
      .map((item) => (item.webkitGetAsEntry ? item.webkitGetAsEntry() : null))
      .filter(Boolean);
    if (!entries.length) return Array.from(transfer.files);
    const found = [];
    async function walk(entry) {
      if (entry.isFile) {
        found.push(await new Promise((give, fail) => entry.file(give, fail)));
      } else if (entry.isDirectory) {
        const reader = entry.createReader();
        for (;;) {
          const part = await new Promise((give, fail) => reader.readEntries(give, fail));
          if (!part.length) break;
          for (const each of part) await walk(each);
        }
      }
    }
    for (const each of entries) await walk(each);
    return found.filter((file) => !file.name.startsWith(".") && !file.name.startsWith("~$"));
  }

  function droppable(form, take) {
    const stop = (event) => { event.preventDefault(); };
    form.addEventListener("dragover", (event) => { stop(event); form.classList.add("over"); });
    form.addEventListener("dragleave", () => form.classList.remove("over"));
    form.addEventListener("drop", async (event) => {
      stop(event);
      form.classList.remove("over");
      try {
        take(await dropped(event.dataTransfer));
      } catch (error) {
        say("拖来的东西读不了，请改用“选文件”", true);
      }
    });
    window.addEventListener("dragover", stop);
    window.addEventListener("drop", stop);
  }

  async function piece(url) {
    const answer = await fetch(url, { headers: { Accept: "text/html", "HX-Request": "true" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error("没有取到，请刷新后再试");
    const held = document.createElement("template");
    held.innerHTML = await answer.text();
    return held.content;
  }

  /* Rows that come when one scrolls to them, or all at once where all are needed. */
  function more(body, dress) {
    let coming = Promise.resolve();
    const watch = new IntersectionObserver((seen) => {
      if (seen.some((each) => each.isIntersecting)) load("").catch((error) => say(error.message, true));
    }, { rootMargin: "600px" });
    const last = () => body.querySelector("tr[data-more]");
    function look() { watch.disconnect(); if (last()) watch.observe(last()); }
    function load(how) {
      coming = coming.catch(() => {}).then(async () => {
        const row = last();
        if (!row) return;
        const rows = await piece(row.dataset.more + how);
        dress(rows);
        row.replaceWith(rows);
        look();
      });
      return coming;
    }
    look();
    return { all: () => load("&all=true") };
  }

  /* what is folded comes when it is opened */
  async function unfold(folded) {
    const url = folded.dataset.load;
    if (!folded.open || !url) return;
    delete folded.dataset.load;
    try {
      folded.append(await piece(url));
    } catch (error) {
      folded.dataset.load = url;
      say(error.message, true);
    }
  }
  document.querySelectorAll("details[data-load]").forEach((folded) => {
    folded.addEventListener("toggle", () => unfold(folded));
    unfold(folded);
  });

  function wireOpenForm(form) {
    const input = form.querySelector('input[type="file"].hidden-input');
    let busy = false;

    async function send(more) {
      if (busy) return;
      const body = new FormData(form);
      const choice = form.querySelector("[data-structure]");
      if (choice && body.get("structure") === "choose") body.set("structure", choice.value);
      for (const [name, value] of more || []) body.append(name, value);
      for (const name of ["file", "files", "former"]) {
        const kept = body.getAll(name).filter((each) => each.size || each.name);
        body.delete(name);
        kept.forEach((each) => body.append(name, each));
      }
      busy = true;
      form.classList.add("busy");
      say(form.dataset.busy || "请稍候……");
      try {
        const told = await ask(form.dataset.open, body);
        if (told.opened > 1) say("打开了" + told.opened + "份，先看第一份");
        window.location.assign(told.at);
      } catch (error) {
        say(error.message, true);
        if (input) input.value = "";
      } finally {
        busy = false;
        form.classList.remove("busy");
      }
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const pressed = event.submitter;
      send(pressed && pressed.name ? [[pressed.name, pressed.value]] : []);
    });
    if (input) {
      input.addEventListener("change", () => { if (input.files.length) send(); });
      droppable(form, (files) => send(files.slice(0, input.multiple ? 200 : 1).map((f) => [input.name, f])));
    }
    const choice = form.querySelector("[data-structure]");
    if (choice) {
      choice.addEventListener("change", () => { form.querySelector("[data-choose]").checked = true; });
      const former = form.querySelector('input[name="former"]');
      former.addEventListener("change", () => {
        form.querySelector('input[value="like:upload"]').checked = true;
      });
    }
  }

  document.querySelectorAll("form[data-open]").forEach(wireOpenForm);

  /* what cannot be undone is asked twice, on the button itself */
  function sure(button) {
    if (!button.dataset.sure || button.dataset.asked) return true;
    button.dataset.asked = "1";
    const label = button.textContent;
    button.textContent = button.dataset.sure;
    setTimeout(() => { delete button.dataset.asked; button.textContent = label; }, 5000);
    return false;
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-post]");
    if (button) {
      if (!sure(button)) return;
      button.disabled = true;
      try {
        const told = await ask(button.dataset.post, Object.assign({}, button.dataset));
        if (told.at) window.location.assign(told.at);
        else window.location.reload();
      } catch (error) {
        say(error.message, true);
        button.disabled = false;
      }
      return;
    }
    const exporting = event.target.closest("[data-export]");
    if (exporting) {
      const form = document.querySelector(exporting.dataset.export);
      exporting.href = exporting.href.split("?")[0] + "?" + new URLSearchParams(new FormData(form));
    }
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target) || event.target.closest(".list")) menu.open = false;
    });
  });
  const target = window.location.hash && document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
  if (target && target.tagName === "DETAILS") {
    target.open = true;
    target.scrollIntoView();
  }
  /* the ledger's filters answer as one types; pressing Enter must not leave the page */
  const filters = document.getElementById("filters");
  if (filters) filters.addEventListener("submit", (event) => event.preventDefault());
  const search = document.getElementById("search");
  if (search) search.addEventListener("submit", (event) => event.preventDefault());

  return { ask, say, make, sure, droppable, piece, more };
})();
