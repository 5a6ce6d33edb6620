export class Thing {
  constructor(n) {
    this.n = n;
  }
  double() {
    return 2 * this.n;
  }
}
export const swap = ({ right }) => ({ left: String(right), right: undefined });
export const shout = (s) => s.toUpperCase();
