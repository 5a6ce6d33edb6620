// A table for the terminal.

/**
 * Prints rows under a heading, each column as wide as it must be but at most `widest`; longer cells are broken into lines.
 * @param {string[]} heading
 * @param {string[][]} rows
 * @param {number} [widest]
 */
export function printTable(heading, rows, widest = 36) {
  const cells = [heading, ...rows].map((row) => row.map((cell) => breakLines(cell, widest)));
  const widths = heading.map((_, i) => Math.max(...cells.flatMap((row) => row[i].map((line) => [...line].length))));
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
  return text + ' '.repeat(width - [...text].length);
}

/** @param {string} text @param {number} width */
function breakLines(text, width) {
  return text.split('\n').flatMap((line) => {
    const chars = [...line];
    const lines = [];
    for (let i = 0; i < Math.max(1, chars.length); i += width) lines.push(chars.slice(i, i + width).join(''));
    return lines;
  });
}
