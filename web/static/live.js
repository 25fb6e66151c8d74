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

// A form that says where its outcome stands (data-typed) is asked while somebody types: the outcome
// is put in place of the one before, and an older answer never over a newer one.
(() => {
  const form = document.querySelector("form[data-typed]");
  if (!form) return;
  let timer, asked;

  async function ask() {
    if (asked) asked.abort();
    asked = new AbortController();
    const url = form.action + "?" + new URLSearchParams(new FormData(form));
    const answer = await fetch(url, { credentials: "same-origin", signal: asked.signal });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(form.dataset.typed);
    const old = document.getElementById(form.dataset.typed);
    if (fresh && old) old.replaceWith(document.adoptNode(fresh));
    history.replaceState(null, "", url);
  }

  const soon = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(() => ask().catch(() => {}), wait);
  };
  form.addEventListener("input", () => soon(250));
  form.addEventListener("change", () => soon(0));
})();
