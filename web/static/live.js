// Pages work without this script. It loads the part of a page that says how often (data-live, in
// seconds) again while somebody looks at it, and leaves it alone while somebody works in it.
"use strict";

(() => {
  const start = document.getElementById("main");
  const seconds = Number(start && start.dataset.live);
  if (!seconds) return;

  const busy = (main) => document.hidden || main.contains(document.activeElement) || String(getSelection()) !== "";

  async function refresh() {
    const main = document.getElementById("main");
    if (busy(main)) return;
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("main");
    if (fresh && !busy(main)) main.replaceWith(document.adoptNode(fresh));
  }

  setInterval(() => refresh().catch(() => {}), seconds * 1000);
})();
