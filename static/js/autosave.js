/* A form that saves itself: a few seconds after a change it is posted to data-autosave-url; when that fails, a copy
   stays in this browser, and nothing typed is lost. Answers: 200 {version, saved_at}, 409 {message, changes: [{label, by, value}]},
   400 {message}. */
"use strict";

(() => {
  const form = document.querySelector("form[data-autosave-url]");
  if (!form) return;
  const state = form.querySelector("[data-autosave-state]");
  const conflict = form.querySelector("[data-autosave-conflict]");
  const key = `autosave:${form.dataset.autosaveUrl}`;
  const wait = Number(form.dataset.autosaveWait || 3000);
  let timer = null;
  let saving = false;
  let dirty = false;
  let again = false; // typed while a save was on its way
  let stopped = false;
  let sending = false;

  const say = (icon, text) => {
    const mark = document.createElement("i");
    mark.className = `bi bi-${icon}`;
    mark.setAttribute("aria-hidden", "true");
    state.replaceChildren(mark, ` ${text}`);
  };

  const skipped = new Set(["csrfmiddlewaretoken", "version", "one_time_key"]);
  const entries = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !skipped.has(name));

  const keep = () => {
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), owner: form.dataset.autosaveOwner || "", entries: entries() }));
      return true;
    } catch (error) {
      return false; // storage full or forbidden: the warning on leaving still holds
    }
  };
  const forget = () => {
    try { localStorage.removeItem(key); } catch (error) { console.debug(error); }
  };

  const clock = (text) => new Date(text || Date.now()).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

  const showConflict = (answer) => {
    stopped = true;
    const lead = document.createElement("p");
    lead.textContent = answer.message;
    const list = document.createElement("ul");
    (answer.changes || []).forEach((change) => {
      const line = document.createElement("li");
      line.textContent = `${change.label}（${change.by}）：${change.value}`;
      list.append(line);
    });
    const foot = document.createElement("p");
    foot.textContent = "您输入的内容仍保留在本页，点“暂存”可查看差异后决定。";
    conflict.replaceChildren(lead, list, foot);
    conflict.classList.remove("d-none");
    say("exclamation-triangle", "自动保存已暂停");
  };

  // A refusal is not tried again by itself: the next change does.
  const unsaved = (text) => {
    dirty = true;
    keep();
    say("exclamation-triangle", text);
  };

  const save = async () => {
    if (saving || stopped || sending) return;
    saving = true;
    dirty = false;
    again = false;
    say("arrow-repeat", "正在保存…");
    const data = new FormData(form);
    // Files go with the real submission only.
    [...data].forEach(([name, value]) => { if (typeof value !== "string") data.delete(name); });
    try {
      const response = await fetch(form.dataset.autosaveUrl, { method: "POST", body: data, headers: { "X-Requested-With": "autosave", Accept: "application/json" }, credentials: "same-origin", redirect: "manual" });
      const answer = (response.headers.get("Content-Type") || "").includes("json") ? await response.json() : {};
      if (response.ok) {
        if (answer.version !== undefined) form.elements.version.value = answer.version;
        if (!dirty) forget();
        say("cloud-check", `已自动保存 ${clock(answer.saved_at)}`);
      } else if (response.status === 409) {
        dirty = true;
        keep();
        showConflict(answer);
      } else if (response.type === "opaqueredirect" || response.status === 403) {
        unsaved("登录或本页已过期，内容已留在本机，请重新登录后回到本页恢复");
      } else {
        unsaved(answer.message || "未能自动保存，内容已留在本机，请稍后点“暂存”");
      }
    } catch (error) {
      dirty = true;
      say("cloud-slash", keep() ? "网络不通，内容已留在本机，恢复后自动保存" : "网络不通，请勿关闭本页");
      clearTimeout(timer);
      timer = setTimeout(tick, wait * 5);
    } finally {
      saving = false;
    }
    if (again && !timer && !stopped) timer = setTimeout(tick, wait);
  };
  const tick = () => { timer = null; save(); };

  const touched = () => {
    dirty = true;
    again = true;
    keep();
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(tick, wait);
  };
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  form.addEventListener("submit", () => { sending = true; clearTimeout(timer); });
  window.addEventListener("pageshow", () => { sending = false; });
  window.addEventListener("online", () => { if (dirty) tick(); });
  window.addEventListener("beforeunload", (event) => {
    if (!dirty || sending) return;
    event.preventDefault();
    event.returnValue = "";
  });

  const offer = () => {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(key) || "null"); } catch (error) { forget(); }
    if (!kept || kept.owner !== (form.dataset.autosaveOwner || "")) return;
    // What a line said when the page was opened is no typing: it changes with every save.
    const typed = (pairs) => JSON.stringify(pairs.filter(([name]) => !name.startsWith("was_")));
    if (typed(kept.entries) === typed(entries())) { forget(); return; }
    const lead = document.createElement("span");
    lead.textContent = `本机留有 ${new Date(kept.at).toLocaleString("zh-CN")} 未保存的内容。`;
    const restore = document.createElement("button");
    restore.type = "button";
    restore.className = "btn btn-outline-primary";
    restore.textContent = "恢复";
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "btn btn-outline-secondary";
    drop.textContent = "放弃";
    conflict.replaceChildren(lead, " ", restore, " ", drop);
    conflict.classList.remove("d-none");
    restore.addEventListener("click", () => { fill(kept.entries); conflict.classList.add("d-none"); touched(); });
    drop.addEventListener("click", () => { forget(); conflict.classList.add("d-none"); });
  };

  const fill = (saved) => {
    saved.filter(([name]) => name.endsWith("-TOTAL_FORMS")).forEach(([name, value]) => {
      const total = form.elements[name];
      const button = form.querySelector(`[data-formset-add][value="${name.slice(0, -12)}"]`);
      while (button && total && Number(total.value) < Number(value)) {
        const before = total.value;
        button.click();
        if (total.value === before) break;
      }
    });
    const values = new Map();
    saved.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
    [...form.elements].forEach((control) => {
      if (!control.name || skipped.has(control.name) || /-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/.test(control.name)) return;
      if (["file", "submit", "button", "fieldset"].includes(control.type)) return;
      const found = values.get(control.name);
      if (["checkbox", "radio"].includes(control.type)) {
        const checked = Boolean(found && found.includes(control.value));
        if (checked !== control.checked) { control.checked = checked; control.dispatchEvent(new Event("change", { bubbles: true })); }
      } else if (found) {
        control.value = found.shift();
        control.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
  };
  offer();

  // On a slow line people type before this script is there.
  const isTyped = (control) => ["text", "textarea"].includes(control.type) && control.value !== control.defaultValue;
  if ([...form.elements].some(isTyped)) touched();
})();
