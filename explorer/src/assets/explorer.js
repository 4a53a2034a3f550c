// Makes the page act: search, the form, and the panels beside it. The server draws; this sends forms and puts what comes
// back into its place.

// The only way from text to elements. It takes what this page's own server has drawn, and nothing else.
const fragments = globalThis.trustedTypes?.createPolicy('fragments', { createHTML: (text) => text });

const storage = (area) => ({
  get: (key) => { try { return globalThis[area].getItem(key); } catch { return null; } },
  set: (key, value) => { try { globalThis[area].setItem(key, value); } catch { /* private windows keep nothing */ } },
});
const stored = storage('localStorage');
const session = storage('sessionStorage');

const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

function put(element, text) {
  element.innerHTML = fragments ? fragments.createHTML(text) : text;
}

// The page that the link opens contains the page's token, which is kept where only pages of this host and port can read it.
// Then the link is taken out of the address, or the page is loaded once more: the server's route says when and why.
const token = $('data#token');
if (token) {
  stored.set('token', token.value);
  token.remove();
  if (token.dataset.followed === undefined) history.replaceState(null, '', '/');
  else location.replace('/');
}

/** Says something to those who do not see the page. */
function say(text) {
  $('#status').textContent = text;
}

/** Sends a form to the server. A redirect leads the page there. */
async function post(path, fields = new URLSearchParams(), signal = undefined) {
  const response = await fetch(path, { method: 'POST', body: fields, headers: { 'x-explorer-token': stored.get('token') ?? '' }, signal });
  if (response.redirected) location.assign(response.url);
  return response;
}

// After a restart, the explorer refuses tabs of earlier runs, and its index may have another path.
const silence = 'The explorer does not answer. Start it again, or open the link that the terminal shows';
const unreachable = `<div class="error" role="alert"><p>${silence}.</p></div>`;

// ---- Search -------------------------------------------------------------------------------------------------------

const search = $('#search');
const found = $('#found');
const options = $('#options');
const most = 20;
const mostProducts = 3;
let selected = -1;

let index;
let loading;

/** Takes the index from the page, or fetches it. See the server's `index` for its form. */
async function read() {
  const { names, versions, summaries, synonyms } = $('#index')
    ? JSON.parse($('#index').textContent)
    : await (await fetch(search.dataset.index)).json();
  const all = names.replace(/\*/g, 'Describe');
  index = {
    names: all,
    lower: all.toLowerCase(),
    versions: versions.map((version) => new Version(version)),
    summaries: new Map(summaries),
    synonyms: new Map(synonyms),
  };
  // The first search is slow, since it is compiled. No one waits for this one.
  (globalThis.requestIdleCallback ?? setTimeout)(() => matches('make a'));
}

/** Takes the index unless it has been taken. After a failure, the next call tries again. */
function load() {
  loading ??= read().catch(() => { loading = undefined; });
  return loading;
}

/** A version of a product. */
class Version {
  constructor([product, version, title, size, older]) {
    Object.assign(this, { product, version, title, size, older });
    const small = title.toLowerCase();
    // Words are found at their beginnings, with hyphens and without.
    this.words = ` ${small} ${small.replace(/\W/g, ' ')} `;
  }

  /** Returns how well a word fits all actions, if it does: the less, the better. */
  fit(word) {
    if (this.product === word) return 0;
    return this.product.includes(word) || this.words.includes(` ${word}`) ? 3 : undefined;
  }

  /**
   * Returns how well the words name the product: 3 if they are its short name, 2 if they are words of its title, 1 if they
   * are beginnings of words that are long enough to say something, otherwise 0.
   */
  named(words) {
    if (this.older) return 0;
    if (words.length === 1 && this.product === words[0]) return 3;
    if (words.every((word) => this.words.includes(` ${word} `))) return 2;
    return Number(words.every((word) => word.length > 2 && this.words.includes(` ${word}`)));
  }
}

