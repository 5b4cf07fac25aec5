// Answers that could not be sent yet, kept in this browser until the server has acknowledged them.
// The key is another for every person and module (laptops are shared). Storage may be refused: then
// nothing is kept, and the page says so.
"use strict";
const keep = (() => {
  const root = document.querySelector("[data-keep]");
  const prefix = `mm:${root ? root.dataset.keep : ""}:`;
  const store = () => {
    try {
      return window.localStorage;
    } catch {
      return null;
    }
  };
  return {
    put(id, value) {
      try {
        store().setItem(prefix + id, JSON.stringify(value));
        return true;
      } catch {
        return false;
      }
    },
    get(id) {
      try {
        return JSON.parse(store().getItem(prefix + id));
      } catch {
        return null;
      }
    },
    forget(id) {
      try {
        store().removeItem(prefix + id);
      } catch {
        // Nothing was kept then.
      }
    },
    ids() {
      try {
        return Object.keys(store())
          .filter((key) => key.startsWith(prefix))
          .map((key) => key.slice(prefix.length));
      } catch {
        return [];
      }
    },
  };
})();
