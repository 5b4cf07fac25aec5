// The quiz: what is ticked stays ticked if the page is left, and is forgotten once it is handed in.
"use strict";
(() => {
  const form = document.querySelector("form.quiz");
  const key = `mm-quiz:${form.dataset.choices}`;
  const questions = form.querySelectorAll("fieldset");
  const remember = () => {
    try {
      const ticked = Array.from(form.querySelectorAll("input:checked"), (input) => input.id);
      window.localStorage.setItem(key, JSON.stringify(ticked));
    } catch {
      // Storage is refused here: nothing is lost but comfort.
    }
  };
  const recall = () => {
    try {
      for (const id of JSON.parse(window.localStorage.getItem(key)) || []) {
        const input = document.getElementById(id);
        if (input && form.contains(input)) {
          input.checked = true;
        }
      }
    } catch {
      // As above.
    }
  };
  const count = () => {
    const open = Array.from(questions).filter((one) => !one.querySelector("input:checked")).length;
    form.querySelector("[data-count]").textContent = open === 0 ? "All questions are answered." : `${open} still to answer.`;
  };
  recall();
  count();
  form.addEventListener("change", () => { remember(); count(); });
  form.addEventListener("submit", () => {
    if (Array.from(questions).every((one) => one.querySelector("input:checked"))) {
      try {
        window.localStorage.removeItem(key);
      } catch {
        // As above.
      }
    }
  });
})();