/** Calls a function with the start and the end of each name that contains a text, the best first, until it returns true. */
function containing(text, visit) {
  const { lower } = index;
  let at = lower.indexOf(text);
  while (at >= 0) {
    const start = lower.lastIndexOf(' ', at) + 1;
    const end = lower.indexOf(' ', at + 1);
    if (lower[start] !== '/' && visit(start, end)) return true;
    at = lower.indexOf(text, end);
  }
  return false;
}

/** Calls a function with the start and the end of each name of a version. */
function ofVersion(version, visit) {
  const { lower } = index;
  const mark = `/${version} `;
  for (let run = lower.indexOf(mark); run >= 0; run = lower.indexOf(mark, run + 1)) {
    let start = run + mark.length;
    while (start < lower.length && lower[start] !== '/') {
      const end = lower.indexOf(' ', start);
      visit(start, end);
      start = end + 1;
    }
  }
}

/** Returns the number of the version that has the name at a position. */
function versionAt(start) {
  const { lower } = index;
  return Number.parseInt(lower.slice(lower.lastIndexOf('/', start) + 1, start), 10);
}

/** A word that is searched. */
class Word {
  constructor(text) {
    this.text = text;
    this.synonym = index.synonyms.get(text);
    this.fits = index.versions.map((version) => version.fit(text));
    this.isProduct = this.fits.includes(0);
  }

  /** Returns about how many names would have to be looked at. */
  cost() {
    let hits = 0;
    containing(this.text, () => (hits += 1) === 200);
    return hits + 100 * this.fits.filter((fit) => fit !== undefined).length + (this.synonym ? 1000 : 0);
  }

  /** Returns how well the word fits the name at a position, if it does: the less, the better. */
  misses(name, start, version) {
    const fit = this.fits[version];
    const at = fit === 0 ? -1 : name.indexOf(this.text);
    if (at >= 0) return at ? 2 : 1;
    if (fit !== undefined) return fit;
    if (this.synonym && name.startsWith(this.synonym)) return 3;
    return index.summaries.get(start)?.toLowerCase().includes(this.text) ? 4 : undefined;
  }

  /** Calls a function with all names that the word fits though they do not contain it, and with some others. */
  others(visit) {
    this.withFit(3, visit);
    if (this.synonym) containing(` ${this.synonym}`, visit);
    for (const [start, text] of index.summaries) {
      if (text.toLowerCase().includes(this.text)) visit(start, index.lower.indexOf(' ', start));
    }
  }

  /** Calls a function with the names of all versions that the word fits so well. */
  withFit(wanted, visit) {
    this.fits.forEach((fit, version) => { if (fit === wanted) ofVersion(version, visit); });
  }
}

/**
 * Returns the least sum that any name can have. Words that name a product add nothing, and a name begins with one word only,
 * unless one of them is the beginning of another.
 */
function least(words) {
  const others = words.filter((word) => !word.isProduct);
  const overlap = others.some((one) => others.some((other) => one !== other && one.text.startsWith(other.text)));
  return overlap ? others.length : Math.max(0, 2 * others.length - 1);
}

/**
 * Returns where the names begin that all words fit, by the sum of how well each word does. It ends as soon as there are more
 * than are shown and none that follows can be better.
 */
function rank(words) {
  const bySum = [];
  const seen = new Set();
  const isEnough = (sum) => bySum.slice(0, sum + 1).reduce((count, starts) => count + starts.length, 0) > most;
  const score = (start, end) => {
    if (seen.has(start)) return NaN;
    seen.add(start);
    const name = index.lower.slice(start, end);
    const version = versionAt(start);
    const sum = words.reduce((sum, word) => sum + (word.misses(name, start, version) ?? NaN), 0);
    if (!Number.isNaN(sum)) (bySum[sum] ??= []).push(start);
    return sum;
  };
  // Only names that the rarest word fits are candidates. Each step finds some of them, and has the least sum that they can
  // have: when there are enough with that sum, it can end, since names that contain a text are found in order.
  const costs = words.map((word) => (words.length > 1 ? word.cost() - word.text.length : 0));
  const rarest = words[costs.indexOf(Math.min(...costs))];
  const isAlone = words.length === 1;
  const steps = [[least(words), (visit) => rarest.withFit(0, visit)]];
  if (isAlone) steps.push([1, (visit) => containing(` ${rarest.text}`, visit)]);
  steps.push([isAlone ? 2 : least(words), (visit) => containing(rarest.text, visit)]);
  for (const [sum, step] of steps) {
    if (isEnough(sum - 1)) break;
    step((start, end) => score(start, end) <= sum && isEnough(sum));
  }
  if (!isEnough(2 + least(words.filter((word) => word !== rarest)))) rarest.others((start, end) => { score(start, end); });
  return bySum;
}

