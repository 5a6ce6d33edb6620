// Runs the calls of an example.json on the exports of a transpiled component, in Node and in a page, and writes each answer
// as text. README.md beside this file says what the entries mean and how an answer is written.

/** @typedef {Record<string, any>} Exports */
/** @typedef {any[]} Step */
/** @typedef {{ label: string, export?: string, args?: unknown[], script?: Step[] }} Call */
/** @typedef {{ title: string, component: string, host?: string, calls: Call[] }} Example */

/**
 * @param {Exports} exports what the transpiled module exports
 * @param {Call} call
 * @returns {string} the answer
 */
export function runCall(exports, call) {
  if (call.export !== undefined)
    return text(() => findFunction(exports, String(call.export))(...toValues(call.args ?? [])));
  /** @type {Map<string, any>} */
  const variables = new Map();
  const answers = [];
  for (const step of call.script ?? []) {
    const answer = runStep(exports, variables, step);
    if (answer !== undefined) answers.push(answer);
  }
  return answers.join('\n');
}

/**
 * @param {Exports} exports
 * @param {Map<string, any>} variables
 * @param {Step} step
 * @returns {string | undefined} the step's answer, if it has one
 */
function runStep(exports, variables, [verb, ...rest]) {
  /** @type {() => unknown} */
  let run;
  /** @type {string | undefined} */
  let variable;
  if (verb === 'new') {
    const [path, args, name] = rest;
    const Class = findResource(exports, path);
    run = () => new Class(...toValues(args, variables));
    variable = name;
  } else if (verb === 'call' || verb === 'do') {
    const [self, method, args, name] = rest;
    const object = lookUp(variables, self);
    run = () => object[camel(method)](...toValues(args, variables));
    variable = name;
    if (verb === 'do') {
      run();
      return undefined;
    }
  } else if (verb === 'static') {
    const [path, name, args, kept] = rest;
    const Class = findResource(exports, path);
    run = () => Class[camel(name)](...toValues(args, variables));
    variable = kept;
  } else if (verb === 'func') {
    const [path, args, name] = rest;
    run = () => findFunction(exports, path)(...toValues(args, variables));
    variable = name;
  } else if (verb === 'drop') {
    lookUp(variables, rest[0])[Symbol.dispose]();
    variables.delete(rest[0]);
    return undefined;
  } else {
    throw new Error(`example.json: no step is called ${JSON.stringify(verb)}`);
  }
  if (variable === undefined) return text(run);
  variables.set(variable, run());
  return undefined;
}

/**
 * @param {Map<string, any>} variables
 * @param {string} name
 */
function lookUp(variables, name) {
  if (!variables.has(name)) throw new Error(`example.json: no variable ${JSON.stringify(name)}`);
  return variables.get(name);
}

/**
 * @param {Exports} exports
 * @param {string} path FUNCTION or INTERFACE#FUNCTION
 * @returns {(...args: unknown[]) => unknown}
 */
function findFunction(exports, path) {
  const hash = path.indexOf('#');
  const owner = hash < 0 ? exports : exports[path.slice(0, hash)];
  const found = owner?.[camel(path.slice(hash + 1))];
  if (typeof found !== 'function') throw new Error(`example.json: the component exports no ${path}`);
  return found;
}

/**
 * @param {Exports} exports
 * @param {string} path INTERFACE#RESOURCE
 * @returns {any} the class
 */
function findResource(exports, path) {
  const hash = path.indexOf('#');
  const name = camel(path.slice(hash + 1));
  const found = exports[path.slice(0, hash)]?.[name[0].toUpperCase() + name.slice(1)];
  if (typeof found !== 'function') throw new Error(`example.json: the component exports no resource ${path}`);
  return found;
}

/** @param {string} name a WIT name */
function camel(name) {
  return name.toLowerCase().replace(/-(.)/g, (_, letter) => letter.toUpperCase());
}

/**
 * @param {unknown[]} args as they stand in the JSON
 * @param {Map<string, any>} [variables]
 * @returns {unknown[]}
 */
function toValues(args, variables = new Map()) {
  return args.map((arg) => toValue(arg, variables));
}

/**
 * @param {any} json
 * @param {Map<string, any>} variables
 * @returns {unknown}
 */
function toValue(json, variables) {
  if (Array.isArray(json)) return toValues(json, variables);
  if (json === null || typeof json !== 'object') return json;
  if ('$big' in json) return BigInt(json.$big);
  if ('$none' in json) return undefined;
  if ('$ref' in json) return lookUp(variables, json.$ref);
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, toValue(value, variables)]));
}

/**
 * @param {() => unknown} run
 * @returns {string} the answer, or the error case's payload
 */
function text(run) {
  try {
    return write(run());
  } catch (error) {
    // jco's ComponentError: the error case of a `result`. Anything else is no answer.
    if (error instanceof Error && Object.hasOwn(error, 'payload')) {
      return `error ${write(/** @type {any} */ (error).payload)}`.trimEnd();
    }
    throw error;
  }
}

/**
 * @param {any} value
 * @returns {string}
 */
function write(value) {
  if (value === undefined) return 'none';
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value) || ArrayBuffer.isView(value))
    return `[${[.../** @type {any} */ (value)].map(write).join(',')}]`;
  if (value instanceof Map) return `[${[...value].map(write).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${write(field)}`).join(',')}}`;
}
