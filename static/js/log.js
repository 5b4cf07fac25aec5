// An entry of a log is kept as a draft while it is being written, whole, every few seconds. The
// revision that comes back goes into the form, so that two windows never overwrite each other.
// Without this script everything works by its buttons.
"use strict";
(() => {
  const AUTOSAVE = 1500;
  const form = document.querySelector("form[data-draft-all]");
  if (!form) {
    return;
  }
  const place = form.querySelector("[data-saved]");
  const NOT_SENT = new Set(["name_typed", "agreed", "told", "then"]);
  let timer = 0;
  let isSending = false;
  let isStale = false;

  const entry = () => {
    const data = new FormData(form);
    for (const name of NOT_SENT) {
      data.delete(name);
    }
    return data;
  };
  const words = (data) =>
    JSON.stringify([...data].filter(([name]) => name !== "revision"));
  // What was typed before this script came, or put back by the browser, is not kept yet.
  const asServed = (field) => {
    if (!field.options) {
      return field.defaultValue;
    }
    const options = [...field.options];
    return (options.find((one) => one.defaultSelected) ?? options[0]).value;
  };
  const isTouched = [...form.elements].some(
    (field) =>
      field.name &&
      !["hidden", "submit", "checkbox"].includes(field.type) &&
      !NOT_SENT.has(field.name) &&
      field.value !== asServed(field),
  );
  let kept = isTouched ? "" : words(entry());

  const say = (text) => {
    place.textContent = text;
  };

  const send = async () => {
    window.clearTimeout(timer);
    const data = entry();
    const sent = words(data);
    if (isSending || isStale || sent === kept) {
      return;
    }
    isSending = true;
    try {
      const answer = await fetch(form.dataset.draftAll, {
        method: "POST",
        body: data,
        headers: { Accept: "application/json" },
      });
      const said = await answer.json();
      if (answer.ok) {
        kept = sent;
        form.elements.revision.value = String(said.revision);
      }
      isStale = answer.status === 409;
      say(answer.ok ? said.saved : said.error);
    } catch {
      say("Not saved yet: there is no connection. What you typed is still here.");
    }
    isSending = false;
    if (words(entry()) !== sent) {
      timer = window.setTimeout(send, AUTOSAVE);
    }
  };

  const changed = () => {
    if (!isSending && !isStale) {
      say("Not saved yet");
    }
    window.clearTimeout(timer);
    timer = window.setTimeout(send, AUTOSAVE);
  };
  if (isTouched) {
    changed();
  }
  form.addEventListener("input", (event) => {
    if (!NOT_SENT.has(event.target.name)) {
      changed();
    }
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) {
      send();
    }
  });
})();