/** Returns the products and the actions that fit a text best, and whether there are more actions. */
function matches(text) {
  const texts = [...new Set(text.toLowerCase().split(/[\s.:/]+/).filter(Boolean))];
  if (!texts.length) return { best: [], more: false };
  const bySum = rank(texts.map((word) => new Word(word)));
  const found = bySum.flatMap((starts) => starts.sort((one, other) => one - other));
  const products = index.versions.map((version) => ({ version, named: version.named(texts) })).filter(({ named }) => named);
  // Titles of few words first; of those, people look for the product with most actions.
  const order = ({ version, named }) => named * 1e9 - version.words.split(/\W+/).length * 1e7 + version.size;
  products.sort((one, other) => order(other) - order(one));
  const first = products.slice(0, mostProducts).map(({ version: { product, version, title } }) => ({ product, version, title }));
  return { best: [...first, ...found.slice(0, most).map(entry)], more: found.length > most };
}

/** Returns the action whose name is at a position. */
function entry(start) {
  const { names, versions, summaries } = index;
  const { product, version, older, title } = versions[versionAt(start)];
  const action = names.slice(start, names.indexOf(' ', start));
  return { product, version, older, action, summary: summaries.get(start) ?? title };
}

function option(entry, at) {
  const link = document.createElement('a');
  link.role = 'option';
  link.id = `found-${at}`;
  link.href = `/${[entry.product, entry.version, entry.action].filter(Boolean).join('/')}`;
  link.tabIndex = -1;
  const product = document.createElement('small');
  if (!entry.action) product.textContent = `${entry.product}: all its actions`;
  else product.textContent = entry.older ? `${entry.product} ${entry.version}` : entry.product;
  link.append(entry.action ?? entry.title, ' ', product);
  if (entry.summary) link.title = entry.summary;
  return link;
}

async function find() {
  if (!index) await load();
  const { best, more } = index ? matches(search.value) : { best: [], more: false };
  selected = best.length ? 0 : -1;
  options.replaceChildren(...best.map(option));
  options.hidden = !best.length;
  const rest = $('#rest');
  rest.hidden = best.length > 0 && !more;
  const nothing = index ? 'No action has all of these in its name, product or summary' : silence;
  rest.textContent = more ? 'There are more: add a word' : nothing;
  const asked = search.value.trim() !== '';
  open(asked && document.activeElement === search);
  mark();
  const count = best.length ? `${best.length} found` : nothing;
  if (asked) say(more ? `more than ${most} actions found` : count);
}

if ($('#index')) load();

function open(is) {
  found.hidden = !is;
  search.setAttribute('aria-expanded', String(is));
}

function mark(scrolls) {
  const all = [...options.children];
  all.forEach((item, at) => item.setAttribute('aria-selected', String(at === selected)));
  const current = all[selected];
  if (current) search.setAttribute('aria-activedescendant', current.id);
  else search.removeAttribute('aria-activedescendant');
  // Takes a layout of the page, so not at each key that is typed.
  if (scrolls) current?.scrollIntoView({ block: 'nearest' });
}

