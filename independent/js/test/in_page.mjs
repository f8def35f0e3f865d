// What the page of the browser test runs: replays the sample draw and checks the sample receipt, and says so in the title.
import { parsePolicy } from "../policy.mjs";
import { fromFluent } from "../messages.mjs";
import { showDraw, showReceipt } from "../page.mjs";

const load = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer());
const text = async (path) => new TextDecoder().decode(await load(path));

const messages = fromFluent((await text("/messages/verify.ftl")) + (await text("/messages/proof.ftl")));
const policy = parsePolicy(await load("/test/samples/policy"));
const [main, now] = [document.getElementById("replay"), Date.now()];
const [draw, receipt] = [document.createElement("section"), document.createElement("section")];
main.append(draw, receipt);
const started = performance.now();
const first = await showDraw(draw, { bundle: await load("/test/samples/draw.json"), policy, messages, now });
const second = showReceipt(receipt, { receipt: await load("/test/samples/filing.proof"), policy, messages, now });
document.title = `${first} ${second} ${Math.round(performance.now() - started)} ms`;
