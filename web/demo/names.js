// The JavaScript names of WIT names, by jco's rules as far as the examples need them.

/** @param {string} kebab */
export function camelCase(kebab) {
  const name = pascalCase(kebab);
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** @param {string} kebab */
export function pascalCase(kebab) {
  return kebab.replace(/(?:^|-)([a-zA-Z0-9])([^-]*)/g, (_, first, rest) => first.toUpperCase() + rest.toLowerCase());
}
