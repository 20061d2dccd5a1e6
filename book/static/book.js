// What is wider than its place scrolls; by keys, too, if it can be reached by them. What fits is no stop on the way.
document.addEventListener("DOMContentLoaded", function () {
  const article = document.querySelector("article");
  if (!article) { return; }
  const tables = article.querySelectorAll(".pst-scrollable-table-container");
  const boxes = [...tables, ...article.querySelectorAll("div.math, div.output .table, pre.printed")];
  const formulas = article.querySelectorAll("span.math");
  function more(table) { // whether something of it is out of sight, at the right
    table.classList.toggle("more", table.scrollLeft + table.clientWidth < table.scrollWidth - 1);
  }
  tables.forEach((table) => table.addEventListener("scroll", () => more(table)));
  function measure() {
    boxes.forEach((box) => { box.tabIndex = box.scrollWidth > box.clientWidth ? 0 : -1; });
    tables.forEach(more);
    formulas.forEach((formula) => formula.classList.remove("wide"));
    const end = article.getBoundingClientRect().right - parseFloat(getComputedStyle(article).paddingRight);
    const wide = [...formulas].filter(function (formula) { // one within a line breaks where it can; a part of it may be too wide
      const parts = [formula.closest(".joined") || formula, ...formula.querySelectorAll(".base")];
      return parts.some((part) => part.getBoundingClientRect().right > end + 0.5);
    });
    wide.forEach((formula) => formula.classList.add("wide"));
  }
  new ResizeObserver(measure).observe(article); // a fold that opens makes it longer
});
// A phone's sidebars open above the page. Who leaves one by Escape is where they were: on its button, which lets go of them.
document.addEventListener("DOMContentLoaded", function () {
  for (const side of ["primary", "secondary"]) {
    const sidebar = document.getElementById(`pst-${side}-sidebar-modal`), button = document.querySelector(`.bd-main .${side}-toggle`);
    sidebar?.addEventListener("keydown", function (event) {
      if (event.key === "Escape") { sidebar.addEventListener("close", () => button.focus(), { once: true }); }
    });
  }
});
