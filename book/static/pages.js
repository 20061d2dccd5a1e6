// The front page: a button plays the picture again, and the map lights the arrows of the unit that is pointed at.
document.querySelectorAll(".hero figure").forEach((figure) => {
  const image = figure.querySelector("img");
  const address = image.getAttribute("src");
  let times = 0;
  figure.querySelector(".again").addEventListener("click", () => {
    figure.querySelectorAll("source").forEach((source) => source.remove());
    image.src = `${address}?${(times += 1)}`;
  });
});

document.querySelectorAll(".unit-map").forEach((map) => {
  const light = (number, on) => {
    map.querySelectorAll(".arrow").forEach((arrow) => {
      if (![arrow.dataset.from, arrow.dataset.to].includes(number)) return;
      arrow.classList.toggle("lit", on);
      const other = arrow.dataset.from === number ? arrow.dataset.to : arrow.dataset.from;
      map.querySelector(`[data-unit="${other}"]`).classList.toggle("lit", on);
    });
  };
  map.querySelectorAll(".unit").forEach((unit) => {
    for (const [event, on] of [["pointerenter", true], ["focus", true], ["pointerleave", false], ["blur", false]]) {
      unit.addEventListener(event, () => light(unit.dataset.unit, on));
    }
  });
});
