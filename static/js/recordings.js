// A film or a sound that cannot be loaded: say so, and open its words.
"use strict";
(() => {
  const failed = (recording) => {
    const place = recording.closest(".recording");
    place.querySelector("[data-failed]").hidden = false;
    place.querySelector("details").open = true;
  };
  for (const recording of document.querySelectorAll("[data-recording]")) {
    const sources = recording.querySelectorAll("source");
    sources[sources.length - 1].addEventListener("error", () => failed(recording));
    recording.addEventListener("error", () => failed(recording));
    // It may have failed before this script was read.
    if (recording.error || recording.networkState === HTMLMediaElement.NETWORK_NO_SOURCE) {
      failed(recording);
    }
  }
})();
