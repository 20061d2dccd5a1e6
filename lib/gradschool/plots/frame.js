// A figure that redraws itself in the browser: sliders above a canvas, a start to drag, a clock, words below.
// What is computed and drawn is the business of `scene`: run(p) computes, draw(board, p, run) draws and returns the view in
// which the start lies, say(p, run) tells. Without scripts nothing but the picture in `root` is there; print shows it, too.
function play(root, scene) {
  const setting = JSON.parse(root.querySelector("script").textContent), p = setting.values;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches, moved = {};
  root.dataset.alive = "true";
  root.dataset.lmSuppressShortcuts = "true"; // JupyterLab would take the arrow keys for itself

  const style = make("style", root), controls = make("div", root), stage = make("div", root);
  const canvas = make("canvas", stage), words = make("output", root), pen = canvas.getContext("2d");
  style.textContent = setting.css;
  controls.className = "controls";
  stage.className = "stage";
  stage.style.maxWidth = setting.width + "px";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", setting.alt);

  function make(tag, parent, attributes) {
    const element = parent.appendChild(document.createElement(tag));
    for (const name in attributes) { element.setAttribute(name, attributes[name]); }
    return element;
  }

  // ---- sliders: `position` runs from 0 to 1 over a linear or logarithmic scale, or over whole numbers
  function slider(one) {
    const label = make("label", controls), name = make("span", label), span = one.high - one.low;
    const ticks = one.scale === "whole" ? span : 400;
    const input = make("input", label, { type: "range", min: 0, max: ticks, step: 1, "aria-label": one.label });
    const shown = make("span", label, { class: "value" });
    name.textContent = one.label;
    const at = (t) => one.scale === "log" ? one.low * (one.high / one.low) ** t : one.low + span * t;
    const where = (v) => one.scale === "log" ? Math.log(v / one.low) / Math.log(one.high / one.low) : (v - one.low) / span;
    moved[one.name] = function () {
      input.value = Math.round(ticks * where(p[one.name]));
      shown.textContent = scene.name ? scene.name(p) : short(p[one.name]);
      input.setAttribute("aria-valuetext", shown.textContent);
    };
    input.addEventListener("input", function () {
      if (setting.clock === one.name) { stop(); }
      p[one.name] = Number(at(input.value / ticks).toPrecision(6));
      redraw();
    });
  }
  setting.sliders.forEach(slider);

  // ---- the clock moves one slider; it never starts by itself, and where motion is unwelcome it goes to the end at once
  const clock = setting.sliders.find((one) => one.name === setting.clock);
  let button, speed, ticking = null;
  function stop() { clearTimeout(ticking); ticking = null; if (button) { button.textContent = still ? "to the end" : "play"; } }
  function tick() {
    p[clock.name] = still ? clock.high : p[clock.name] + 1;
    redraw();
    if (p[clock.name] >= clock.high) { stop(); } else { ticking = setTimeout(tick, 200 / Number(speed.value)); }
  }
  if (clock) {
    button = make("button", controls, { type: "button" });
    speed = make("select", make("label", controls), { "aria-label": "speed" });
    for (const [value, text] of [[0.5, "half speed"], [1, "normal speed"], [3, "three times as fast"]]) {
      make("option", speed, { value }).textContent = text;
    }
    speed.value = "1";
    button.addEventListener("click", function () {
      if (ticking) { stop(); return; }
      if (p[clock.name] >= clock.high) { p[clock.name] = clock.low - 1; }
      button.textContent = "pause";
      tick();
    });
    stop();
  }

  // ---- the start: dragged by mouse or finger, moved by arrow keys (a tenth; with Shift a hundredth)
  const handle = p.start && make("span", stage, { role: "slider", tabindex: 0, class: "start", "aria-label": setting.start });
  let view;
  function move(x, y) {
    const to = [[x, view.x], [y, view.y]].slice(0, p.start.length);
    p.start = to.map(([value, [low, high]]) => Math.round(1e4 * Math.min(high, Math.max(low, value))) / 1e4);
    redraw();
  }
  function drag(event) {
    const box = canvas.getBoundingClientRect(), size = setting.width / box.width;
    move(...view.back((event.clientX - box.left) * size, (event.clientY - box.top) * size));
  }
  if (handle) {
    handle.addEventListener("pointerdown", function (event) {
      event.preventDefault();
      handle.focus();
      handle.setPointerCapture(event.pointerId);
    });
    handle.addEventListener("pointermove", (event) => { if (handle.hasPointerCapture(event.pointerId)) { drag(event); } });
    handle.addEventListener("keydown", function (event) {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (!way) { return; }
      event.preventDefault();
      const far = event.shiftKey ? 0.01 : 0.1, [x, y] = scene.place(p);
      move(x + far * way[0], y + far * way[1]);
    });
  }

  // ---- drawing: a view turns numbers into places on the canvas
  const board = {
    pen, setting,
    view(left, top, width, height, x, y) {
      const cut = (value) => Math.min(1e4, Math.max(-1e4, value));
      const px = (v) => cut(left + width * (v - x[0]) / (x[1] - x[0]));
      const py = (v) => cut(top + height * (y[1] - v) / (y[1] - y[0]));
      const frame = new Path2D();
      frame.rect(left, top, width, height);
      function inside(draw) { pen.save(); pen.clip(frame); draw(); pen.restore(); }
      return {
        x, y, px, py, inside,
        back: (across, down) => [x[0] + (across - left) / width * (x[1] - x[0]), y[1] - (down - top) / height * (y[1] - y[0])],
        line(points, color, dash = [], wide = 2) {
          inside(function () {
            Object.assign(pen, { strokeStyle: color, lineWidth: wide });
            pen.setLineDash(dash);
            pen.beginPath();
            points.forEach(([a, b]) => pen.lineTo(px(a), py(b)));
            pen.stroke();
          });
        },
        dots(points, color, size = 3) {
          inside(function () {
            pen.fillStyle = color;
            points.forEach(function ([a, b]) { pen.beginPath(); pen.arc(px(a), py(b), size, 0, 7); pen.fill(); });
          });
        },
        ring([a, b]) { // the start
          pen.beginPath();
          pen.arc(px(a), py(b), 7, 0, 7);
          Object.assign(pen, { strokeStyle: board.ink, lineWidth: 2 });
          pen.setLineDash([]);
          pen.stroke();
        },
        axes(across, up, marksAcross, marksUp, show = short) {
          Object.assign(pen, { strokeStyle: board.ink, fillStyle: board.ink, lineWidth: 1 });
          pen.stroke(frame);
          pen.textAlign = "center";
          marksAcross.forEach((v) => pen.fillText(short(v), px(v), top + height + 15));
          pen.fillText(across, left + width / 2, top + height + 31);
          pen.textAlign = "right";
          marksUp.forEach((v) => pen.fillText(show(v), left - 5, py(v) + 4));
          pen.save();
          pen.translate(left - 34, top + height / 2);
          pen.rotate(-Math.PI / 2);
          pen.textAlign = "center";
          pen.fillText(up, 0, 0);
          pen.restore();
        },
      };
    },
  };
  function short(value) { return String(Number(value.toPrecision(3))); }
  function redraw() {
    const wide = canvas.clientWidth;
    if (!wide) { return; }
    const sharp = window.devicePixelRatio || 1, scale = wide / setting.width, ink = getComputedStyle(root).color;
    const [r, g, b] = ink.match(/[\d.]+/g).map(Number);
    Object.assign(board, { ink, colors: r + g + b > 382 ? setting.dark : setting.light }); // light ink: a dark page
    canvas.width = Math.round(wide * sharp);
    canvas.height = Math.round(wide * sharp * setting.height / setting.width);
    pen.setTransform(scale * sharp, 0, 0, scale * sharp, 0, 0);
    pen.font = Math.max(12, 9 / scale) + "px sans-serif";
    root.run = scene.run(p);
    view = scene.draw(board, p, root.run);
    words.textContent = scene.say(p, root.run);
    for (const name in moved) { moved[name](); }
    if (handle) {
      const [x, y] = scene.place(p);
      handle.style.left = 100 * view.px(x) / setting.width + "%";
      handle.style.top = 100 * view.py(y) / setting.height + "%";
      handle.setAttribute("aria-valuenow", p.start[0]);
      handle.setAttribute("aria-valuetext", p.start.map(short).join(", "));
    }
  }
  if (scene.ready) { scene.ready(p, redraw); }
  canvas.style.aspectRatio = setting.width + " / " + setting.height;
  new ResizeObserver(redraw).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  const themes = new MutationObserver(function () { redraw(); setTimeout(redraw, 500); }); // a style sheet may come late
  for (const page of [document.documentElement, document.body]) { themes.observe(page, { attributes: true }); }
  redraw();
}
