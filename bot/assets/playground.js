// The playground, live: what is done is sent without leaving the page, and what changes comes over one stream.
"use strict";

const panes = [...document.querySelectorAll(".pane")];
const toast = document.querySelector("[data-status]");
const pane = (who) => panes.find((each) => each.dataset.who === who);
const log = (at) => at.querySelector(".log");
const address = new URL(location.href);

// The window's own name goes into the address, so that a reload finds what lies open here.
const own = new URLSearchParams(panes[0].querySelector("input[name=window]")?.value ?? "");
if (own.get("tab") && !address.searchParams.get("tab")) {
  address.searchParams.set("tab", own.get("tab"));
  history.replaceState(null, "", address);
}

function say(text) {
  toast.className = text ? "toast" : "unseen";
  toast.textContent = text;
  if (text) setTimeout(() => say(""), 6000);
}

function toEnd(at, always) {
  const here = log(at);
  if (at.dataset.view === "chat" && (always || here.scrollHeight - here.scrollTop - here.clientHeight < 240))
    here.scrollTop = here.scrollHeight;
}

// --- what comes ---

function made(html) {
  const box = document.createElement("template");
  box.innerHTML = html;
  return box.content.firstElementChild;
}

function put(at, html) {
  const item = made(html);
  const there = document.getElementById(item.id);
  if (there && there.dataset.change === item.dataset.change) return;
  if (there) {
    keepFolds(there, item);
    const held = there.contains(document.activeElement);
    there.replaceWith(item);
    if (held) log(at).focus({ preventScroll: true });
    toEnd(at);
  } else {
    item.classList.add("fresh");
    const after = [...log(at).querySelectorAll(".message")].find((each) => each.id > item.id);
    const near = item.matches(".mine") || log(at).scrollHeight - log(at).scrollTop - log(at).clientHeight < 240;
    log(at).insertBefore(item, after ?? null);
    // Its beginning stays in view, however long it is.
    if (near && at.dataset.view === "chat") log(at).scrollTop = item.offsetTop - 16;
  }
}

function lay(at, html) {
  const over = at.querySelector(".over");
  const was = over.querySelector(".sheet");
  if (was && html && made(html).id === was.id && !html.includes('role="alert"')) return;
  if (!was && !html) return;
  over.innerHTML = html;
  for (const part of [log(at), at.querySelector(".composer")]) if (part) part.inert = Boolean(html);
  const sheet = over.querySelector(".sheet");
  const first = sheet?.querySelector("[aria-invalid=true], input:not([type=hidden]), select, textarea");
  (first ?? sheet ?? log(at)).focus({ preventScroll: !first });
}

function took(told) {
  if (told.reload) return location.reload();
  if (told.clock) for (const each of document.querySelectorAll("[data-clock]")) each.textContent = told.clock;
  const at = pane(told.who);
  if (!at) return;
  if (told.item) put(at, told.item);
  if (told.all) {
    const there = new Set(told.all);
    for (const each of log(at).querySelectorAll("[data-change]")) if (!there.has(each.id)) each.remove();
  }
  if ("sheet" in told) lay(at, told.sheet);
}

let stream = null;
function look() {
  stream?.close();
  stream = null;
  if (document.hidden) return; // a browser opens six streams to one place, however many windows there are
  const seen = [...document.querySelectorAll("[data-change]")].map((each) => Number(each.dataset.change));
  const query = new URLSearchParams(own);
  query.set("since", Math.max(0, ...seen));
  query.set("zone", Intl.DateTimeFormat().resolvedOptions().timeZone ?? "");
  stream = new EventSource(`/playground/stream?${query}`);
  stream.onmessage = (event) => took(JSON.parse(event.data));
  stream.onerror = () => {
    stream?.close();
    setTimeout(look, 1000);
  };
}
document.addEventListener("visibilitychange", look);
addEventListener("pagehide", () => stream?.close());

// --- what is done ---

async function send(form, data) {
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: data, redirect: "manual" });
    if (answer.type === "opaqueredirect") return true;
    say(await answer.text());
  } catch {
    say(toast.dataset.away);
  } finally {
    form.removeAttribute("aria-busy");
  }
  return false;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.getAttribute("method") !== "post" || event.defaultPrevented || form.matches(".language")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (form.getAttribute("aria-busy") === "true") return;
  const data = new FormData(form, event.submitter);
  form.closest("[popover]")?.hidePopover?.();
  const menu = form.closest("details.menu");
  if (menu) menu.open = false;
  const text = form.querySelector("textarea[name=text]");
  const body = form.getAttribute("enctype") === "multipart/form-data" ? data : new URLSearchParams(data);
  const typed = text?.value;
  if (text) {
    text.value = "";
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (!(await send(form, body)) && text && !text.value) text.value = typed;
}, true);

document.addEventListener("click", async (event) => {
  const close = event.target.closest?.("a[data-closes]");
  if (!close) return;
  event.preventDefault();
  await fetch(close.href, { redirect: "manual" });
  lay(close.closest(".pane"), "");
});

document.addEventListener("keydown", (event) => {
  const box = event.target;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && box.matches?.(".say textarea")) {
    event.preventDefault();
    box.form.requestSubmit();
  }
  if (event.key === "Escape") box.closest?.(".pane")?.querySelector(".over a[data-closes]")?.click();
});

// What begins with a slash is shown what can be typed.
document.addEventListener("input", (event) => {
  const box = event.target;
  if (!box.matches?.(".say textarea")) return;
  const menu = box.closest(".pane").querySelector(".commands");
  const wanted = box.value.toLowerCase();
  let some = false;
  for (const row of menu.querySelectorAll("li")) {
    row.hidden = !row.querySelector("button").value.toLowerCase().startsWith(wanted);
    some ||= !row.hidden;
  }
  menu.open = wanted.startsWith("/") && some;
  if (!wanted.startsWith("/")) for (const row of menu.querySelectorAll("li")) row.hidden = false;
});

for (const at of panes) {
  const attach = at.querySelector(".attach");
  if (attach) {
    const input = attach.querySelector("input[type=file]");
    const give = async (files) => {
      const given = [...files];
      for (const file of given) {
        const data = new FormData(attach);
        data.set("file", file);
        await send(attach, data);
      }
      attach.reset();
    };
    input.multiple = true;
    input.addEventListener("change", () => give(input.files));
    at.dataset.drop = attach.querySelector("label").title;
    at.addEventListener("dragover", (event) => {
      event.preventDefault();
      at.classList.add("dropping");
    });
    for (const name of ["dragleave", "drop"]) at.addEventListener(name, () => at.classList.remove("dropping"));
    at.addEventListener("drop", (event) => {
      event.preventDefault();
      give(event.dataTransfer.files);
    });
  }
  const sheet = at.querySelector(".over .sheet");
  if (sheet) for (const part of [log(at), at.querySelector(".composer")]) if (part) part.inert = true;
  toEnd(at, true);
}
look();
