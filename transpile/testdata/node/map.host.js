export const count = (m) => m.size;
export const invert = (m) => new Map([...m].map(([k, v]) => [v, k]));
