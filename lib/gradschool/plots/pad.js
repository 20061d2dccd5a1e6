// A pad to draw on by mouse, finger, or keys. Each change of the drawing goes as text, a list of strokes of points from 0
// to 1, into the hidden field beside it, which a kernel listens to; it answers by the same text as the placeholder.
function pad(root) {
  const board = root.closest(".gradschool-pad"), sample = JSON.parse(root.dataset.strokes);
  const still = 0.004, far = 1 / 24, size = 230;
  let strokes = sample, fresh = true, drawing = null, key = [0.5, 0.5], down = false, waiting;
  root.dataset.alive = "true";
  root.dataset.lmSuppressShortcuts = "true"; // JupyterLab would take the keys for itself

  function make(parent, tag, attributes, text = "") {
    const element = parent.appendChild(document.createElement(tag));
    for (const name in attributes) { element.setAttribute(name, attributes[name]); }
    element.textContent = text;
    return element;
  }
  root.style.cssText = "display: flex; flex-wrap: wrap; gap: 1em; align-items: flex-start; font: 14px sans-serif";
  const canvas = make(root, "canvas", {
    tabindex: 0, role: "application", "aria-label": "drawing pad: arrow keys move the pen, Space lowers or lifts it",
    style: "width: " + size + "px; max-width: 100%; aspect-ratio: 1; touch-action: none; cursor: crosshair; display: block; border: 1px solid #888",
  });
  const side = make(root, "div", { style: "flex: 1 1 14em; max-width: 26em; line-height: 1.5" });
  make(side, "div", {}, "Draw a digit by mouse or finger. By keys: Tab to the pad, arrows move the pen, Space lowers or lifts it.");
  const back = make(side, "button", { type: "button" }, "take back a stroke (Backspace)");
  const erase = make(side, "button", { type: "button" }, "erase (Delete)");
  const words = make(side, "div", { role: "status" });
  const pen = canvas.getContext("2d");
  canvas.width = canvas.height = 2 * size;

  function redraw() {
    pen.setTransform(2 * size, 0, 0, 2 * size, 0, 0);
    pen.fillStyle = "#111";
    pen.fillRect(0, 0, 1, 1);
    Object.assign(pen, { strokeStyle: fresh ? "#888" : "#fff", lineWidth: 0.08, lineCap: "round", lineJoin: "round" });
    for (const stroke of strokes) {
      pen.beginPath();
      stroke.concat([stroke[0]].slice(stroke.length - 1)).forEach(([x, y]) => pen.lineTo(x, y)); // one point is a dot
      pen.stroke();
    }
    if (document.activeElement === canvas && canvas.matches(":focus-visible")) {
      pen.beginPath();
      pen.arc(key[0], key[1], 0.03, 0, 7);
      Object.assign(pen, { strokeStyle: "#E69F00", fillStyle: "#E69F00", lineWidth: 0.012 });
      pen.stroke();
      if (down) { pen.fill(); }
    }
  }
  function send() {
    const field = board.querySelector("textarea");
    field.value = JSON.stringify(strokes);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      if (field.placeholder !== field.value) { words.textContent = "No answer. Was the kernel restarted? Run this cell again."; }
    }, 10000);
  }
  function begin(point) {
    if (fresh) { strokes = []; fresh = false; }
    drawing = [point];
    strokes.push(drawing);
    redraw();
  }
  function go(point) {
    const [x, y] = drawing[drawing.length - 1];
    if (Math.hypot(point[0] - x, point[1] - y) < still) { return; }
    drawing.push(point);
    redraw();
  }
  function change(kept) {
    [strokes, fresh, drawing, down] = [kept, false, null, false];
    redraw();
    send();
  }

  // ---- by mouse or finger
  let held = null;
  function place(event) {
    const box = canvas.getBoundingClientRect();
    const part = (at, from, all) => Math.round(1000 * Math.min(1, Math.max(0, (at - from) / all))) / 1000;
    return [part(event.clientX, box.left, box.width), part(event.clientY, box.top, box.height)];
  }
  canvas.addEventListener("pointerdown", function (event) {
    if (held !== null || event.button) { return; }
    held = event.pointerId;
    canvas.setPointerCapture(held);
    down = false;
    begin(place(event));
  });
  canvas.addEventListener("pointermove", function (event) {
    if (event.pointerId !== held) { return; }
    const between = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    (between.length ? between : [event]).forEach((one) => go(place(one)));
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, function (event) {
      if (event.pointerId !== held) { return; }
      held = drawing = null;
      send();
    });
  }

  // ---- by keys: a step is a twenty-fourth of the pad
  canvas.addEventListener("keydown", function (event) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (way) {
      key = key.map((at, k) => Math.round(1000 * Math.min(1, Math.max(0, at + far * way[k]))) / 1000);
      if (down) { go(key); } else { redraw(); }
      words.textContent = "pen " + (down ? "down" : "up") + " at " + key.map((at) => Math.round(100 * at)).join(", ");
    } else if (event.key === " ") {
      down = !down;
      if (down) { begin(key); } else { drawing = null; send(); redraw(); }
      words.textContent = "pen " + (down ? "down" : "up");
    } else if (event.key === "Backspace") {
      change(strokes.slice(0, -1));
    } else if (event.key === "Delete") {
      change([]);
    } else {
      return;
    }
    event.preventDefault();
  });
  back.addEventListener("click", () => change(fresh ? [] : strokes.slice(0, -1)));
  erase.addEventListener("click", () => change([]));
  for (const seen of ["focus", "blur"]) { canvas.addEventListener(seen, redraw); }
  redraw();
}
