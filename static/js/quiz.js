// The quiz: what is ticked is kept as it is ticked, here until the server has it, and there until it
// is handed in, so that it can be gone on with on any device.
"use strict";
(() => {
  const PAUSE = 400;
  const idOf = (attempt) => `quiz:${attempt}`;
  const finished = document.querySelector("[data-finished]");
  if (finished) {
    keep.forget(idOf(finished.dataset.finished));
  }
  const form = document.querySelector("form.quiz");
  if (!form) {
    return;
  }
  const id = idOf(form.dataset.attempt);
  const questions = Array.from(form.querySelectorAll("fieldset"));
  const elsewhere = form.querySelector("[data-elsewhere]");
  let timer = 0;
  let revision = Number(form.elements.revision.value);

  const setRevision = (value) => {
    revision = value;
    form.elements.revision.value = value;
  };

  const status = (_, words, isWaiting = false) => {
    const place = form.querySelector(".saved");
    place.textContent = words;
    place.classList.toggle("saved-waiting", isWaiting);
  };

  const fields = () => Array.from(new FormData(form).entries()).filter(([name]) => name.startsWith("q-"));

  const count = () => {
    const open = questions.filter((one) => !one.querySelector("input:checked")).length;
    form.querySelector("[data-count]").textContent = open === 0 ? "All questions are answered." : `${open} still to answer.`;
  };

  const saved = (_, write, answer, { last }) => {
    setRevision(answer.revision);
    if (last) {
      status(id, answer.saved);
    }
  };

  const refused = (_, code, answer) => {
    if (code === 409 && answer.stale) {
      elsewhere.innerHTML = answer.html;
      elsewhere.dataset.revision = answer.revision;
      status(id, "Changed in another window: see above", true);
      line.say("This quiz was changed in another window or on another device. What differs is shown above the first question.");
    } else if (code === 422 || code === 404) {
      line.forget(id);
      status(id, answer.error, true);
    } else {
      const words = "Your visit has ended. What you chose is kept on this device: open the link in your course again.";
      status(id, words, true);
      line.say(words);
    }
  };

  const line = sending({
    addressOf: () => form.dataset.choices,
    isOurs: (one) => one === id && !elsewhere.hasChildNodes(),
    saved,
    refused,
    status,
  });

  const send = () => {
    window.clearTimeout(timer);
    const waiting = line.waiting(id);
    if (waiting && !elsewhere.hasChildNodes()) {
      line.send(id, waiting);
    }
  };

  const changed = () => {
    count();
    line.hold(id, line.compose(id, fields(), revision, { show: false }));
    if (!elsewhere.hasChildNodes()) {
      status(id, "Not saved yet", true);
    }
    window.clearTimeout(timer);
    timer = window.setTimeout(send, PAUSE);
  };

  const restore = () => {
    const waiting = line.waiting(id);
    if (!waiting) {
      return;
    }
    for (const input of form.querySelectorAll("input[name^='q-']")) {
      input.checked = waiting.fields.some(([name, value]) => name === input.name && value === input.value);
    }
    setRevision(waiting.revision);
  };

  // What is handed in follows what was sent before it, whether that was heard of or not.
  const nameEarlier = () => {
    const waiting = line.waiting(id);
    for (const name of waiting ? [...(waiting.earlier || []), waiting.writeId] : []) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "earlier", value: name });
      form.append(field);
    }
  };

  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    window.clearTimeout(timer);
    if (navigator.onLine) {
      nameEarlier();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const words = "Offline: kept on this device. Hand it in when you are connected again.";
    status(id, words, true);
    line.say(words);
  });
  elsewhere.addEventListener("click", (event) => {
    if (event.target.closest("[data-keep-mine]")) {
      setRevision(Number(elsewhere.dataset.revision || revision));
      elsewhere.replaceChildren();
      changed();
      elsewhere.focus();
    } else if (event.target.closest("[data-take-theirs]")) {
      line.forget(id);
    }
  });
  window.addEventListener("pagehide", send);
  restore();
  count();
  for (const old of keep.ids().filter((one) => one.startsWith("quiz:") && one !== id)) {
    keep.forget(old);
  }
  line.resend();
})();
