// What every page does when there is JavaScript. Without it nothing is missing but comfort.
"use strict";
(() => {
  // In a course's frame: ask for as much height as the page needs. Canvas, Sakai and Brightspace
  // listen by themselves, Moodle with its message handler plugin (without it its own script gives
  // the frame the window's height, and the page scrolls in it). All of them take a JSON string;
  // only Canvas takes an object as well.
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

  // The meaning of a term opens beside it. Most browsers do that by their style sheet alone; in the
  // others it would open in the middle of the frame, which may be far out of sight.
  const besideByStyle = window.CSS.supports("position-area", "block-end");
  let opener = null;
  document.addEventListener("click", (event) => {
    opener = event.target.closest("[popovertarget]") || opener;
  }, true);
  const placeBeside = (card) => {
    const at = opener.getBoundingClientRect();
    const most = document.documentElement.clientWidth - card.offsetWidth - 8;
    card.style.inset = "auto";
    card.style.margin = "0";
    card.style.left = `${Math.max(8, Math.min(at.left, most))}px`;
    card.style.top = `${at.bottom + 6}px`;
  };
  document.addEventListener("toggle", (event) => {
    const card = event.target;
    if (event.newState !== "open" || !card.matches(".term-card")) {
      return;
    }
    if (!besideByStyle && opener) {
      placeBeside(card);
    }
    card.focus({ preventScroll: besideByStyle === false });
  }, true);

  // Printing: what is folded away is opened for it, and folded again.
  const opened = [];
  window.addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("main details:not([open])")) {
      one.open = true;
      opened.push(one);
    }
  });
  window.addEventListener("afterprint", () => {
    for (const one of opened.splice(0)) {
      one.open = false;
    }
  });
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
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
