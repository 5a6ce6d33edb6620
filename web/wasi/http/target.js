// What a request may be sent to: the parts of its target (RFC 3986).

/** @param {string} scheme */
export const isScheme = (scheme) => /^[a-z][a-z0-9+.-]*$/i.test(scheme);

/** A path with a query. @param {string} path */
export function isPath(path) {
  // Blanks, control characters and a fragment, an escape in the path that is none.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return !/[\x00-\x20\x7f#]/.test(path) && !/%(?![0-9a-f]{2})/i.test(path.split('?', 1)[0]);
}

/** The path as it is sent. @param {string} [path] */
export const rooted = (path = '') => (path.startsWith('/') || path === '*' ? path : `/${path}`);

/** HOST or HOST:PORT, also behind a user. @param {string} authority */
export const isAuthority = (authority) => splitAuthority(authority) !== undefined;

/**
 * Host and port of an authority, the host without brackets; undefined if it is none.
 * @param {string} authority
 * @returns {{ host: string, port?: number } | undefined}
 */
export function splitAuthority(authority) {
  const match = /^(?:[^@/?#[\]\s]*@)?(\[[0-9a-f:.]+\]|[^\s:/?#[\]@\\%^|`{}"<>]+)(?::(\d*))?$/i.exec(authority);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (!match || /[\x00-\x1f\x7f]/.test(authority)) return undefined;
  const [, host, digits] = match;
  const port = digits ? Number(digits) : undefined;
  if (port !== undefined && port > 65535) return undefined;
  return { host: host.startsWith('[') ? host.slice(1, -1) : host, port };
}

/** The authority without the user, as it is sent. @param {string} authority */
export const withoutUser = (authority) => authority.slice(authority.lastIndexOf('@') + 1);
