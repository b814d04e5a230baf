// Where a visitor is: the pages of the site, this one, and the link to this view.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.share) return;
  const mount = (element) => element.querySelector(".pg-mount");

  // --- pages: one a tab ----------------------------------------------------------------------------
  const pages = kit.site.flatMap((subject) => subject.pages.map((page) => ({ ...page, subject })));
  const pageOf = (tab) => pages.find((page) => page.tab === tab);
  const here = pages.find((page) => page.path === window.gradio_config.current_page);
  const asked = new URLSearchParams(location.search);
  // The rest is Gradio's, as ?__theme=dark, or the language.
  const STAGED = ["lecture", "present"];
  /** @param {string[]} field */
  const reader = ([key]) => key.startsWith("__") || key === "lang";
  /** @param {string[]} field */
  const ours = ([key]) => !reader([key]) && !STAGED.includes(key);
  const kept = [...asked].filter(reader);
  kit.staged = Object.fromEntries([...asked].filter(([key]) => STAGED.includes(key)));
  const address = (path, fields) => {
    const query = new URLSearchParams([...kept, ...fields]).toString();
    return `${kit.root()}/${path}${query && "?"}${query}`;
  };
  kit.address = address;
  // A lecture, or a view for a lecture hall: fetched by who wants it.
  kit.present = async () => { await kit.lecture(); kit.turnPresenting(); };
  const typing = (node) => node instanceof Element && node.matches("input:not([type=range]), textarea, select, [contenteditable]");
  document.addEventListener("keydown", (e) => {
    if (kit.lecture && e.key.toLowerCase() === "p" && !e.ctrlKey && !e.metaKey && !e.altKey && !typing(e.target)) kit.present();
  });
  // A link may name a tab, as all once did: it then opens in this page's place.
  const named = asked.get("tab");
  const meant = pageOf(Object.hasOwn(kit.former, named) ? kit.former[named] : named);
  asked.delete("tab");
  if (meant && meant !== here) location.replace(address(meant.path, [...asked].filter(ours)));

  else if (here && ![...asked].some(ours)) kit.opening = kit.early(here.tab);

  kit.pageAddress = (tab) => pageOf(tab) && address(pageOf(tab).path, []);

  // A page is entered where it was left, as far as the browser remembers.
  const remember = (fields) => {
    try { sessionStorage.setItem(`playground/${here.path}`, new URLSearchParams(fields).toString()); } catch { /* denied */ }
  };
  const left = (path) => {
    try { return [...new URLSearchParams(sessionStorage.getItem(`playground/${path}`) || "")]; } catch { return []; }
  };
  // Gradio goes by the system, or by a link's ?__theme=; a press counts for all later visits.
  function darkness() {
    const DARK = "playground/dark";
    const { classList } = document.body;
    let wished = null;
    try { wished = localStorage.getItem(DARK); } catch { /* denied: the press counts for this page */ }
    if (wished && !asked.has("__theme")) classList.toggle("dark", wished === "true");
    const button = kit.make("button", { type: "button", class: "pg-dark", text: "◐", "aria-label": kit.words("Dark"),
      title: kit.words("Dark"), "aria-pressed": String(classList.contains("dark")), onclick: () => {
        const dark = String(classList.toggle("dark"));
        button.setAttribute("aria-pressed", dark);
        try { localStorage.setItem(DARK, dark); } catch { /* denied */ }
      } });
    return button;
  }
  kit.header = (element, props) => {
    const link = (text, path, current, tab = "") => kit.make("a", { href: address(path, left(path)),
      text: kit.words(text, tab), "aria-current": current && "page" });
    const speak = kit.make("select", { class: "pg-language", "aria-label": kit.words("Language"),
      onchange: (e) => kit.speak(e.target.value) }, ...Object.entries(kit.languages).map(([value, text]) =>
      kit.make("option", { value, text, lang: value, selected: value === kit.language })));
    const theme = darkness();
    // The start page is made by the server, which does not know what was chosen before.
    const spoken = asked.has("lang") ? [] : [["lang", kit.language]];
    const subjects = kit.site.map((one) => link(one.title, one.pages[0].path, one === here.subject));
    const own = here.subject.pages.map((one) => link(one.title, one.path, one.path === here.path, one.tab));
    // Past the pages, to what moves the picture.
    const skip = kit.make("a", { class: "pg-skip", href: "#", text: kit.words("To the picture"), onclick: (e) => {
      e.preventDefault();
      const slider = document.querySelector(".pg-cursors input");
      /** @type {HTMLElement} */ (slider || document.querySelector(".pg-lines :is(input, button, select, [tabindex])")).focus();
    } });
    mount(element).replaceChildren(skip,
      kit.make("div", { class: "pg-top" },
        kit.make("h1", { class: "pg-title" }, kit.make("a", { href: address("start", spoken) }, kit.make("span", { text: kit.words(props.title) }))),
        kit.make("p", { class: "pg-tagline", text: kit.words(props.tagline) }),
        kit.make("nav", { class: "pg-subjects", "aria-label": kit.words("Subjects") }, ...subjects), theme, speak),
      kit.make("nav", { class: "pg-pages", "aria-label": kit.words("Pages"), hidden: own.length < 2 }, ...own));
    // Where a line of pages is longer than the screen, it stands at this one.
    requestAnimationFrame(() => element.querySelectorAll("a[aria-current]").forEach((one) => {
      one.parentNode.scrollLeft = one.offsetLeft - (one.parentNode.clientWidth - one.clientWidth) / 2;
    }));
  };

  // --- this page -----------------------------------------------------------------------------------
  let shown = null; // what is on show: its question's fields among it
  // The page before this one and the next, at its foot.
  const turns = () => {
    const place = pages.indexOf(here);
    const turn = (page, sign, rel) => page && kit.make("a", { rel, href: address(page.path, left(page.path)),
      text: sign.replace("{}", kit.words(page.title, page.tab)) });
    return kit.make("nav", { class: "pg-turns", "aria-label": kit.words("Previous and next page") },
      turn(pages[place - 1], "← {}", "prev"), turn(pages[place + 1], "{} →", "next"));
  };
  kit.begin = () => {
    kit.connect();
    if (Object.keys(kit.staged).length) kit.lecture();
    document.getElementById(`tab-${here.tab}`).append(turns());
    const titles = [kit.words(here.title, here.tab), kit.words(here.subject.title), kit.words(window.gradio_config.title)];
    document.title = titles.join(" · ");
  };
  // What a list offers: of its options as `name`, another control's value, calls them, those that
  // can be asked beside the rest of the question.
  kit.offer = (tab, field, lists, said, name) => {
    const can = said && said.offered[field];
    return { __type__: "update", choices: lists[name].filter(([, value]) => !can || can.includes(value))
      .map(([text, value]) => [kit.words(text, tab), value]) };
  };

  // --- the link to this view: ?field=..&at.axis=..&set.setting=.. ----------------------------------
  function fields() {
    const cursors = kit.moved(here.tab).map(([axis, index]) => [`at.${axis}`, index]);
    const settings = kit.altered(here.tab).map(([setting, value]) => [`set.${setting}`, value]);
    return [...Object.entries(shown.query), ...cursors, ...settings];
  }
  const link = (more = []) => location.origin + address(here.path, [...(shown ? fields() : []), ...more]);
  kit.link = () => link();
  let waiting = 0; // browsers refuse more than some hundred changes of the address a minute
  kit.restage = (staged) => { kit.staged = staged; write(); };
  function write() {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (!shown) return;
      remember(fields());
      history.replaceState(history.state, "", link(Object.entries(kit.staged)));
    }, 400);
  }
  for (const moved of ["playground:cursor", "playground:setting"]) document.addEventListener(moved, write);
  // The view as a file that lives without a server, and what is said of it.
  const saving = () => {
    const said = kit.make("span", { role: "status", class: "pg-said" });
    const save = async () => {
      said.textContent = "…";
      const { search } = new URL(link());
      const sent = await fetch(`${location.origin}${kit.root()}/kit/saved/${here.tab}${search || "?"}&lang=${kit.language}`).catch(() => null);
      if (sent && sent.ok) {
        const file = await sent.blob();
        kit.save(`${here.tab}.html`, file);
        said.textContent = `HTML, ${(file.size / 1e6).toFixed(1).replace(".", kit.decimal)} MB`;
      } else said.textContent = kit.words("The view could not be saved. Try again.");
    };
    return [kit.make("button", { type: "button", text: kit.words("Save this view"), title: kit.words("One file that opens without a server"), onclick: save }), said];
  };
  kit.share = (element, props, trigger, watch) => {
    const see = kit.make("nav", { class: "pg-see", "aria-label": kit.words("See also") });
    mount(element).replaceChildren(...kit.copying("Copy link to this view", kit.link),
      kit.make("button", { type: "button", text: kit.words("Present"), title: kit.words("Present (P)"), onclick: kit.present }),
      ...saving(), see);
    // A site without that page says which it means.
    const there = (tab, query) => (pageOf(tab) ? address(pageOf(tab).path, query) : address("", [["tab", tab], ...query]));
    const other = ({ tab, text, query }) => kit.make("a", { text: kit.words(text, here.tab),
      href: there(tab, Object.entries(query)) });
    // By a sheet: what lies in a closed fold is made when it is opened.
    const hiding = new CSSStyleSheet();
    document.adoptedStyleSheets.push(hiding);
    const show = () => {
      if (!props.value) return;
      shown = props.value;
      hiding.replaceSync(Object.entries(shown.off).map(([field, off]) =>
        (off ? `.pg-field-${here.tab}-${field} { display: none !important; }` : "")).join(""));
      kit.hinted(shown.hint);
      see.replaceChildren(...shown.see.map(other));
      write();
      kit.heard(here.tab);
    };
    watch("value", show);
    show();
  };
})();
