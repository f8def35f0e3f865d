// Reads one list of arguments a line, runs the program with them, answers one line: exit code and output. For tests that
// have many files judged.
import { createInterface } from "node:readline";
import { main } from "../tarazy-verify.mjs";

for await (const line of createInterface({ input: process.stdin })) {
  const [code, out] = main(JSON.parse(line));
  process.stdout.write(`${JSON.stringify([code, out])}\n`);
}
