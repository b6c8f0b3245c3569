/* 导览: a strip that says what to try on each screen, on the sample; it goes away when asked to. */
"use strict";

(() => {
  const strip = document.getElementById("tour");
  const KEY = "huibao-tour";
  const sample = (address) => async () => {
    const body = new FormData();
    body.append("sample", "1");
    window.location.assign((await huibao.ask(address, body)).at);
  };
  const go = (address) => async () => { window.location.assign(address); };
  const STEPS = [
    { on: /^\/review\/[\w-]+$/, says: "这是一份样例周报，右边是查出的问题。点一条，左边就亮出原处；再点“采纳”试试，改好的字随时能撤销。", next: "接着看起草", then: sample("/draft") },
    { on: /^\/draft\/[\w-]+$/, says: "这是本周的样例数据，每行读成了什么都列在这里，读错了可以改。看过以后点右边的“起草”。" },
    { on: /^\/draft\/[\w-]+\/text$/, says: "草稿出来了。点里面的数字，看它从数据的哪一行来；“下载”里有公文格式的 Word。", next: "最后看台账", then: go("/ledger") },
    { on: /^\/ledger$/, says: "把往期材料收录进来以后，在这里查数、看趋势；核查时也会和往期比。用自己的材料开始吧。", next: "去收录材料", then: go("/filing"), last: true },
  ];
  const read = () => { try { return sessionStorage.getItem(KEY); } catch (error) { return null; } };
  const write = (value) => { try { if (value) sessionStorage.setItem(KEY, value); else sessionStorage.removeItem(KEY); } catch (error) { /* private window: no tour */ } };

  function button(label, className, deed) {
    const made = huibao.make("button", className, label);
    made.type = "button";
    made.addEventListener("click", async () => {
      made.disabled = true;
      try { await deed(); } catch (error) { huibao.say(error.message, true); made.disabled = false; }
    });
    return made;
  }

  document.querySelectorAll("[data-tour]").forEach((each) => each.addEventListener("click", async () => {
    write("on");
    try { await sample("/review")(); } catch (error) { huibao.say(error.message, true); }
  }));

  const at = STEPS.findIndex((step) => step.on.test(window.location.pathname));
  if (!read() || at < 0) return;
  const step = STEPS[at];
  strip.append(huibao.make("span", "count", "导览 " + (at + 1) + "/" + STEPS.length), huibao.make("span", "says", step.says));
  if (step.next) {
    strip.append(button(step.next, "button primary small", async () => { if (step.last) write(""); await step.then(); }));
  }
  strip.append(button("不看了", "button small", async () => { write(""); strip.hidden = true; document.body.classList.remove("touring"); }));
  document.body.classList.add("touring");
  strip.hidden = false;
})();
