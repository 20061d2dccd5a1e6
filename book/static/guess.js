// What answers a guess is closed until its reader asks for it; for good, if they say so. Where no script runs it is open.
(function () {
  const KEY = "gradschool-answers-to-guesses", folds = () => document.querySelectorAll("details.happens");
  let always = false;
  try { always = localStorage.getItem(KEY) === "open"; } catch { /* a reader who allows no storage says it on each page */ }
  const closing = new MutationObserver((changes) => { // before it is ever drawn, so that nothing moves
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) { if (node.matches?.("details.happens")) { node.open = false; } }
    }
  });
  if (!always) { closing.observe(document, { childList: true, subtree: true }); }
  document.addEventListener("DOMContentLoaded", function () {
    closing.disconnect();
    const line = document.querySelector("p.guesses");
    if (!line || !folds().length) { return; }
    const button = line.querySelector("button");
    line.hidden = false;
    button.ariaPressed = always;
    button.addEventListener("click", function () {
      always = !always;
      button.ariaPressed = always;
      folds().forEach((fold) => { fold.open = always; });
      try { localStorage.setItem(KEY, always ? "open" : ""); } catch { /* as above */ }
    });
  });
  let opened = [];
  addEventListener("beforeprint", function () { // nothing opens on paper
    opened = [...folds()].filter((fold) => !fold.open);
    opened.forEach((fold) => { fold.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((fold) => { fold.open = false; }));
})();
