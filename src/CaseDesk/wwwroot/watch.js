// Follows what the page shows, without reloading it: /watch answers when that is no longer so. Every page works without this file.
"use strict";

{
  const line = document.querySelector("[data-watch]");
  const note = line.querySelector("[data-watch-note]");
  const said = line.querySelector("[data-watch-said]");
  const hold = line.querySelector("[data-watch-hold]");
  const following = note.textContent;

  let mark = "";
  let current = new Date();
  let failures = 0;
  let isHeld = false;
  let hasEnded = false;
  let asking = null;

  line.hidden = false;
  hold.addEventListener("click", () => {
    isHeld = !isHeld;
    hold.textContent = isHeld ? "Follow changes again" : "Hold still";
    tell(isHeld ? `Held still since ${hour(new Date())}.` : following);
    restart();
  });
  document.addEventListener("visibilitychange", restart);
  restart();

  // A page that is out of sight or held still asks nothing. Back in sight it asks at once.
  function restart() {
    asking?.abort();
    asking = null;
    if (document.hidden || isHeld || hasEnded) return;
    asking = new AbortController();
    follow(asking.signal);
  }

  async function follow(over) {
    while (!over.aborted) {
      try {
        const answer = await fetch(`/watch?of=${line.dataset.watch}`, {
          cache: "no-store",
          redirect: "manual",
          headers: mark ? { "If-None-Match": mark } : {},
          // The desk holds a question for 25 seconds; one that takes longer is lost.
          signal: AbortSignal.any([over, AbortSignal.timeout(40_000)]),
        });
        if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) return end();
        if (![200, 202, 304].includes(answer.status)) throw new Error(`status ${answer.status}`);

        const parts = answer.status === 200 ? await answer.text() : "";
        if (over.aborted) return;
        current = new Date();
        if (failures > 0) tell(following);
        failures = 0;
        if (answer.status === 200) {
          mark = answer.headers.get("ETag") ?? "";
          put(parts);
        }
        // Asked anew when something happened, but no faster than anybody reads.
        await pause(answer.status === 202 ? 0 : Number(answer.headers.get("Retry-After") ?? 0.5), over);
      } catch {
        if (over.aborted) return;
        failures++;
        tell(`Not current since ${hour(current)}: the desk does not answer. Trying again.`);
        await pause(Math.min(60, 2 ** failures) * (0.75 + Math.random() / 2), over);
      }
    }
  }

  function end() {
    hasEnded = true;
    hold.hidden = true;
    tell(`Not current since ${hour(current)}. Load this page again to follow it.`);
  }

  // Only what has changed is exchanged, never what has the focus: nobody is moved from where she is.
  function put(parts) {
    const changes = [];
    for (const part of new DOMParser().parseFromString(parts, "text/html").querySelectorAll("[data-live]")) {
      const here = document.querySelector(`[data-live="${CSS.escape(part.dataset.live)}"]`);
      if (!here || here.innerHTML === part.innerHTML || here.contains(document.activeElement)) continue;

      if (part.dataset.say && part.dataset.say !== here.dataset.say) changes.push(part.dataset.say);
      here.dataset.say = part.dataset.say ?? "";
      here.replaceChildren(...part.childNodes);
    }
    if (changes.length > 0) said.textContent = changes.length > 5 ? `${changes.length} changes` : changes.join(". ") + ".";
  }

  function tell(words) {
    if (note.textContent !== words) note.textContent = words;
    note.classList.toggle("watch-stale", failures > 0 || hasEnded);
  }

  function hour(at) {
    return `${at.toISOString().slice(11, 16)} UTC`;
  }

  function pause(seconds, over) {
    return new Promise((done) => {
      const timer = setTimeout(done, seconds * 1000);
      over.addEventListener("abort", () => { clearTimeout(timer); done(); }, { once: true });
    });
  }
}
