// What is nicer with a script on the pages; everything works without one.
"use strict";

// The answer to a press takes the place of what is shown, where the reader is; nothing is loaded anew.
const main = () => document.getElementById("main");
const take = (text) => {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const shown = fresh.getElementById("main");
  if (!shown) return false;
  keepFolds(main(), shown);
  main().replaceWith(shown);
  return true;
};

// A field may be called `action`, and is then what form.action is.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches(".press, .choices, .upload") || !form.closest("main")) return;
  if (form.matches(".upload")) return upload(event, form);
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  const where = { top: scrollY, left: scrollX, behavior: "instant" };
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(data) });
    const text = await answer.text();
    if (answer.redirected && answer.url !== location.href) location.assign(answer.url);
    else if (!take(text)) location.assign("/me");
    else {
      const told = main().querySelector(".notice");
      if (told) {
        told.tabIndex = -1;
        told.focus();
      } else {
        main().focus({ preventScroll: true });
        scrollTo(where);
      }
    }
  } catch {
    form.removeAttribute("aria-busy");
    const lost = main().querySelector(":scope > .error") ?? document.createElement("p");
    lost.className = "error";
    lost.setAttribute("role", "alert");
    main().prepend(lost);
    lost.textContent = main().dataset.away;
    lost.scrollIntoView({ block: "center" });
  }
});

// How much of a file has arrived.
const upload = (event, form) => {
  const [file] = form.querySelector("input[type=file]").files;
  const wrong = form.querySelector(".error");
  event.preventDefault();
  if (file && file.size > Number(form.dataset.limit)) {
    wrong.textContent = form.dataset.large;
    wrong.hidden = false;
    form.removeAttribute("aria-busy");
    return;
  }
  wrong.hidden = true;
  const bar = form.querySelector("progress");
  bar.hidden = false;
  const sending = new XMLHttpRequest();
  sending.upload.addEventListener("progress", (sent) => (bar.value = sent.loaded / sent.total));
  sending.addEventListener("load", () => {
    if (sending.status < 400) location.assign(sending.responseURL);
    else document.body.innerHTML = new DOMParser().parseFromString(sending.responseText, "text/html").body.innerHTML;
  });
  sending.addEventListener("error", () => {
    bar.hidden = true;
    wrong.textContent = form.dataset.lost;
    wrong.hidden = false;
    form.removeAttribute("aria-busy");
  });
  sending.open("POST", form.getAttribute("action"));
  sending.send(new FormData(form));
};

// On a phone the navigation is wider than its window: where one is has to be in view.
const here = document.querySelector(".bar nav [aria-current]");
if (here) {
  const nav = here.closest("nav");
  nav.scrollLeft = here.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
}

// What goes on by itself is looked at again, as long as somebody looks; one look at a time, and none on the way to elsewhere.
const again = async () => {
  if (document.querySelector("[data-again]") && !document.hidden) {
    const answer = await fetch(location.href).catch(() => null);
    if (answer?.redirected) return location.replace(answer.url);
    if (answer?.ok) take(await answer.text());
  }
  setTimeout(again, 2000);
};
setTimeout(again, 2000);
