// What scripts add to pages that work without them.
import { createAll, Button, ErrorSummary, NotificationBanner, PasswordInput, SkipLink } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
for (const component of [Button, ErrorSummary, NotificationBanner, PasswordInput, SkipLink]) {
  createAll(component);
}

// The code on a summons that was read by a camera stands behind "#": no server and no log sees it.
const entry = document.querySelector("form[data-from-fragment]");
if (entry && location.hash.length > 1) {
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    if (name === "number" || name === "code") entry.elements[name].value = value;
  }
  history.replaceState(null, "", location.pathname);
}

// A file that is too large is told before it is sent.
for (const input of document.querySelectorAll("input[type=file][data-largest]")) {
  const alert = document.createElement("p");
  alert.className = "govuk-error-message";
  alert.setAttribute("role", "alert");
  input.before(alert);
  input.addEventListener("change", () => {
    const large = [...input.files].find((file) => file.size > Number(input.dataset.largest));
    alert.textContent = large ? input.dataset.tooLarge.replace("%name%", large.name) : "";
    if (large) input.value = "";
  });
}
