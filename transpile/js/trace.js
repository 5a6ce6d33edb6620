// What --tracing writes to the console: every call of an export or import with its values, and resources that leak.

/**
 * Calls call, and tells of it before and after.
 * @template T
 * @param {string} name `[iface="ns:pkg/iface", function="name"]`
 * @param {string[]} params
 * @param {any[]} args
 * @param {() => T} call
 * @returns {T}
 */
export function traceCall(name, params, args, call) {
  console.error(`${name} call ${params.map((param, i) => `${param}=${traceText(args[i])}`).join(', ')}`);
  try {
    const result = call();
    console.error(`${name} return ${result === undefined ? '' : `result=${traceText(result)}`}`);
    return result;
  } catch (e) {
    console.error(`${name} throw ${e instanceof Error ? `${e.name}: ${e.message}` : traceText(e)}`);
    throw e;
  }
}

/**
 * A value in one line. Long ones are cut, classes show their name only.
 * @param {any} v
 * @param {number} [depth]
 * @returns {string}
 */
export function traceText(v, depth = 4) {
  if (typeof v === 'bigint') return `${v}n`;
  if (typeof v === 'string') return JSON.stringify(v.length > 200 ? `${v.slice(0, 200)}…` : v);
  if (typeof v !== 'object' || v === null) return String(v);
  const more = (/** @type {number} */ n) => (n > 20 ? [`… ${n} in all`] : []);
  if (Array.isArray(v) || ArrayBuffer.isView(v)) {
    if (!depth) return '[…]';
    const list = /** @type {any[]} */ (v);
    const shown = Array.prototype.slice.call(list, 0, 20).map((e) => traceText(e, depth - 1));
    const type = Array.isArray(v) ? '' : v.constructor.name;
    return `${type}[${[...shown, ...more(list.length)].join(', ')}]`;
  }
  if (v instanceof Map) return `Map${traceText([...v], depth)}`;
  const proto = Object.getPrototypeOf(v);
  if (proto && proto !== Object.prototype) return proto.constructor?.name ?? 'object';
  if (!depth) return '{…}';
  const keys = Object.keys(v);
  const shown = keys.slice(0, 20).map((key) => `${key}: ${traceText(v[key], depth - 1)}`);
  return `{ ${[...shown, ...more(keys.length)].join(', ')} }`;
}

/**
 * What is told of when an instance is disposed of, at the latest at the end of the process or page.
 * @type {{ root: object, lines: () => string[] }[]}
 */
export let traceReports = [];

/** Tells of the leaks of all instances. */
export function traceAll() {
  for (const { root } of traceReports) traceLeaks(root);
}

/**
 * Tells of the leaks of an instance, once.
 * @param {object} root
 */
export function traceLeaks(root) {
  const reports = traceReports.filter((report) => report.root === root);
  traceReports = traceReports.filter((report) => report.root !== root);
  for (const line of reports.flatMap(({ lines }) => lines())) console.error(`[leak] ${line}`);
}

/**
 * Adds to the report of an instance.
 * @param {object} root
 * @param {() => string[]} lines
 */
export function traceAtEnd(root, lines) {
  if (traceReports.push({ root, lines }) > 1) return;
  if (globalThis.process?.versions?.node) process.once('exit', traceAll);
  else globalThis.addEventListener?.('pagehide', traceAll);
}

/**
 * A FinalizationRegistry that tells of every object it has to clean up after, since nobody disposed of it, and at the
 * end of those that are alive.
 * @param {string} name of the resource
 * @param {object} root the instance
 * @param {(rep: number) => void} clean
 */
export function traceRegistry(name, root, clean) {
  /** @type {Map<object, string>} where the objects came from that are alive */
  const alive = new Map();
  traceAtEnd(root, () =>
    alive.size ? [`${alive.size} of ${name} nobody disposed of; the first came from\n${[...alive.values()][0]}`] : [],
  );
  const registry = new FinalizationRegistry((/** @type {{ rep: number, token: object }} */ { rep, token }) => {
    console.error(`[leak] a ${name} was collected that nobody disposed of; it came from\n${alive.get(token)}`);
    alive.delete(token);
    clean(rep);
  });
  /** @type {WeakMap<object, object>} */
  const tokens = new WeakMap();
  return {
    /** @param {object} object @param {number} rep */
    register(object, rep) {
      const token = {};
      tokens.set(object, token);
      alive.set(token, String(new Error().stack).split('\n').slice(3).join('\n'));
      registry.register(object, { rep, token }, token);
    },
    /** @param {object} object */
    unregister(object) {
      const token = tokens.get(object);
      if (!token) return false;
      tokens.delete(object);
      alive.delete(token);
      return registry.unregister(token);
    },
  };
}

/**
 * Reports at the end which of the host's resources a component instance owns.
 * @param {object} root
 * @param {import('./handles.js').Table} table
 * @param {string} path of the instance
 * @param {Map<number, string>} names of the resources, by their numbers
 */
export function traceTable(root, table, path, names) {
  traceAtEnd(root, () => {
    /** @type {Map<number, number>} */
    const counts = new Map();
    for (const handle of table.handles) {
      if (handle && !handle.scope && names.has(handle.type))
        counts.set(handle.type, (counts.get(handle.type) ?? 0) + 1);
    }
    return [...counts].map(([type, n]) => `the component instance ${path} still owns ${n} of ${names.get(type)}`);
  });
}
