// The portfolio's pages and written reflections: a file that is too large is told of before it is
// sent, and a long text is kept as a draft while it is being written. Without this script everything works by its buttons.
"use strict";
(() => {
  const MEGABYTE = 1000000;
  const AUTOSAVE = 1500;

  const field = document.querySelector('input[type="file"][data-most]');
  if (field) {
    const place = field.parentElement.querySelector("[data-too-large]");
    field.addEventListener("change", () => {
      const most = Number(field.dataset.most);
      const file = field.files[0];
      const isTooLarge = Boolean(most && file && file.size > most);
      place.hidden = !isTooLarge;
      place.textContent = isTooLarge
        ? `“${file.name}” has ${(file.size / MEGABYTE).toFixed(1)} MB; ${most / MEGABYTE} MB are the most. Please choose a smaller copy, or say where it can be found instead.`
        : "";
      if (isTooLarge) {
        field.value = "";
      }
    });
  }

  const form = document.querySelector("form[data-draft]");
  if (!form) {
    return;
  }
  const name = form.dataset.field || "rationale";
  const text = form.elements[name];
  const place = form.querySelector("[data-saved]");
  let kept = text.value;
  let timer = 0;
  let isSending = false;

  const say = (words) => {
    place.textContent = words;
  };

  const send = async () => {
    window.clearTimeout(timer);
    if (isSending || text.value === kept) {
      return;
    }
    isSending = true;
    const sent = text.value;
    const data = new FormData();
    for (const one of ["csrf_token", "revision", name]) {
      data.set(one, form.elements[one].value);
    }
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body: data,
        headers: { Accept: "application/json" },
      });
      const said = await answer.json();
      if (answer.ok) {
        kept = sent;
      }
      say(answer.ok ? said.saved : said.error);
    } catch {
      say("Not saved yet: there is no connection. Your text is still here.");
    }
    isSending = false;
    if (text.value !== sent) {
      timer = window.setTimeout(send, AUTOSAVE);
    }
  };

  text.addEventListener("input", () => {
    if (!isSending) {
      say("Not saved yet");
    }
    window.clearTimeout(timer);
    timer = window.setTimeout(send, AUTOSAVE);
  });
  text.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) {
      send();
    }
  });
})();
