// What is wider than its place scrolls; by keys, too, if it can be reached by them. What fits is no stop on the way.
document.addEventListener("DOMContentLoaded", function () {
  const article = document.querySelector("article");
  if (!article) { return; }
  const boxes = article.querySelectorAll("div.math, div.output .table, pre.printed");
  const formulas = article.querySelectorAll("span.math");
  function measure() {
    boxes.forEach((box) => { box.tabIndex = box.scrollWidth > box.clientWidth ? 0 : -1; });
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
