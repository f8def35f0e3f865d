// The button on a draw's page: the independent verifier replays the draw in the reader's own browser, over the public record.
import { fromFluent } from "./verifier/messages.mjs";
import { showDraw } from "./verifier/page.mjs";
import { parsePolicy } from "./verifier/policy.mjs";

const load = async (path) => {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
};

const place = document.getElementById("replay");
const button = document.getElementById("replay-start");
if (place && button) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const lang = document.documentElement.lang;
      const [bundle, policy, texts] = await Promise.all([
        load(place.dataset.bundle),
        load("/policy"),
        load(new URL(`./verifier/${lang}.ftl`, import.meta.url).href),
      ]);
      const messages = fromFluent(new TextDecoder().decode(texts));
      const verdict = await showDraw(place, { bundle, policy: parsePolicy(policy), messages, now: Date.now(), level: 3 });
      place.dataset.verdict = verdict;
    } catch (error) {
      place.textContent = place.dataset.failed;
      throw error;
    } finally {
      button.disabled = false;
    }
  });
}
