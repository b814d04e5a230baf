// A saved view: unpacks what its file holds, and draws it without a server.
(async () => {
  "use strict";
  const held = (name) => document.getElementById(`pg-${name}`);
  const unpacked = (name) => {
    const bytes = Uint8Array.from(atob(held(name).textContent), (c) => c.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  };
  const run = async (name) => {
    const script = document.createElement("script");
    script.textContent = await unpacked(name);
    document.head.append(script);
  };

  // Light and dark: of the address (#theme=dark), else the system's.
  const system = matchMedia("(prefers-color-scheme: dark)");
  const shade = () => {
    const wished = new URLSearchParams(location.hash.slice(1)).get("theme");
    document.body.classList.toggle("dark", wished ? wished === "dark" : system.matches);
  };
  shade();
  system.addEventListener("change", shade);
  window.addEventListener("hashchange", shade);

  await run("kit");
  const kit = window.playground;
  const told = JSON.parse(await unpacked("told"));
  let plotly = null;
  kit.plotly = () => (plotly = plotly || run("plotly").then(() => window.Plotly));
  kit.given("saved", JSON.parse(await unpacked("answer")));

  const live = (text) => told.live && kit.make("a", { href: told.live, target: "_blank", rel: "noopener", text: kit.words(text) });
  const asks = kit.make("div", { role: "status" });
  // A click that asks: its answer is not in the file.
  const asked = () => asks.replaceChildren(kit.make("div", { class: "pg-told pg-calm" },
    kit.make("p", { text: kit.words("This is a saved view: it holds one answer, and asks for no other.") }), live("Ask on the live page")));
  const licences = told.cards.map(({ name, licence }) => [name, licence].filter(Boolean).join(": ")).join("; ");
  const stage = kit.make("div", { class: "pg-stage" }, kit.make("div", { class: "pg-mount" }));
  held("saved").replaceChildren(...[
    kit.make("h1", {}, `${kit.words(told.title, told.group)} `, kit.make("small", { text: kit.words(told.subject) })),
    kit.make("p", { class: "pg-hint pg-whole", text: kit.words(told.hint, told.group) }),
    told.lacking && kit.make("p", { role: "status", text: kit.words(told.lacking, told.group) }),
    asks, stage,
    kit.make("p", { class: "pg-source" }, `${kit.words({ t: "Saved from {site}.", args: { site: told.site } })} `,
      licences && `${kit.words("Models and their licences")}: ${licences}. `, live("Live page")),
  ].filter(Boolean));
  kit.stage(stage, { group: told.group, lines: told.lines, value: { from: "saved" } }, asked, () => {});
})();
