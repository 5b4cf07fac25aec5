// A module's page: answers are sent without leaving it, reflections and ticks are saved while one
// works, and what cannot be sent is kept in the browser (keep.js) and sent when the connection is
// back (sending.js).
"use strict";
(() => {
  const player = document.querySelector(".player");
  if (!player) {
    return;
  }
  const base = player.dataset.answers.slice(0, -1);
  const AUTOSAVE = 1200;
  const AFTER_LEAVING = 250;
  const timers = new Map();

  const blockOf = (id) => player.querySelector(`[data-block="${CSS.escape(id)}"]`);
  const isLight = (block) => ["reflection", "checklist"].includes(block.dataset.kind);

  const status = (id, words, isWaiting = false) => {
    const place = blockOf(id)?.querySelector(".saved");
    if (place && place.textContent !== words) {
      place.textContent = words;
      place.classList.toggle("saved-waiting", isWaiting);
    }
  };

  const fieldsOf = (form, submitter) => {
    const data = new FormData(form, submitter);
    for (const name of ["csrf_token", "revision", "write_id"]) {
      data.delete(name);
    }
    return Array.from(data.entries());
  };

  const setRevision = (block, revision) => {
    block.dataset.revision = revision;
    for (const field of block.querySelectorAll('input[name="revision"]')) {
      field.value = revision;
    }
  };

  const parsed = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content;
  };

  const replace = (block, html, focus) => {
    const fresh = parsed(html).firstElementChild;
    block.replaceWith(fresh);
    prepare(fresh);
    if (focus) {
      const target = fresh.querySelector("[data-feedback]") || fresh;
      target.setAttribute("tabindex", "-1");
      target.focus();
    }
  };

  // How far the page and the module are, wherever that is said.
  const progress = (html) => {
    const parts = parsed(html);
    const part = (name) => parts.querySelector(`[data-part="${name}"]`);
    player.querySelector(".side").innerHTML = part("side").innerHTML;
    document.getElementById("here").innerHTML = part("here").innerHTML;
    document.getElementById("still-open").textContent = part("still-open").textContent.trim();
    return part("say").textContent.trim();
  };

  // Tells whether it has said aloud what changed.
  const saved = (id, write, answer, { fresh, last }) => {
    const block = blockOf(id);
    if (!block) {
      return false;
    }
    const done = progress(answer.progress);
    setRevision(block, answer.revision);
    if (!last) {
      return false;
    }
    if (write.show) {
      replace(block, answer.html, fresh);
      line.say(`${done}.`);
      return true;
    }
    if (!block.dataset.unsent) {
      status(id, answer.saved);
    }
    const head = parsed(answer.html).querySelector(".activity-kind").innerHTML;
    const before = block.querySelector(".activity-kind");
    if (before.innerHTML === head) {
      return false;
    }
    before.innerHTML = head;
    line.say(`${answer.saved}. ${done}.`);
    return true;
  };

  const refused = (id, code, answer, fresh) => {
    const block = blockOf(id);
    if (code === 409 && answer.stale) {
      if (block) {
        replace(block, answer.html, fresh);
        line.say("There are two versions of an answer. Choose which one to keep.");
      }
    } else if (code === 422 || code === 404) {
      // It cannot be kept as it is: what was typed stays on the page, with the reason beside it.
      line.forget(id);
      status(id, answer.error, true);
      line.say(answer.error);
    } else {
      const words = "Your visit has ended. What you wrote is kept on this device: open the link in your course again.";
      status(id, words, true);
      line.say(words);
    }
  };

  const line = sending({
    addressOf: (id) => base + encodeURIComponent(id),
    isOurs: (id) => !id.startsWith("quiz:") && blockOf(id)?.dataset.kind !== "stale",
    saved,
    refused,
    status,
  });

  const write = (block, form, submitter, options) =>
    line.compose(block.dataset.block, fieldsOf(form, submitter), Number(block.dataset.revision || 0), options);

  const stopTimer = (block) => window.clearTimeout(timers.get(block.dataset.block));

  const saveNow = (block, form) => {
    stopTimer(block);
    if (block.dataset.unsent) {
      block.dataset.unsent = "";
      line.send(block.dataset.block, write(block, form, undefined, { show: false }));
    }
  };

  const saveIn = (milliseconds, block, form) => {
    stopTimer(block);
    timers.set(block.dataset.block, window.setTimeout(() => saveNow(block, form), milliseconds));
  };

  const changed = (block, form) => {
    block.dataset.unsent = "yes";
    status(block.dataset.block, "Not saved yet", true);
    saveIn(AUTOSAVE, block, form);
  };

  const count = (block) => {
    const text = block.querySelector("textarea").value;
    const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
    const minimum = Number(block.dataset.minimum);
    block.querySelector(".count").textContent = words < minimum ? `${words} of at least ${minimum} words` : `${words} words`;
    block.querySelector("[data-copy]").textContent = text;
  };

  const submitted = (block, event) => {
    event.preventDefault();
    stopTimer(block);
    block.dataset.unsent = "";
    if (block.dataset.kind === "stale") {
      block.dataset.revision = event.target.elements.revision.value;
      block.dataset.kind = "chosen";
    }
    const options = isLight(block) ? { show: false, aloud: true } : { show: true };
    line.send(block.dataset.block, write(block, event.target, event.submitter, options));
  };

  const prepare = (block) => {
    const form = block.querySelector("form");
    if (block.dataset.kind === "reflection") {
      count(block);
      block.addEventListener("input", () => { count(block); changed(block, form); });
      // Leaving the text saves it, but for a moment in which its "Save" may be on its way.
      form.addEventListener("focusout", () => block.dataset.unsent && saveIn(AFTER_LEAVING, block, form));
    }
    if (block.dataset.kind === "checklist") {
      block.addEventListener("change", () => changed(block, form));
    }
    block.addEventListener("submit", (event) => submitted(block, event));
    block.querySelector("[data-forget]")?.addEventListener("click", (event) => {
      event.preventDefault();
      line.forget(block.dataset.block);
      window.location.reload();
    });
  };

  // What was typed while the connection was gone comes back into the form it was typed in, as an
  // answer to the version that was known then: what came in from elsewhere is not overwritten.
  const restore = (block) => {
    const waiting = line.waiting(block.dataset.block);
    const area = block.querySelector("textarea");
    if (waiting && area && block.dataset.kind === "reflection") {
      area.value = (waiting.fields.find(([name]) => name === "text") || [])[1] || "";
      setRevision(block, waiting.revision);
      status(block.dataset.block, "Not saved yet", true);
    }
  };

  for (const block of player.querySelectorAll("[data-block]")) {
    restore(block);
    prepare(block);
  }
  const saveAll = () => {
    for (const block of player.querySelectorAll("[data-unsent='yes']")) {
      saveNow(block, block.querySelector("form"));
    }
  };
  document.addEventListener("visibilitychange", saveAll);
  window.addEventListener("pagehide", saveAll);
  line.resend();
})();
