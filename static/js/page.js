// What every page does when there is JavaScript. Without it nothing is missing but comfort.
"use strict";
(() => {
  // In a course's frame: ask for as much height as the page needs (Canvas and Moodle both listen).
  const parentOrigin = document.body.dataset.frameOrigin;
  if (window.parent !== window && parentOrigin) {
    let told = 0;
    const tell = () => {
      const height = Math.ceil(document.documentElement.getBoundingClientRect().height) + 8;
      if (Math.abs(height - told) > 4) {
        told = height;
        window.parent.postMessage(JSON.stringify({ subject: "lti.frameResize", height }), parentOrigin);
      }
    };
    new ResizeObserver(tell).observe(document.body);
    window.addEventListener("load", tell);
    // Turning a page in a tall frame would leave the reader at its end.
    if (!window.location.hash) {
      document.querySelector(".top").scrollIntoView({ block: "nearest" });
    }
  }

  // What went wrong comes first: for the eye it is at the top, for the keyboard focus goes there.
  document.getElementById("error-summary")?.focus();

  // A form is sent once, however often its button is pressed; the server would cope, people wonder.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !(event.target instanceof HTMLFormElement)) {
      return;
    }
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
    } else if (form.method === "post") {
      form.dataset.sent = "yes";
      window.setTimeout(() => delete form.dataset.sent, 5000);
    }
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
    }
  });
})();
