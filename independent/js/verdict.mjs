// The words with which a verification ends (docket.md section 14, draw.md section 10).

/** A check that did not hold. `verdict` is the word of the specification. */
export class Fault extends Error {
  constructor(verdict, detail = "") {
    super(detail || verdict);
    this.verdict = verdict;
    this.detail = detail;
  }
}

/** A step of a draw's check-list that did not hold: `draw-<step>-<reason>`. */
export class DrawFault extends Fault {
  constructor(step, reason, detail) {
    super(`draw-${step}-${reason}`, detail);
    this.step = step;
  }
}

/** Nothing can be said: the reader's trust file is wrong. */
export class Unreadable extends Error {}

/** A condition of the form: `bad-format` if it does not hold. */
export function need(holds, what) {
  if (!holds) throw new Fault("bad-format", what);
}

/** A condition of a step of the draw. */
export function hold(holds, step, reason, detail) {
  if (!holds) throw new DrawFault(step, reason, detail);
}
