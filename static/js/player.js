// A module's page: answers are sent without leaving it, reflections and ticks are saved while one
// works, and what cannot be sent is kept in the browser (keep.js) and sent when the connection is
// back. Every write has an id of its own, so that sending it twice keeps it once.
"use strict";
(() => {
  const player = document.querySelector(".player");
  if (!player) {
    return;
  }
  const token = document.body.dataset.csrfToken;
  const base = player.dataset.answers.slice(0, -1);
  const AUTOSAVE = 1200;
  const RETRY = 8000;
  const busy = new Map();
  const timers = new Map();

  const blockOf = (id) => player.querySelector(`[data-block="${CSS.escape(id)}"]`);
  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(16).padStart(2, "0")).join("");

  const status = (block, words, waiting = false) => {
    const place = block && block.querySelector(".saved");
    if (place && place.textContent !== words) {
      place.textContent = words;
      place.classList.toggle("saved-waiting", waiting);
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

  const post = async (id, write) => {
    const body = new URLSearchParams(write.fields);
    body.set("revision", write.revision);
    body.set("write_id", write.writeId);
    const response = await fetch(base + encodeURIComponent(id), {
      method: "POST",
      body,
      headers: { Accept: "application/json", "X-CSRF-Token": token },
      keepalive: body.toString().length < 60000,
    });
    return { code: response.status, answer: await response.json() };
  };

  const replace = (block, html, focus) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const fresh = holder.content.firstElementChild;
    block.replaceWith(fresh);
    prepare(fresh);
    if (focus) {
      const target = fresh.querySelector("[data-feedback]") || fresh;
      target.setAttribute("tabindex", "-1");
      target.focus();
    }
    return fresh;
  };

  const margin = (html) => {
    const side = player.querySelector(".side");
    side.innerHTML = html;
    document.getElementById("still-open").textContent = side.querySelector("[data-still]").textContent;
  };

  const acknowledged = (id, write, answer) => {
    keep.forget(id);
    const block = blockOf(id);
    if (block && answer.side) {
      margin(answer.side);
    }
    if (!block) {
      return;
    }
    if (write.show) {
      replace(block, answer.html, true);
    } else {
      setRevision(block, answer.revision);
      block.dataset.unsent = "";
      status(block, answer.saved);
    }
  };

  const refused = (id, code, answer) => {
    const block = blockOf(id);
    if (code === 409 && answer.stale) {
      if (block) {
        replace(block, answer.html, true);
      }
    } else if (code === 422 || code === 404) {
      // It cannot be kept as it is: what was typed stays on the page, with the reason beside it.
      keep.forget(id);
      status(block, answer.error, true);
    } else if (code === 401 || code === 400) {
      status(block, "Your visit has ended. What you wrote is kept on this device: open the link in your course again.", true);
    } else {
      return true;
    }
    return false;
  };

  // One write of a block at a time; while it travels, only the newest that follows is remembered.
  const send = async (id, write) => {
    const kept = keep.put(id, write);
    if (busy.has(id)) {
      busy.set(id, write);
      return;
    }
    busy.set(id, null);
    try {
      const { code, answer } = await post(id, write);
      if (code === 200) {
        const next = busy.get(id);
        if (next) {
          next.revision = answer.revision;
          const block = blockOf(id);
          if (block) {
            setRevision(block, answer.revision);
          }
        } else {
          acknowledged(id, write, answer);
        }
      } else if (refused(id, code, answer)) {
        throw new Error(String(code));
      }
    } catch {
      status(blockOf(id), kept ? "Offline: kept on this device" : "Offline: not saved. Please keep this page open.", true);
      window.setTimeout(resend, RETRY);
    }
    const next = busy.get(id);
    busy.delete(id);
    if (next) {
      send(id, next);
    }
  };

  const write = (block, form, submitter, show) => ({
    fields: fieldsOf(form, submitter),
    revision: Number(block.dataset.revision || 0),
    writeId: newId(),
    show,
  });

  const resend = () => {
    for (const id of keep.ids()) {
      const waiting = keep.get(id);
      const block = blockOf(id);
      if (waiting && !busy.has(id) && !(block && block.dataset.kind === "stale")) {
        send(id, waiting);
      }
    }
  };

  const autosave = (block, form, now = false) => {
    const id = block.dataset.block;
    window.clearTimeout(timers.get(id));
    if (now) {
      if (block.dataset.unsent) {
        block.dataset.unsent = "";
        send(id, write(block, form, undefined, false));
      }
      return;
    }
    block.dataset.unsent = "yes";
    status(block, "Not saved yet", true);
    timers.set(id, window.setTimeout(() => autosave(block, form, true), AUTOSAVE));
  };

  const count = (block) => {
    const words = block.querySelector("textarea").value.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
    const minimum = Number(block.dataset.minimum);
    const more = minimum - words;
    block.querySelector(".count").textContent = more > 0 ? `${words} of at least ${minimum} words` : `${words} words`;
  };

  const prepare = (block) => {
    const kind = block.dataset.kind;
    const form = block.querySelector("form");
    if (kind === "reflection") {
      count(block);
      block.addEventListener("input", () => { count(block); autosave(block, form); });
      form.addEventListener("focusout", () => autosave(block, form, true));
    }
    if (kind === "checklist") {
      block.addEventListener("change", () => autosave(block, form));
    }
    block.addEventListener("submit", (event) => {
      const light = kind === "reflection" || kind === "checklist";
      event.preventDefault();
      window.clearTimeout(timers.get(block.dataset.block));
      block.dataset.unsent = "";
      if (kind === "stale") {
        block.dataset.revision = event.target.elements.revision.value;
        block.dataset.kind = "chosen";
      }
      send(block.dataset.block, write(block, event.target, event.submitter, !light));
    });
    block.querySelector("[data-forget]")?.addEventListener("click", (event) => {
      event.preventDefault();
      keep.forget(block.dataset.block);
      window.location.reload();
    });
  };

  // What was typed while the connection was gone comes back into the form it was typed in.
  const restore = (block) => {
    const waiting = keep.get(block.dataset.block);
    const area = block.querySelector("textarea");
    if (waiting && area && block.dataset.kind === "reflection") {
      area.value = (waiting.fields.find(([name]) => name === "text") || [])[1] || "";
      status(block, "Not saved yet", true);
    }
  };

  for (const block of player.querySelectorAll("[data-block]")) {
    restore(block);
    prepare(block);
  }
  const saveAll = () => {
    for (const block of player.querySelectorAll("[data-unsent='yes']")) {
      autosave(block, block.querySelector("form"), true);
    }
  };
  document.addEventListener("visibilitychange", saveAll);
  window.addEventListener("pagehide", saveAll);
  window.addEventListener("online", resend);
  resend();
})();
