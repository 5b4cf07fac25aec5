// Sends the form at once; its button stays for browsers without JavaScript.
"use strict";
document.querySelector("form[data-autosubmit]").submit();
