// The whole run in a few hundred columns, however long it takes.

/** How many there are at most; when there are more, two become one. */
const most = 160;

export class Overview {
  /** The time of a column, in milliseconds. */
  width = 5;
  /** Bytes that the first guest read, by column. @type {number[]} */
  bytes = [];
  /** Milliseconds in which code of guests ran. @type {number[]} */
  ran = [];
  start = 0;

  /** @param {number} start in milliseconds */
  clear(start) {
    this.start = start;
    this.width = 5;
    this.bytes = [];
    this.ran = [];
  }

  /** @param {number} at @param {number} bytes @param {number} ran until then */
  add(at, bytes, ran) {
    let i = Math.max(0, Math.floor((at - this.start) / this.width));
    while (i >= most) {
      this.bytes = halved(this.bytes);
      this.ran = halved(this.ran);
      this.width *= 2;
      i = Math.floor((at - this.start) / this.width);
    }
    while (this.bytes.length <= i) {
      this.bytes.push(0);
      this.ran.push(0);
    }
    this.bytes[i] += bytes;
    // A long stretch ran in the columns before, too.
    for (let left = ran, j = i; left > 0 && j >= 0; j--) {
      const here = j === i ? Math.min(left, at - this.start - i * this.width) : Math.min(left, this.width);
      this.ran[j] += here;
      left -= here;
    }
  }

  /** Throughput by column in bytes a second, each with its two neighbours on both sides: chunks are large and few. */
  get rates() {
    const { bytes, width } = this;
    return bytes.map((_, i) => {
      const near = bytes.slice(Math.max(0, i - 2), i + 3);
      return (near.reduce((a, b) => a + b, 0) / near.length / width) * 1000;
    });
  }
}

/** @param {number[]} columns */
function halved(columns) {
  return Array.from({ length: Math.ceil(columns.length / 2) }, (_, i) => columns[2 * i] + (columns[2 * i + 1] ?? 0));
}