search.addEventListener('input', find);
search.addEventListener('focus', () => { load(); if (search.value.trim()) find(); });
search.addEventListener('keydown', (event) => {
  const count = options.children.length;
  if (event.key === 'ArrowDown' && count) selected = (selected + 1) % count;
  else if (event.key === 'ArrowUp' && count) selected = (selected + count - 1) % count;
  else if (event.key === 'Enter') { options.children[selected]?.click(); return; }
  else if (event.key === 'Escape') { open(false); search.blur(); return; }
  else return;
  event.preventDefault();
  mark(true);
});
document.addEventListener('click', (event) => { if (!event.target.closest('.search')) open(false); });
$('.search').addEventListener('focusout', (event) => {
  if (!event.relatedTarget?.closest('.search')) setTimeout(() => open(document.activeElement === search), 0);
});
document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input, textarea, select, [contenteditable]');
  if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});

// ---- Bar and tree -------------------------------------------------------------------------------------------------

const dark = matchMedia('(prefers-color-scheme: dark)');
function theme(name) {
  if (name) document.documentElement.dataset.theme = name;
}
theme(stored.get('theme'));
$('#theme').addEventListener('click', () => {
  const current = document.documentElement.dataset.theme ?? (dark.matches ? 'dark' : 'light');
  const next = current === 'dark' ? 'light' : 'dark';
  theme(next);
  stored.set('theme', next);
  say(`${next} colors`);
});

const menu = $('#menu');
menu?.addEventListener('click', () => {
  const is = document.body.classList.toggle('menu');
  menu.setAttribute('aria-expanded', String(is));
  if (is) $('#tree a')?.focus();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && document.body.classList.contains('menu')) menu.click();
});
$('#tree [aria-current]')?.scrollIntoView({ block: 'nearest' });

// ---- Buttons that any page can have -------------------------------------------------------------------------------

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    say('copied');
    button.dataset.done = 'Copied';
    setTimeout(() => delete button.dataset.done, 1500);
  } catch {
    say('the browser did not allow it');
  }
}

document.addEventListener('click', async (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  if (button.dataset.copy) {
    const response = await fetch(button.dataset.copy);
    if (response.ok) copy(await response.text(), button);
    else say('the explorer has forgotten this call');
  }
  if (button.dataset.copyFrom) copy($(button.dataset.copyFrom).textContent, button);
  if (button.dataset.post) {
    const response = await post(button.dataset.post);
    if (response.ok && !response.redirected) location.reload();
  }
  if (button.dataset.refresh) { await refresh(button.dataset.refresh); say('refreshed'); }
  if (button.dataset.wait) wait(button);
});

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (form.dataset.query) {
    event.preventDefault();
    const tree = $('[data-tree]', form.parentElement);
    const response = await post(form.dataset.query, new URLSearchParams(new FormData(form)));
    put(tree, await response.text());
    say(response.ok ? 'query applied' : 'the query is wrong');
  } else if (form.dataset.parts !== undefined) {
    event.preventDefault();
    operate(form);
  }
});

/**
 * Puts parts that the server has drawn anew in the place of those with the same id. Parts that are the same stay, with
 * their focus and their scroll position. Returns whether there are any.
 */
function update(text) {
  const fresh = document.createElement('template');
  put(fresh, text);
  for (const part of $$('[data-part]', fresh.content)) {
    const old = document.getElementById(part.id);
    if (!old || old.outerHTML === part.outerHTML) continue;
    const focused = old.contains(document.activeElement) ? document.activeElement : undefined;
    // Who reads a part by keyboard keeps it, unless the element that has the focus can be found again.
    if (focused && !focused.id) continue;
    const left = $('.scroll', old)?.scrollLeft;
    old.replaceWith(part);
    if (left) $('.scroll', part).scrollLeft = left;
    if (focused) document.getElementById(focused.id)?.focus({ preventScroll: true });
  }
  return fresh.content.querySelector('[data-part]') !== null;
}

const live = $('[data-live]');
// What was asked for before an operation shows an older state.
let operations = 0;

