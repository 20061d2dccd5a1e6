// Sets formulas: a line of JSON in, [TeX, whether it stands on a line of its own]; a line out, {html} or {error}.
const katex = require("./katex.min.js");
require("readline").createInterface({ input: process.stdin }).on("line", function (line) {
  const [tex, displayMode] = JSON.parse(line);
  let answer;
  try {
    answer = { html: katex.renderToString(tex, { displayMode, throwOnError: true, strict: "ignore" }) };
  } catch (error) {
    answer = { error: error.message };
  }
  console.log(JSON.stringify(answer));
});
