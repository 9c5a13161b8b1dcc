// What is nicer with a script; everything works without one.
"use strict";

// What was folded open or shut stays so when it is drawn anew: known by its title, whatever is counted there.
const folds = (at) => {
  const found = new Map();
  for (const fold of at.querySelectorAll("details:not(.menu)")) {
    const title = fold.querySelector("summary").textContent.replace(/\d+/g, "");
    let name = title;
    while (found.has(name)) name += "+";
    found.set(name, fold);
  }
  return found;
};
const keepFolds = (before, after) => {
  const was = folds(before);
  for (const [name, fold] of folds(after)) if (was.has(name)) fold.open = was.get(name).open;
};

// A menu closes when somebody looks elsewhere, or says Escape.
const menus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A press counts once: until its answer is here, the same form is not sent again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.getAttribute("aria-busy") === "true") event.preventDefault();
  else form.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
});
