/** A new element. Texts become text nodes, so that nothing anybody says is ever read as markup. */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** A model as readers know it: by its number in the line first, then by the name of its files. */
export function named(model) {
  return `version ${model.epoch} (${model.version})`;
}

/** An id that nobody else makes; works on plain http too, where crypto.randomUUID is missing. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
