// Where a visitor is: the pages of the site, the tabs of this one, and the link to this view.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.share) return;
  const mount = (element) => element.querySelector(".pg-mount");

  // --- pages: one a subject, since a browser takes long over all controls of all of them -------
  const pageOf = (tab) => kit.site.find((page) => tab in page.tabs);
  const here = () => kit.site.find((page) => page.path === window.gradio_config.current_page);
  const asked = new URLSearchParams(location.search);
  // The rest is Gradio's, as ?__theme=dark, or the language.
  /** @param {string[]} field */
  const ours = ([key]) => !key.startsWith("__") && key !== "lang";
  const kept = [...asked].filter((field) => !ours(field));
  const address = (path, fields) => {
    const query = new URLSearchParams([...kept, ...fields]).toString();
    return `${kit.root()}/${path}${query && "?"}${query}`;
  };
  if (Object.hasOwn(kit.former, asked.get("tab"))) asked.set("tab", kit.former[asked.get("tab")]);
  // A link may name a tab of another page, which then opens in this one's place.
  const meant = pageOf(asked.get("tab"));
  if (meant && meant !== here()) location.replace(address(meant.path, [...asked].filter(ours)));

  // A page is entered where it was left, as far as the browser remembers.
  const remember = (path, fields) => {
    try { sessionStorage.setItem(`playground/${path}`, new URLSearchParams(fields).toString()); } catch { /* denied */ }
  };
  const left = (path) => {
    try { return [...new URLSearchParams(sessionStorage.getItem(`playground/${path}`) || "")]; } catch { return []; }
  };
  kit.pages = (element) => {
    const link = (page) => kit.make("a", { href: address(page.path, left(page.path)),
      text: kit.words(page.title), "aria-current": page === here() && "page" });
    const speak = kit.make("select", { class: "pg-language", "aria-label": kit.words("Language"),
      onchange: (e) => kit.speak(e.target.value) }, ...Object.entries(kit.languages).map(([value, text]) =>
      kit.make("option", { value, text, lang: value, selected: value === kit.language })));
    mount(element).replaceChildren(
      kit.make("nav", { class: "pg-pages", "aria-label": kit.words("Subjects") }, ...kit.site.map(link), speak));
  };

  // --- tabs --------------------------------------------------------------------------------------
  const views = new Map(); // tab -> its question's fields
  let open = null;
  kit.begin = () => {
    kit.connect();
    const linked = asked.get("tab");
    kit.open(linked in here().tabs ? linked : Object.keys(here().tabs)[0]);
    const button = document.getElementById(`tab-${open}-button`);
    if (button && button.getAttribute("aria-selected") !== "true") button.click();
  };
  kit.open = (tab) => {
    open = tab;
    document.title = [kit.words(here().tabs[tab], tab), ...[here().title, window.gradio_config.title].map((one) => kit.words(one))].join(" · ");
    write();
  };
  // What a list offers: of its options as `name`, another control's value, calls them, those that
  // can be asked beside the rest of the question.
  kit.offer = (tab, field, lists, said, name) => {
    const can = said && said.offered[field];
    return { __type__: "update", choices: lists[name].filter(([, value]) => !can || can.includes(value))
      .map(([text, value]) => [kit.words(text, tab), value]) };
  };

  // --- the link to this view: ?tab=..&field=..&at.axis=..&set.setting=.. --------------------------------------
  function fields() {
    const question = Object.entries(views.get(open).query);
    const cursors = kit.moved(open).map(([axis, index]) => [`at.${axis}`, index]);
    const settings = kit.altered(open).map(([setting, value]) => [`set.${setting}`, value]);
    return [["tab", open], ...question, ...cursors, ...settings];
  }
  const link = () => location.origin + address(here().path, fields());
  let waiting = 0; // browsers refuse more than some hundred changes of the address a minute
  function write() {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (!views.has(open)) return;
      remember(here().path, fields());
      history.replaceState(history.state, "", link());
    }, 400);
  }
  for (const moved of ["playground:cursor", "playground:setting"]) {
    document.addEventListener(moved, (/** @type {CustomEvent} */ e) => e.detail.group === open && write());
  }
  kit.share = (element, props, trigger, watch) => {
    const see = kit.make("nav", { class: "pg-see", "aria-label": kit.words("See also") });
    mount(element).replaceChildren(...kit.copying("Copy link to this view", link), see);
    const other = ({ tab, text, query }) => kit.make("a", { text: kit.words(text, props.value.tab),
      href: address((pageOf(tab) || here()).path, [["tab", tab], ...Object.entries(query)]) });
    // By a sheet: what lies in a closed fold is made when it is opened.
    const hiding = new CSSStyleSheet();
    document.adoptedStyleSheets.push(hiding);
    const show = () => {
      if (!props.value) return;
      views.set(props.value.tab, props.value);
      hiding.replaceSync(Object.entries(props.value.off).map(([field, off]) =>
        (off ? `.pg-field-${props.value.tab}-${field} { display: none !important; }` : "")).join(""));
      document.querySelector(`#tab-${props.value.tab} .pg-hint`).textContent = kit.words(props.value.hint, props.value.tab);
      see.replaceChildren(...props.value.see.map(other));
      write();
      kit.heard(props.value.tab, props.value.tab === open);
    };
    watch("value", show);
    show();
  };
})();
