// Writes CSL-JSON items as citeproc-js does: on standard input {folder, locale, styles, items},
// on standard output {style: {id: {entry, note}}} with the entries and first notes as HTML.
const fs = require("fs");
const CSL = require("citeproc");

const { folder, locale, styles, items } = JSON.parse(fs.readFileSync(0, "utf8"));
const records = Object.fromEntries(items.map((item) => [item.id, item]));
const system = {
  retrieveLocale: (name) => {
    const path = `${folder}/locales/locales-${name}.xml`;
    return fs.existsSync(path) ? fs.readFileSync(path, "utf8") : false;
  },
  retrieveItem: (id) => records[id],
};

// One work at a time: what a list does with several by one author is no matter here.
const written = (engine, id) => {
  engine.updateItems([id]);
  const [, entries] = engine.makeBibliography();
  return { entry: entries.join("").trim(), note: engine.makeCitationCluster([{ id }]) };
};

const told = {};
for (const [name, file] of Object.entries(styles)) {
  const engine = new CSL.Engine(system, fs.readFileSync(`${folder}/styles/${file}.csl`, "utf8"), locale, true);
  told[name] = Object.fromEntries(Object.keys(records).map((id) => [id, written(engine, id)]));
}
process.stdout.write(JSON.stringify(told));
