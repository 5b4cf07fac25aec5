// A page of an audit: what is rated and written is saved as one goes, what cannot be sent is kept in
// the browser (keep.js) and sent when the connection is back (sending.js). The form's own buttons
// save in the same way and then go on.
"use strict";
(() => {
  const form = document.querySelector(".audit-form");
  if (!form) {
    return;
  }
  const AUTOSAVE = 1200;
  const id = form.dataset.part;
  const place = document.getElementById("saved");
  const rated = document.getElementById("rated");
  const stale = document.getElementById("stale");
  const OURS = ["csrf_token", "revision", "write_id", "then"];
  let timer = 0;
  let unsent = false;
  let blocked = false;

  const revision = () => Number(form.elements.revision.value || 0);
  const fieldsOf = () => Array.from(new FormData(form).entries()).filter(([name]) => !OURS.includes(name));

  const status = (_, words, isWaiting = false) => {
    if (place.textContent !== words) {
      place.textContent = words;
      place.classList.toggle("saved-waiting", isWaiting);
    }
  };

  const saved = (_, write, answer, { fresh, last }) => {
    form.elements.revision.value = answer.revision;
    rated.textContent = answer.rated;
    if (last && !unsent) {
      status(id, answer.saved);
    }
    if (last && fresh && write.go) {
      window.location.assign(answer[write.go]);
    }
    return false;
  };

  // Two versions: the mentor chooses. Nothing is sent until then.
  const choose = (answer) => {
    blocked = true;
    const box = document.createElement("div");
    box.className = "box box-warning";
    box.setAttribute("role", "alert");
    box.tabIndex = -1;
    const words = document.createElement("p");
    words.textContent = `${answer.error} Which version do you want to keep?`;
    const button = (label, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "btn btn-quiet";
      made.textContent = label;
      made.addEventListener("click", act);
      return made;
    };
    const mine = button("Keep what is on this page", () => {
      form.elements.revision.value = answer.revision;
      line.forget(id);
      blocked = false;
      stale.replaceChildren();
      send({ show: true });
    });
    const theirs = button("Show what was saved there", () => {
      line.forget(id);
      window.location.reload();
    });
    const inside = document.createElement("div");
    const row = document.createElement("div");
    row.className = "actions";
    row.append(mine, theirs);
    inside.append(words, row);
    box.append(inside);
    stale.replaceChildren(box);
    box.focus();
  };

  const refused = (_, code, answer) => {
    if (code === 409 && answer.stale) {
      status(id, "Not saved", true);
      choose(answer);
    } else if ([404, 409, 422].includes(code)) {
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
    addressOf: () => form.getAttribute("action"),
    isOurs: (one) => one === id,
    saved,
    refused,
    status,
  });

  const send = (options) => {
    window.clearTimeout(timer);
    unsent = false;
    line.send(id, line.compose(id, fieldsOf(), revision(), options));
  };

  const saveNow = () => {
    if (unsent && !blocked) {
      send({ show: false });
    }
  };

  form.addEventListener("input", () => {
    unsent = true;
    if (!blocked) {
      status(id, "Not saved yet", true);
      window.clearTimeout(timer);
      timer = window.setTimeout(saveNow, AUTOSAVE);
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (blocked) {
      stale.firstElementChild.focus();
    } else {
      send({ show: true, go: event.submitter?.value === "later" ? "later" : "next" });
    }
  });

  // What was chosen while the connection was gone comes back into the form, as an answer to the
  // version that was known then: what came in from elsewhere is not overwritten.
  const waiting = line.waiting(id);
  if (waiting) {
    for (const [name, value] of waiting.fields) {
      const field = form.elements[name];
      if (field && name !== "round") {
        field.value = value;
      }
    }
    form.elements.revision.value = waiting.revision;
    status(id, "Not saved yet", true);
  }
  document.addEventListener("visibilitychange", saveNow);
  window.addEventListener("pagehide", saveNow);
  line.resend();
})();
