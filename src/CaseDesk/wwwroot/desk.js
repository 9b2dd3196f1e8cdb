// Every page works without this file. It gives lists their keys and closes menus. No inline handlers and no eval: it fits the strict CSP.
"use strict";

// Single letters act only while the focus is inside the list, so that speech input and readers keep theirs (WCAG 2.1.4).
for (const list of document.querySelectorAll("[data-list-keys]")) {
  list.addEventListener("keydown", (press) => {
    if (press.ctrlKey || press.altKey || press.metaKey) return;
    if (press.target.closest("input:not([type=checkbox]), textarea, select")) return;

    if (press.key === "j") move(list, 1);
    if (press.key === "k") move(list, -1);
  });
}

function move(list, by) {
  const rows = [...list.querySelectorAll("tbody tr")].filter((row) => row.querySelector("th a"));
  if (rows.length === 0) return;

  const current = rows.findIndex((row) => row.classList.contains("is-cursor"));
  const next = rows[Math.max(0, Math.min(rows.length - 1, current + by))];
  rows[current]?.classList.remove("is-cursor");
  next.classList.add("is-cursor");
  next.querySelector("th a").focus();
}

// A menu is a native details element: Escape closes it and gives the focus back, a click elsewhere closes it.
for (const menu of document.querySelectorAll("details[data-menu]")) {
  menu.addEventListener("keydown", (press) => {
    if (press.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (click) => {
    if (!menu.contains(click.target)) menu.open = false;
  });
}

// A printed page shows what is one click away on the screen, also in browsers without ::details-content.
const opened = [];
window.addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details:is(.rule, .more):not([open])")) {
    part.open = true;
    opened.push(part);
  }
});
window.addEventListener("afterprint", () => {
  for (const part of opened.splice(0)) part.open = false;
});

// Who takes something away means to narrow; the server asks back where the verdict says otherwise.
for (const part of document.querySelectorAll("[data-narrows]")) {
  part.addEventListener("change", () => {
    const narrow = part.closest("article").querySelector("[value=narrow]");
    if (!narrow.disabled) narrow.checked = true;
  });
}