/** Sends a form whose response is parts of the page, among them a notice of what has happened. */
async function operate(form) {
  operations += 1;
  try {
    // A field can have the name of a property of the form.
    const response = await post(form.getAttribute('action'), new URLSearchParams(new FormData(form)));
    if (!update(await response.text())) throw new Error();
  } catch {
    put($('#notice'), unreachable);
  }
  $('#notice').scrollIntoView({ block: 'nearest' });
  say($('#notice').textContent);
}

async function refresh(path) {
  const before = operations;
  try {
    const response = await fetch(path);
    if (!response.ok) throw new Error();
    const text = await response.text();
    if (before === operations) update(text);
  } catch {
    put($('#problem'), unreachable);
  }
}

async function keepFresh() {
  if (live.checked && !document.hidden) await refresh(live.dataset.live);
  setTimeout(keepFresh, 2000);
}
if (live) setTimeout(keepFresh, 2000);

/** Follows an operation: each line of the response is a step. */
async function wait(button) {
  const line = document.createElement('p');
  line.className = 'waiting';
  line.role = 'status';
  button.disabled = true;
  button.after(line);
  const show = (text, state) => { line.textContent = text; line.dataset.state = state; };
  show('waiting…', 'going');
  try {
    const response = await post(button.dataset.wait);
    if (!response.ok) throw new Error();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const lines = (rest + value).split('\n');
      rest = lines.pop();
      for (const text of lines) {
        const step = JSON.parse(text);
        if (step.done) show('ended well', 'done');
        else if (step.failed) show(step.failed, 'failed');
        else show(`waiting: ${step.state}`, 'going');
      }
    }
  } catch {
    show(silence, 'failed');
  }
  button.disabled = false;
}

// ---- The form of an action ----------------------------------------------------------------------------------------

const form = $('#call');
// What the server writes in place of a secret.
const mask = '***';

