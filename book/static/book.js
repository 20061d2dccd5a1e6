// What is wider than its place scrolls; by keys, too, if it can be reached by them. What fits is no stop on the way.
document.addEventListener("DOMContentLoaded", function () {
  const article = document.querySelector("article");
  if (!article) { return; }
  const boxes = article.querySelectorAll("div.math, div.output .table, pre.printed");
  const formulas = article.querySelectorAll("span.math");
  function measure() {
    boxes.forEach((box) => { box.tabIndex = box.scrollWidth > box.clientWidth ? 0 : -1; });
    const end = article.getBoundingClientRect().right;
    formulas.forEach(function (formula) { // a formula within a line breaks where it can; what can't be broken may be too wide
      const parts = [...formula.querySelectorAll(".base")];
      formula.classList.toggle("wide", parts.some((part) => part.getBoundingClientRect().right > end));
    });
  }
  new ResizeObserver(measure).observe(article); // a fold that opens makes it longer
});
