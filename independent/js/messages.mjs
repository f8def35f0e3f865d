// The texts of the page: a plain object from keys to texts with `{name}` in place of values. A Fluent file whose messages are
// one line each, with values alone in braces, can be read as such an object; that is how this repository keeps them.

/** Messages of a Fluent file, for tests and for pages that serve the file itself. */
export function fromFluent(text) {
  const messages = {};
  for (const line of text.split("\n")) {
    const [, key, words] = /^([a-z][a-z0-9-]*) = (.*)$/.exec(line) ?? [];
    if (key) messages[key] = words.replaceAll(/\{ \$([a-z0-9_]+) \}/g, "{$1}");
  }
  return messages;
}

/** A message in words. What has no text shows its key: a missing text must not hide a fact. */
export function say(messages, key, values = {}) {
  const text = Object.hasOwn(messages, key) ? messages[key] : key;
  return text.replaceAll(/\{([a-z0-9_]+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}