function setUpAction() {
  const path = new URL(form.action).pathname;
  const inputs = $('#inputs');
  const json = $('#json');
  const view = $('#json-view');
  const region = $('#region');
  // What the JSON view had when it was opened.
  let shown = '{}';
  const showsJson = () => !view.hidden;

  if (!region.value) region.value = stored.get('region') ?? '';
  region.addEventListener('change', () => stored.set('region', region.value.trim()));

  const fields = (extra = {}) => {
    const all = new URLSearchParams(new FormData(form));
    // Nothing is an object without parameters, and not what the inputs have.
    if (!json.disabled && !json.value.trim()) all.set(json.name, '{}');
    for (const [name, value] of Object.entries(extra)) all.set(name, value);
    return all;
  };

  const secretInputs = () => $$('input[type="password"], textarea.secret', inputs);

  /** Sets a secret. One with line breaks, such as a private key, needs another input: passwords have one line. */
  function setSecret(input, text) {
    if (!text.includes('\n')) { input.value = text; return input; }
    const area = document.createElement('textarea');
    for (const { name, value } of input.attributes) if (name !== 'type' && name !== 'value') area.setAttribute(name, value);
    area.className = 'secret';
    area.spellcheck = false;
    area.value = text;
    input.replaceWith(area);
    return area;
  }
  inputs.addEventListener('paste', (event) => {
    const text = event.clipboardData.getData('text/plain').replaceAll('\r\n', '\n');
    if (event.target.type !== 'password' || !text.trimEnd().includes('\n')) return;
    event.preventDefault();
    setSecret(event.target, text).focus();
    changed();
  });

  /** Reads JSON, if it is JSON. Numbers become marked texts: those of JavaScript have 53 bits. */
  const parsed = (text) => {
    const token = /("(?:[^"\\]|\\.)*")|-?\d[\d.eE+-]*/g;
    try {
      return JSON.parse(text.replace(token, (number, string) => string ?? `"\\u0001${number}"`));
    } catch {
      return undefined;
    }
  };
  const printed = (value) => JSON.stringify(value, null, 2).replace(/"\\u0001([^"]*)"/g, '$1');

  /** Whether a value is another one but for what is masked in it. */
  const isSame = (masked, kept) => {
    if (masked === mask || kept === mask || masked === kept) return true;
    if (!masked || !kept || typeof masked !== 'object' || typeof kept !== 'object') return false;
    const names = Object.keys(masked);
    return names.length === Object.keys(kept).length && names.every((name) => isSame(masked[name], kept[name]));
  };
  /**
   * Whether an item of a list is the one that was at its place, but for what is masked in it. If there are more or fewer items
   * than before, it must be like no other: another one may have taken the place.
   */
  const isItem = (items, kept, at) => isSame(items[at], kept?.[at])
    && (items.length === kept.length || kept.filter((item) => isSame(items[at], item)).length === 1);
  /** Puts back what the server has masked. */
  const unmasked = (value, kept) => {
    if (value === mask) return kept ?? value;
    if (!value || typeof value !== 'object') return value;
    for (const name in value) {
      if (!Array.isArray(value) || isItem(value, kept, name)) value[name] = unmasked(value[name], kept?.[name]);
    }
    return value;
  };
  function keepOthers(kept) {
    const others = $('#others', inputs);
    if (!showsJson()) others.value = kept;
    else if (others.value.includes(`"${mask}"`)) {
      const typed = unmasked(parsed(others.value), parsed(json.value));
      others.value = printed(unmasked(typed, parsed(kept)));
    }
  }

  /**
   * Returns the text at a path of the JSON, such as `Login.Password`. If the server has masked it, that is what is kept, or
   * null if another item may have taken the place.
   */
  function entered(name, kept) {
    let [now, before] = [parsed(json.value), parsed(shown)];
    for (const step of name.split('.')) {
      // A whole list can be masked.
      if (now === mask) return kept;
      // What is masked in both is the same.
      if (Array.isArray(now) && now[step] !== undefined && !(Array.isArray(before) && isItem(now, before, step))) kept = null;
      [now, before] = [now, before].map((value) => (value && typeof value === 'object' ? value[step] : undefined));
    }
    return now === mask ? kept : now?.toString();
  }

  /** Returns the path that a path has when a part is removed, as the server moves items up, or nothing if it is in that part. */
  function moved(path, removed) {
    if (path === removed || path.startsWith(`${removed}.`)) return undefined;
    const [, list, index] = /^(.*)\.(\d+)$/.exec(removed ?? '') ?? [];
    if (list === undefined || !path.startsWith(`${list}.`)) return path;
    const [first, ...rest] = path.slice(list.length + 1).split('.');
    return Number(first) > Number(index) ? [list, Number(first) - 1, ...rest].join('.') : path;
  }

  /** Draws the form anew. Secrets stay in their inputs, or are those of the JSON: the server does not draw them. */
  async function redraw(what, extra) {
    const others = $('#others', inputs).value;
    const secrets = new Map(secretInputs().map((input) => [moved(input.name, extra?._remove), input.value]));
    const isJson = showsJson();
    const response = await post(`${path}/${what}`, fields(extra));
    const text = await response.text();
    if (!response.ok) { show('response', text); return false; }
    put(inputs, text);
    if (what === 'form') {
      for (const input of secretInputs()) {
        const kept = secrets.get(input.name);
        const text = isJson ? entered(input.name, kept) : kept;
        const set = setSecret(input, text ?? '');
        if (text !== null || !kept) continue;
        set.placeholder = 'not kept: enter it again';
        say('A secret was not kept, since its item has changed: enter it again');
      }
      keepOthers(others);
    }
    return true;
  }

  inputs.addEventListener('click', async (event) => {
    const { add, remove } = event.target.closest('button')?.dataset ?? {};
    if (add !== undefined && await redraw('form', { _add: add })) {
      const field = $(`[data-path="${CSS.escape(add)}"]`, inputs) ?? inputs;
      const last = $$('ol.items > li', field).filter((item) => item.closest('.field') === field).at(-1) ?? field;
      $('input:not([type="hidden"]), select, textarea, button', last)?.focus();
      changed();
    } else if (remove !== undefined && await redraw('form', { _remove: remove })) {
      $(`[data-add="${CSS.escape(remove.replace(/\.\d+$/, ''))}"]`, inputs)?.focus();
      changed();
    }
  });

  async function switchTo(isJson) {
    if (isJson === showsJson()) return true;
    if (isJson) {
      const response = await post(`${path}/json`, fields());
      if (!response.ok) { show('response', await response.text()); return false; }
      shown = await response.json();
      json.value = shown;
    } else if (!await redraw('form')) {
      return false;
    }
    view.hidden = !isJson;
    json.disabled = !isJson;
    inputs.hidden = isJson;
    $('#view-form').setAttribute('aria-pressed', String(!isJson));
    $('#view-json').setAttribute('aria-pressed', String(isJson));
    // What was wrong with the other view is not any longer.
    if ($('#panel-response > .error')) put($('#panel-response'), '');
    return true;
  }
  $('#view-form').addEventListener('click', () => switchTo(false));
  $('#view-json').addEventListener('click', () => switchTo(true));

  async function fill(what, extra) {
    const isJson = showsJson();
    json.disabled = true;
    if (await redraw(what, extra)) {
      if (isJson) { view.hidden = true; await switchTo(true); }
      changed();
    }
    json.disabled = !showsJson();
  }
  $('#sample')?.addEventListener('change', async (event) => {
    if (event.target.value !== '') { await fill('sample', { _sample: event.target.value }); say('filled from the sample'); }
  });
  $('#clear').addEventListener('click', async () => {
    const response = await post(`${path}/form`);
    put(inputs, await response.text());
    json.value = '{}';
    const sample = $('#sample');
    if (sample) sample.value = '';
    changed();
    say('cleared');
  });

  // ---- What has been entered, for when this page is loaded again

  const kept = `form ${location.pathname}${location.search}`;
  /** Keeps the parameters as the JSON view shows them, so without secrets. Those that are wrong are not kept. */
  async function keep() {
    const response = await post(`${path}/json`, fields());
    if (response.ok) session.set(kept, await response.json());
  }
  async function restore() {
    const text = session.get(kept);
    if (!text) return;
    const response = await post(`${path}/form`, new URLSearchParams({ [json.name]: text }));
    if (response.ok) put(inputs, await response.text());
  }
  // A link begins anew.
  if (performance.getEntriesByType('navigation')[0]?.type === 'navigate') session.set(kept, '');
  else restore().catch(() => put($('#panel-response'), unreachable));

  // ---- Panels beside the form

  const tabs = $$('[role="tab"]');
  function select(name, focus = false) {
    for (const tab of tabs) {
      const is = tab.id === `tab-${name}`;
      tab.setAttribute('aria-selected', String(is));
      tab.tabIndex = is ? 0 : -1;
      $(`#${tab.getAttribute('aria-controls')}`).hidden = !is;
      if (is && focus) tab.focus();
    }
    refresh();
  }
  for (const tab of tabs) {
    tab.addEventListener('click', () => select(tab.id.slice(4)));
    tab.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: tabs.length - 1 }[event.key];
      if (step) select(tabs[(tabs.indexOf(tab) + step) % tabs.length].id.slice(4), true);
    });
  }
  function show(name, text) {
    put($(`#panel-${name}`), text);
    if ($(`#tab-${name}`).getAttribute('aria-selected') !== 'true') select(name);
  }

  const language = $('#language');
  language.value = stored.get('language') ?? 'rust';
  if (!language.value) language.value = 'rust';
  language.addEventListener('change', () => { stored.set('language', language.value); refresh(); });

  /** Draws the open panel anew if it shows what the form makes. */
  async function refresh() {
    try {
      await redrawPanel();
    } catch {
      put($('#panel-code').hidden ? $('#panel-signature') : $('#code'), unreachable);
    }
  }
  async function redrawPanel() {
    if (!$('#panel-code').hidden) {
      put($('#code'), await (await post(`${path}/code`, fields({ _language: language.value }))).text());
    } else if (!$('#panel-signature').hidden) {
      const panel = $('#panel-signature');
      const pasted = $('form', panel);
      const extra = pasted ? Object.fromEntries(new FormData(pasted)) : {};
      const text = await (await post(`${path}/signature`, fields(extra))).text();
      const focused = document.activeElement.closest('#panel-signature') && document.activeElement.id;
      put(panel, text);
      if (focused !== null) ($(`#${focused || 'pasted'}`, panel) ?? panel).focus();
    }
  }
  let later;
  function changed() {
    clearTimeout(later);
    later = setTimeout(() => {
      refresh();
      // Whoever cannot reach the explorer is told so when they call.
      keep().catch(() => {});
    }, 150);
  }
  form.addEventListener('input', changed);
  $('#panel-signature').addEventListener('submit', (event) => { event.preventDefault(); refresh(); });
  $('#panel-signature').addEventListener('change', (event) => { if (event.target.id === 'method') refresh(); });

  // ---- Calling

  const inputOf = (path) => $(`[name="${CSS.escape(path)}"]`, inputs) ?? $(`[data-path="${CSS.escape(path)}"] button`, inputs);

  /** Takes back what was wrong with an input. */
  function unmark(input) {
    input.nextElementSibling.remove();
    input.removeAttribute('aria-invalid');
    input.setAttribute('aria-describedby', input.dataset.described);
    delete input.dataset.described;
  }
  /** Says at each input what is wrong with it. */
  function markFaults() {
    $$('[data-described]', inputs).forEach(unmark);
    for (const link of $$('[data-fault]', $('#panel-response'))) {
      const path = link.dataset.fault;
      const input = inputOf(path);
      if (!input || input.dataset.described !== undefined) continue;
      const why = document.createElement('p');
      why.id = `f-${path}`;
      why.className = 'fault';
      why.textContent = link.nextElementSibling.textContent;
      input.after(why);
      input.dataset.described = input.getAttribute('aria-describedby') ?? '';
      input.setAttribute('aria-describedby', `${why.id} ${input.dataset.described}`);
      // A button adds what is missing, and is not wrong itself.
      if (!input.matches('button')) input.setAttribute('aria-invalid', 'true');
    }
  }
  inputs.addEventListener('input', (event) => { if (event.target.dataset.described !== undefined) unmark(event.target); });

  async function send(extra = {}) {
    const button = $('button[type="submit"]', form);
    // Keys repeat, and buttons are clicked twice.
    if (button.disabled) return;
    button.disabled = true;
    select('response');
    const panel = $('#panel-response');
    panel.setAttribute('aria-busy', 'true');
    try {
      const response = await post(`${path}/call`, fields(extra));
      put(panel, await response.text());
      markFaults();
      const asks = $('[data-consent]', panel);
      // Not the button: a key pressed twice is no consent.
      if (asks) ($('#typed', asks) ?? asks.parentElement).focus();
      else say($('.outcome, .error h2', panel)?.textContent ?? 'done');
      if (innerWidth < 900) panel.scrollIntoView({ block: 'start' });
    } catch {
      put(panel, unreachable);
    }
    panel.removeAttribute('aria-busy');
    button.disabled = false;
  }
  form.addEventListener('submit', (event) => { event.preventDefault(); send(); });
  $('#panel-response').addEventListener('submit', (event) => {
    if (event.target.dataset.consent === undefined) return;
    event.preventDefault();
    send(Object.fromEntries(new FormData(event.target)));
  });
  function cancel() {
    put($('#panel-response'), '<p class="quiet">Nothing was sent.</p>');
    say('nothing was sent');
    $('button[type="submit"]', form).focus();
  }
  $('#panel-response').addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && event.target.closest('.consent')) cancel();
  });
  $('#panel-response').addEventListener('click', (event) => {
    const fault = event.target.closest('[data-fault]')?.dataset.fault;
    if (fault !== undefined) {
      event.preventDefault();
      inputOf(fault)?.focus();
    }
    if (event.target.closest('[data-cancel]')) cancel();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
  });
}

if (form) setUpAction();
