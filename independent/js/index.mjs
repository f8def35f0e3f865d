// What a page or a program takes from this folder.
export { toBytes } from "./bytes.mjs";
export { drawSteps, openBundle, verifyDraw, withRest } from "./draw.mjs";
export { parsePolicy } from "./policy.mjs";
export { verifyDocument, verifyFiled, verifyReceipt } from "./receipt.mjs";
export { DrawFault, Fault, Unreadable } from "./verdict.mjs";
