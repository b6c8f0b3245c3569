/* 核查: the text with its marks on the left, the findings on the right, and what a person decides. */
"use strict";

(() => {
  const root = document.querySelector("[data-review]");
  const base = root.dataset.review;
  const words = root.querySelector(".words");
  const marks = root.querySelector(".marks");
  const paper = root.querySelector(".paper");
  const list = root.querySelector("[data-list]");
  const counted = root.querySelector("[data-counted]");
  const undo = root.querySelector("[data-undo]");
  const compare = root.querySelector("[data-compare]");
  const unchecked = root.querySelector(".unchecked");
  const pace = root.querySelector("[data-pace]");
  const names = { error: "错误", warning: "警告", info: "提示" };
  const ranks = { error: 3, warning: 2, info: 1 };

  let findings = [];
  let chosen = -1;
  let level = "";
  let shownText = "";
  let waiting = 0;
  let composing = false;
  let asked = 0;

  /* The server counts code points, the browser UTF-16 units. */
  function units(text) {
    if (!/[\ud800-\udbff]/.test(text)) return (place) => place;
    const at = [0];
    for (const each of text) at.push(at[at.length - 1] + each.length);
    return (place) => (place < at.length ? at[place] : text.length);
  }

  function take(state) {
    const unit = units(state.text);
    findings = state.findings.map((each) => Object.assign(each, {
      places: each.spans.map((span) => {
        let start = unit(span.start);
        let end = unit(span.end);
        if (start === end) {
          if (end < state.text.length && state.text[end] !== "\n") end += 1;
          else start = Math.max(0, start - 1);
        }
        return { start, end };
      }),
    }));
    findings.sort((a, b) => ranks[b.severity] - ranks[a.severity] || a.places[0].start - b.places[0].start);
    if (words.value !== state.text) words.value = state.text;
    shownText = state.text;
    const name = state.counted || "没有查出问题";
    counted.textContent = name + (state.ignored ? "（忽略" + state.ignored + "处）" : "");
    undo.disabled = !state.undo;
    compare.checked = state.compared;
    compare.disabled = !state.comparable;
    compare.parentElement.title = state.comparable ? "和档案里以前的报告比较" : "档案还是空的，先收录往期材料才能比较";
    pace.textContent = "核查用时 " + state.milliseconds + " 毫秒";
    if (chosen >= findings.length) chosen = findings.length - 1;
    drawList();
    drawMarks();
    drawUnchecked(state.not_checked);
  }

  /* Pieces between all borders of all places; each piece knows whose it is. */
  function drawMarks() {
    const text = words.value;
    const borders = new Set([0, text.length]);
    findings.forEach((each) => each.places.forEach((p) => { borders.add(p.start); borders.add(p.end); }));
    const cuts = Array.from(borders).filter((at) => at <= text.length).sort((a, b) => a - b);
    const begins = new Map();
    const ends = new Map();
    findings.forEach((each, number) => each.places.forEach((p) => {
      if (!begins.has(p.start)) begins.set(p.start, []);
      if (!ends.has(p.end)) ends.set(p.end, []);
      begins.get(p.start).push(number);
      ends.get(p.end).push(number);
    }));
    const open = [];
    const drawn = document.createDocumentFragment();
    for (let i = 0; i < cuts.length; i += 1) {
      (ends.get(cuts[i]) || []).forEach((number) => open.splice(open.indexOf(number), 1));
      (begins.get(cuts[i]) || []).forEach((number) => open.push(number));
      const piece = text.slice(cuts[i], cuts[i + 1]);
      if (!piece || i + 1 === cuts.length) continue;
      if (!open.length) {
        drawn.append(piece);
        continue;
      }
      const top = open.reduce((a, b) => (ranks[findings[b].severity] > ranks[findings[a].severity] ? b : a));
      const mark = huibao.make("mark", findings[top].severity, piece);
      if (open.includes(chosen)) mark.classList.add("on");
      mark.dataset.of = open.join(" ");
      drawn.append(mark);
    }
    /* a line end at the very end needs something after it to have height */
    drawn.append("\u200b");
    marks.replaceChildren ? marks.replaceChildren(drawn) : (marks.textContent = "", marks.append(drawn));
  }

  function button(label, className, deed, number) {
    const made = huibao.make("button", "button small " + className, label);
    made.type = "button";
    made.addEventListener("click", (event) => { event.stopPropagation(); decide(deed, number); });
    return made;
  }

  function drawList() {
    list.textContent = "";
    findings.forEach((each, number) => {
      if (level && each.severity !== level) return;
      const row = huibao.make("li", "finding " + each.severity + (number === chosen ? " on" : ""));
      row.dataset.number = number;
      row.tabIndex = 0;
      const body = huibao.make("div", "body");
      const head = huibao.make("p", "head");
      head.append(huibao.make("span", "level", names[each.severity]), huibao.make("span", "title", each.title || each.rule));
      const code = huibao.make("a", "code", each.rule);
      code.href = "/help/" + encodeURIComponent(each.rule);
      code.target = "_blank";
      code.rel = "noopener";
      code.title = "这条规则为什么查、怎么改";
      code.addEventListener("click", (event) => event.stopPropagation());
      head.append(code);
      body.append(head, huibao.make("p", "message", each.message));
      each.spans.forEach((span, at) => {
        if (at > 5) return;
        const place = huibao.make("button", "place");
        place.type = "button";
        const where = each.where[at].replace(/（.*›([^›]*)）$/, "（$1）");
        place.title = each.where[at];
        place.append(huibao.make("span", "where", (at ? "另一处 " : "") + where), huibao.make("q", "", clip(span.text)));
        place.addEventListener("click", (event) => { event.stopPropagation(); choose(number, at); });
        body.append(place);
      });
      each.related.slice(0, 3).forEach((other) => {
        const place = huibao.make("a", "related");
        place.href = "/reports/of/" + encodeURIComponent(other.sha256) + "/" + other.start;
        place.target = "_blank";
        place.rel = "noopener";
        place.addEventListener("click", (event) => event.stopPropagation());
        place.append(huibao.make("span", "where", other.file), huibao.make("q", "", clip(other.text)));
        body.append(place);
      });
      if (each.correction) {
        const told = huibao.make("p", "correction", each.correction);
        body.append(told);
      }
      const deeds = huibao.make("div", "deeds");
      if (each.suggestion) deeds.append(button("采纳", "primary", "accept", number));
      deeds.append(button("忽略一次", "", "once", number), button("始终忽略", "", "always", number));
      body.append(deeds);
      row.append(body);
      row.addEventListener("click", () => choose(number, 0));
      list.append(row);
    });
    if (!list.children.length) {
      list.append(huibao.make("li", "empty", findings.length ? "这一类没有。" : "没有查出问题。报出前请再通读一遍。"));
    }
  }

  function clip(text) {
    const plain = text.replace(/\s+/g, " ").trim();
    return plain.length > 70 ? plain.slice(0, 68) + "…" : plain;
  }

  function drawUnchecked(every) {
    unchecked.hidden = !every.length;
    unchecked.querySelector("summary").textContent = "没有查的（" + every.length + "处），不等于没有错";
    const shown = unchecked.querySelector("ul");
    shown.textContent = "";
    every.slice(0, 100).forEach((each) => {
      const text = each.spans.length ? each.reason + "：" + clip(each.spans[0].text) : each.reason;
      shown.append(huibao.make("li", "", text));
    });
  }

  function choose(number, at, quiet) {
    chosen = number;
    drawMarks();
    list.querySelectorAll(".finding").forEach((row) => row.classList.toggle("on", Number(row.dataset.number) === number));
    const row = list.querySelector('[data-number="' + number + '"]');
    if (row) row.scrollIntoView({ block: "nearest" });
    if (quiet) return;
    const place = findings[number].places[at] || findings[number].places[0];
    let passed = 0;
    for (const node of marks.childNodes) {
      const length = node.textContent.length;
      if (passed + length > place.start && node.nodeType === 1) {
        const box = node.getBoundingClientRect();
        const frame = paper.getBoundingClientRect();
        const top = paper.scrollTop + box.top - frame.top - paper.clientHeight / 3;
        paper.scrollTo({ top: Math.max(0, top), behavior: "smooth" });
        if (paper.scrollHeight <= paper.clientHeight + 2) node.scrollIntoView({ block: "center" });
        break;
      }
      passed += length;
    }
  }

  async function send(deed, more) {
    asked += 1;
    const mine = asked;
    const sent = words.value;
    /* a deed changes the text: nobody types meanwhile; a re-check does not hold up typing */
    words.readOnly = deed !== "edit";
    try {
      const state = await huibao.ask(base + "/" + deed, Object.assign({ text: sent }, more));
      if (mine === asked && !composing && words.value === sent) take(state);
      return true;
    } catch (error) {
      huibao.say(error.message, true);
      return false;
    } finally {
      words.readOnly = false;
    }
  }

  async function decide(deed, number) {
    const each = findings[number];
    clearTimeout(waiting);
    const said = { accept: "已改好这一处", once: "这份材料里不再提这一处", always: "以后不再提这几个字" };
    if (await send(deed, { mark: each.fingerprint, start: each.spans[0].start })) {
      huibao.say(said[deed] + "，可以撤销");
    }
  }

  /* While typing, marks move along; after a pause the text is checked again. */
  function typed() {
    const text = words.value;
    let head = 0;
    const most = Math.min(text.length, shownText.length);
    while (head < most && text[head] === shownText[head]) head += 1;
    let tail = 0;
    while (tail < most - head && text[text.length - 1 - tail] === shownText[shownText.length - 1 - tail]) tail += 1;
    const cut = shownText.length - tail;
    const shift = text.length - shownText.length;
    const move = (at) => (at <= head ? at : at >= cut ? at + shift : Math.min(at, text.length - tail));
    findings.forEach((each) => { each.places = each.places.map((p) => ({ start: move(p.start), end: Math.max(move(p.start), move(p.end)) })); });
    shownText = text;
    drawMarks();
    clearTimeout(waiting);
    if (!composing) waiting = setTimeout(() => send("edit"), 350);
  }

  words.addEventListener("compositionstart", () => { composing = true; clearTimeout(waiting); });
  words.addEventListener("compositionend", () => { composing = false; typed(); });
  words.addEventListener("input", typed);
  words.addEventListener("click", () => {
    if (words.selectionStart !== words.selectionEnd) return;
    const at = words.selectionStart;
    let best = -1;
    findings.forEach((each, number) => {
      if (each.places.some((p) => p.start <= at && at <= p.end) && (!level || each.severity === level)) {
        if (best < 0) best = number;
      }
    });
    if (best >= 0) choose(best, 0, true);
  });
  undo.addEventListener("click", () => { clearTimeout(waiting); send("undo"); });
  compare.addEventListener("change", () => send("compare", { compare: compare.checked }));
  root.querySelectorAll("[data-level]").forEach((chip) => chip.addEventListener("click", () => {
    level = chip.dataset.level;
    root.querySelectorAll("[data-level]").forEach((each) => each.classList.toggle("on", each === chip));
    drawList();
  }));
  /* what was typed a moment ago must be in the download */
  root.querySelectorAll("[data-download]").forEach((link) => link.addEventListener("click", async (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    if (await send("edit")) window.location.assign(link.href);
  }));
  list.addEventListener("keydown", (event) => {
    const row = event.target.closest(".finding");
    if (!row || event.target !== row) return;
    const number = Number(row.dataset.number);
    const beside = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
    if (beside) { event.preventDefault(); beside.focus(); choose(Number(beside.dataset.number), 0); }
    if (event.key === "Enter") choose(number, 0);
    if (event.key.toLowerCase() === "a" && findings[number].suggestion && !event.ctrlKey && !event.metaKey) decide("accept", number);
    if (event.key.toLowerCase() === "d" && !event.ctrlKey && !event.metaKey) decide("once", number);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.altKey && event.key.toLowerCase() === "z" && !undo.disabled) send("undo");
  });

  huibao.ask(base + "/state").then(take, (error) => { counted.textContent = ""; huibao.say(error.message, true); });
})();
