// Follows a piece of work that the page shows, without reloading it. Every page works without this file.
"use strict";

for (const place of document.querySelectorAll("[data-follow-place]")) follow(place);

async function follow(place) {
  for (let wait = 1; ; ) {
    const source = place.querySelector("[data-follow]")?.dataset.follow;
    if (!source) return;
    await new Promise((done) => setTimeout(done, wait * 1000));
    if (document.hidden) continue;
    try {
      const answer = await fetch(source, { cache: "no-store", redirect: "error" });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const part = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      if (part.innerHTML.trim() !== place.innerHTML.trim()) place.replaceChildren(...part.childNodes);
      wait = 1;
    } catch {
      wait = Math.min(60, wait * 2);
    }
  }
}
