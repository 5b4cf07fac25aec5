// Sends what is written on a page, and sends it again until the server has it. One write of an
// activity travels at a time; what follows waits behind it, and only the newest of it. Every write
// has a name of its own, so that one which arrived unheard is not kept twice, and names those that
// went before it unheard, so that nobody is asked to choose between two versions of their own.
"use strict";
const sending = ({ addressOf, isOurs, saved, refused, status }) => {
  const RETRY = 8000;
  const MOST_EARLIER = 20;
  const token = document.body.dataset.csrfToken;
  const busy = new Map();
  const unheard = new Map();
  const voice = document.getElementById("say");
  let timer = 0;
  let offline = false;

  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(16).padStart(2, "0")).join("");

  // What a screen reader says, politely; the eye sees the same beside each activity.
  const say = (words) => {
    if (voice && voice.textContent !== words) {
      voice.textContent = words;
    }
  };

  const waiting = (id) => unheard.get(id) || keep.get(id);

  const compose = (id, fields, revision, options = {}) => {
    const before = waiting(id);
    const earlier = before ? [...(before.earlier || []), before.writeId].slice(-MOST_EARLIER) : [];
    return { fields, revision, writeId: newId(), earlier, ...options };
  };

  // Kept here until the server has it; false where this browser keeps nothing.
  const hold = (id, write) => {
    unheard.set(id, write);
    return keep.put(id, write);
  };

  const post = async (id, write) => {
    const body = new URLSearchParams(write.fields);
    body.set("revision", write.revision);
    body.set("write_id", write.writeId);
    for (const name of write.earlier || []) {
      body.append("earlier", name);
    }
    const response = await fetch(addressOf(id), {
      method: "POST",
      body,
      headers: { Accept: "application/json", "X-CSRF-Token": token },
      keepalive: body.toString().length < 60000,
    });
    return { code: response.status, answer: await response.json() };
  };

  const forget = (id) => {
    unheard.delete(id);
    keep.forget(id);
  };

  const arrived = (id, write, answer, fresh) => {
    const { next } = busy.get(id);
    const last = !next && waiting(id)?.writeId === write.writeId;
    if (next) {
      next.revision = answer.revision;
    } else if (last) {
      forget(id);
    }
    const hasSpoken = saved(id, write, answer, { fresh, last });
    if (offline && unheard.size === 0) {
      offline = false;
      say("You are connected again. Everything is saved.");
    } else if (write.aloud && !hasSpoken) {
      say(answer.saved);
    }
  };

  const failed = (id, isHeld, code) => {
    const kept = isHeld ? "kept on this device" : "not saved. Please keep this page open.";
    status(id, code ? `Not saved yet: ${kept}` : `Offline: ${kept}`, true);
    if (!offline) {
      offline = true;
      say(isHeld ? "You are offline. What you do is kept on this device and sent later." : "You are offline. Please keep this page open.");
    }
    window.clearTimeout(timer);
    timer = window.setTimeout(resend, RETRY);
  };

  const sameAs = (one, other) => JSON.stringify(one.fields) === JSON.stringify(other.fields);

  const travel = async (id, write, isHeld, fresh) => {
    let code = 0;
    try {
      const heard = await post(id, write);
      code = heard.code;
      if (code === 200) {
        arrived(id, write, heard.answer, fresh);
      } else if (code >= 500 || code === 429) {
        failed(id, isHeld, code);
      } else {
        refused(id, code, heard.answer, fresh);
      }
    } catch {
      failed(id, isHeld, code);
    }
  };

  // With `fresh` somebody has just done it and is looking at it.
  const send = async (id, write, { fresh = true } = {}) => {
    const now = busy.get(id);
    const ahead = now && (now.next || now.flying);
    if (ahead && !write.show && sameAs(ahead, write)) {
      ahead.aloud = ahead.aloud || write.aloud;
      unheard.set(id, ahead);
      return;
    }
    const isHeld = hold(id, write);
    if (now) {
      now.next = write;
      return;
    }
    busy.set(id, { flying: write, next: null });
    status(id, "Saving…", false);
    await travel(id, write, isHeld, fresh);
    const { next } = busy.get(id);
    busy.delete(id);
    if (next) {
      send(id, next, { fresh });
    }
  };

  const resend = () => {
    for (const id of new Set([...keep.ids(), ...unheard.keys()])) {
      const write = waiting(id);
      if (write && !busy.has(id) && isOurs(id)) {
        send(id, write, { fresh: false });
      }
    }
  };

  window.addEventListener("online", resend);
  return { compose, forget, hold, resend, say, send, waiting };
};
