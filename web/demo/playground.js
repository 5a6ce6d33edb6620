// A place to call an example's exports with arguments of one's own. It has an instance of its own, so nothing that is
// done here changes the answers above.

import { answerText, errorText, isErrorCase, isResource } from './answer.js';
import { readArgument, sample } from './arguments.js';
import { duration } from './card.js';
import { element } from './dom.js';
import { findExport } from './run-example.js';
import { isSelf, shortName, signature, typeText } from './wit.js';

/** @import { Example, ExportedFunc, Json, WitType } from './types.js' */
/** @typedef {{ label: string, resource: string, value: Disposable }} Handle */

/**
 * @param {Example} example
 * @param {() => Promise<Record<string, any>>} instantiate
 * @returns {HTMLElement}
 */
export function playground(example, instantiate) {
  /** @type {Promise<Record<string, any>> | undefined} */
  let instance;
  /** @type {Handle[]} */
  let handles = [];
  let made = 0;

  const id = (/** @type {string} */ part) => `try-${example.name}-${part}`;
  const pick = element('select', { id: id('export') });
  for (const func of example.exports) pick.append(element('option', {}, signature(func)));
  const fields = element('div', { class: 'fields' });
  const output = element('output', { class: 'output', 'aria-live': 'polite' });
  const timeButton = element('button', { type: 'button', class: 'quiet' }, 'Time it');
  const form = element(
    'form',
    { class: 'try', 'aria-label': `Try ${example.title}` },
    element('label', { for: id('export') }, 'Export'),
    pick,
    fields,
    element('div', { class: 'buttons' }, element('button', { type: 'submit' }, 'Call'), timeButton),
    output,
    element('p', { class: 'hint' }, 'Arguments are JSON. Text that is not JSON is taken as a string.'),
  );

  const chosen = () => example.exports[pick.selectedIndex];

  function showFields() {
    const func = chosen();
    fields.replaceChildren(
      ...func.params.flatMap((param, i) => {
        const field = id(`arg-${i}`);
        const label = isSelf(func, param) ? 'on' : `${param.name}: ${typeText(param.type)}`;
        return [
          element('label', { for: field }, label),
          argumentField(field, param.type, firstArgument(example, func, i)),
        ];
      }),
    );
  }

  /**
   * @param {string} field
   * @param {WitType} type
   * @param {Json | undefined} begin
   */
  function argumentField(field, type, begin) {
    const resource = resourceOf(type);
    if (resource === undefined) {
      const input = element('input', { id: field, name: 'arg', spellcheck: 'false', autocomplete: 'off' });
      input.value = JSON.stringify(begin === undefined ? sample(type) : begin)
        .replace(/\{"\$big":"(-?\d+)"\}/g, '$1')
        .replace(/\{"\$none":true\}/g, 'null');
      return input;
    }
    const fitting = handles.filter((handle) => handle.resource === resource);
    return element(
      'select',
      { id: field, name: 'arg' },
      ...(fitting.length === 0 ? [element('option', { value: '' }, `call "new ${resource}" first`)] : []),
      ...fitting.map((handle) => element('option', { value: handle.label }, handle.label)),
    );
  }

  function readArguments() {
    const inputs = fields.querySelectorAll('[name=arg]');
    return chosen().params.map((param, i) => {
      const text = /** @type {HTMLInputElement | HTMLSelectElement} */ (inputs[i]).value;
      if (resourceOf(param.type) === undefined) return readArgument(text, param.type);
      return handles.find((handle) => handle.label === text)?.value;
    });
  }

  /**
   * @param {'answer' | 'error'} state
   * @param {string} text
   * @param {string} [note]
   */
  function show(state, text, note) {
    output.dataset.state = state;
    output.replaceChildren(element('code', {}, text), ...(note ? [element('span', { class: 'time' }, note)] : []));
  }

  /** @param {unknown} thrown */
  function showError(thrown) {
    if (isErrorCase(thrown)) return show('error', errorText(thrown));
    if (thrown instanceof TypeError || thrown instanceof RangeError || thrown instanceof SyntaxError) {
      return show('error', `${thrown.name}: ${thrown.message}`);
    }
    instance = undefined;
    handles = [];
    show('error', errorText(thrown), 'The instance is poisoned; the next call gets a fresh one.');
    showFields();
  }

  /**
   * Runs an action on the instance with the chosen export and its arguments, and shows what it throws.
   *
   * @param {(call: () => unknown, func: ExportedFunc) => void} action
   */
  async function run(action) {
    const func = chosen();
    try {
      instance ??= instantiate();
      const root = await instance;
      const args = readArguments();
      if (func.export.includes('[method]') && args[0] === undefined) {
        return show('error', `There is no ${func.export.replace(/.*\]|\..*/g, '')} yet.`);
      }
      const exported = findExport(root, func.export);
      action(() => exported(...args), func);
    } catch (thrown) {
      showError(thrown);
    }
  }

  /** @type {(call: () => unknown, func: ExportedFunc) => void} */
  function callOnce(call, func) {
    const start = performance.now();
    const result = call();
    const ms = performance.now() - start;
    dropGiven(func);
    if (func.result === null) return show('answer', 'no result', duration(ms, true));
    const resource = resourceOf(func.result);
    if (resource === undefined || !isResource(result)) return show('answer', answerText(result), duration(ms, true));
    made++;
    const handle = { label: `${resource} ${made}`, resource, value: result };
    handles.push(handle);
    show('answer', handle.label, duration(ms, true));
  }

  /**
   * Forgets the resources that went away with the call: those given for an `own` parameter.
   *
   * @param {ExportedFunc} func
   */
  function dropGiven(func) {
    const inputs = fields.querySelectorAll('[name=arg]');
    const given = func.params.flatMap(({ type }, i) =>
      typeof type === 'object' && 'own' in type ? [/** @type {HTMLSelectElement} */ (inputs[i]).value] : [],
    );
    if (given.length === 0) return;
    handles = handles.filter((handle) => !given.includes(handle.label));
    showFields();
  }

  /** @type {(call: () => unknown, func: ExportedFunc) => void} */
  function callOften(call, func) {
    const start = performance.now();
    let calls = 0;
    let ms = 0;
    for (; ms < 100; ms = performance.now() - start) {
      for (let i = 0; i < 20; i++) call();
      calls += 20;
    }
    show(
      'answer',
      `${duration(ms / calls)} a call`,
      `${calls.toLocaleString('en')} calls of ${shortName(func.export)}`,
    );
  }

  function choose() {
    showFields();
    timeButton.disabled = makesOrTakes(chosen());
    output.replaceChildren();
    delete output.dataset.state;
  }

  pick.addEventListener('change', choose);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    run(callOnce);
  });
  timeButton.addEventListener('click', () => run(callOften));
  choose();
  return form;
}

/**
 * Whether a function makes a resource or takes one away: it cannot be called thousands of times with the same arguments.
 *
 * @param {ExportedFunc} func
 */
function makesOrTakes(func) {
  const types = [...func.params.map((param) => param.type), ...(func.result === null ? [] : [func.result])];
  return types.some((type) => typeof type === 'object' && 'own' in type);
}

/**
 * @param {WitType} type
 * @returns {string | undefined} the resource's name, for a handle
 */
function resourceOf(type) {
  if (typeof type === 'string') return undefined;
  if ('own' in type) return type.own;
  return 'borrow' in type ? type.borrow : undefined;
}

/**
 * The argument that the example's first plain call of a function gives.
 *
 * @param {Example} example
 * @param {ExportedFunc} func
 * @param {number} i
 */
function firstArgument(example, func, i) {
  for (const call of example.calls) {
    if ('export' in call && call.export === func.export) return call.args[i];
  }
  return undefined;
}
