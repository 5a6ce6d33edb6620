// A table for the terminal.

/**
 * Prints rows under a heading, each column as wide as it must be but at most `widest`; longer cells are broken into lines.
 * @param {string[]} heading
 * @param {string[][]} rows
 * @param {number} [widest] in a terminal that is too narrow for it, what fits
 */
export function printTable(heading, rows, widest = 36) {
  const natural = heading.map((_, i) =>
    Math.max(...[heading, ...rows].flatMap((row) => row[i].split('\n').map(widthOf))),
  );
  const total = (/** @type {number} */ limit) =>
    natural.reduce((sum, w) => sum + Math.min(w, limit), ' │ '.length * (heading.length - 1));
  let limit = widest;
  while (limit > 8 && total(limit) > (process.stdout.columns ?? Number.POSITIVE_INFINITY)) limit--;
  const cells = [heading, ...rows].map((row) => row.map((cell) => breakLines(cell, limit)));
  const widths = heading.map((_, i) => Math.max(...cells.flatMap((row) => row[i].map(widthOf))));
  const rule = widths.map((w) => '─'.repeat(w)).join('─┼─');
  for (const [n, row] of cells.entries()) {
    const height = Math.max(...row.map((lines) => lines.length));
    for (let line = 0; line < height; line++) {
      console.log(
        row
          .map((lines, i) => pad(lines[line] ?? '', widths[i]))
          .join(' │ ')
          .trimEnd(),
      );
    }
    if (n === 0) console.log(rule);
  }
}

/** @param {string} text @param {number} width */
function pad(text, width) {
  return text + ' '.repeat(width - widthOf(text));
}

/** @param {string} text @param {number} width */
function breakLines(text, width) {
  return text.split('\n').flatMap((whole) => {
    const lines = [''];
    let used = 0;
    for (const char of whole) {
      const w = widthOf(char);
      if (used + w > width) {
        lines.push('');
        used = 0;
      }
      lines[lines.length - 1] += char;
      used += w;
    }
    return lines;
  });
}

/**
 * How many columns a terminal gives to a text: two for emoji and for the scripts of East Asia, none for combining marks.
 * @param {string} text
 */
function widthOf(text) {
  let width = 0;
  for (const char of text) {
    if (/\p{Mn}|\p{Cf}/u.test(char)) continue;
    width += /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u.test(
      char,
    )
      ? 2
      : 1;
  }
  return width;
}
