/* 登录、我的账号、账号：forms that answer in place; a new password or key is shown this once. */
"use strict";

(() => {
  const shown = document.querySelector("[data-shown]");

  function show(text) {
    shown.textContent = text;
    shown.hidden = false;
    shown.scrollIntoView({ block: "nearest" });
  }

  const login = document.querySelector("[data-login]");
  if (login) {
    const said = login.querySelector("[data-said]");
    login.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const told = await huibao.ask("/login", new FormData(login));
        window.location.assign(told.at);
      } catch (error) {
        said.textContent = error.message;
        said.hidden = false;
        login.querySelector('[name="password"]').select();
      }
    });
  }

  document.querySelectorAll("form[data-send]").forEach((form) => {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const told = await huibao.ask(form.dataset.send, Object.fromEntries(new FormData(form)));
        if (told.key) show("钥匙：" + told.key + "　请现在抄下，离开这一页就看不到了。");
        else if (told.at) window.location.assign(told.at);
        form.reset();
      } catch (error) {
        huibao.say(error.message, true);
      }
    });
  });

  const add = document.querySelector("[data-add]");
  if (add) {
    add.addEventListener("submit", async (event) => {
      event.preventDefault();
      const given = new FormData(add);
      try {
        const told = await huibao.ask("/people", {
          name: given.get("name"),
          office: Number(given.get("office")),
          roles: given.getAll("roles"),
        });
        show(told.name + " 的初始密码：" + told.password + "　请转告本人，第一次登录要换掉；刷新页面后看不到。");
        const made = huibao.make("tr");
        const office = add.elements.office;
        [told.name, office.options[office.selectedIndex].textContent, given.getAll("roles").join("、"), "没换过初始密码", ""].forEach(
          (each) => made.append(huibao.make("td", "", each)));
        document.querySelector("table tbody").append(made);
        add.reset();
      } catch (error) {
        huibao.say(error.message, true);
      }
    });
  }

  document.querySelectorAll("[data-reset]").forEach((button) => {
    button.addEventListener("click", async () => {
      if (!huibao.sure(button)) return;
      try {
        const told = await huibao.ask(button.dataset.reset, {});
        show(told.name + " 的新密码：" + told.password + "　请转告本人，第一次登录要换掉。");
      } catch (error) {
        huibao.say(error.message, true);
      }
    });
  });

  document.querySelectorAll("tr[data-person]").forEach((row) => {
    row.addEventListener("change", async (event) => {
      if (!event.target.matches("[data-role]")) return;
      const roles = Array.from(row.querySelectorAll("[data-role]:checked")).map((each) => each.value);
      try {
        await huibao.ask("/people/" + row.dataset.person + "/roles", { roles });
        huibao.say("角色已改，本人要重新登录");
      } catch (error) {
        event.target.checked = !event.target.checked;
        huibao.say(error.message, true);
      }
    });
  });
})();
