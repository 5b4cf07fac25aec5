// Lets the tool in the frame ask for its height or for being closed, as Canvas and Moodle do.
"use strict";
(() => {
  const frame = document.getElementById("tool");
  const { toolOrigin, closeUrl } = frame.dataset;
  const smallest = 300;
  const largest = 20000;

  const asObject = (data) => {
    if (typeof data !== "string") {
      return data;
    }
    try {
      return JSON.parse(data);
    } catch {
      return null;
    }
  };

  const resize = (height) => {
    const pixels = Number.parseFloat(height);
    if (Number.isFinite(pixels)) {
      frame.style.height = `${Math.min(Math.max(pixels, smallest), largest)}px`;
    }
  };

  window.addEventListener("message", (event) => {
    if (event.origin !== toolOrigin || event.source !== frame.contentWindow) {
      return;
    }
    const message = asObject(event.data) || {};
    const subject = message.subject || message.messageType;
    if (subject === "lti.frameResize") {
      resize(message.height);
    } else if (subject === "org.imsglobal.lti.close") {
      window.location.assign(closeUrl);
    }
  });
})();
