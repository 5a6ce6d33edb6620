// Elements without markup in strings: text stays text, whatever a component answers.

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | boolean | undefined>} attributes true sets an empty attribute, false and undefined none
 * @param {...(Node | string | undefined)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== undefined));
  return node;
}

/**
 * The one element that a selector names; the page's own markup is at fault if there is none.
 *
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {HTMLElement}
 */
export function find(selector, root = document) {
  const node = root.querySelector(selector);
  if (!(node instanceof HTMLElement)) throw new Error(`the page has no ${selector}`);
  return node;
}

/**
 * Text as code, a block for each line; a narrow column breaks it behind its commas and colons first.
 *
 * @param {string} text
 * @param {string} [name] class
 */
export function codeLines(text, name) {
  const lines = text.split(/(?<=\n)/).map((line) => {
    const parts = line.split(/(?<=[,:])(?=[^\s\d])/);
    return element(
      'span',
      { class: 'line' },
      ...parts.flatMap((part, i) => (i === 0 ? [part] : [element('wbr'), part])),
    );
  });
  return element('code', { class: name }, ...lines);
}
