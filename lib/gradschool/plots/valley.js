// Gradient descent, momentum, and Nesterov's momentum in the valley (a^2 + kappa b^2) / 2, turned by an angle in degrees.
const scene = {
  place: (p) => p.start,
  run(p) {
    const c = Math.cos(p.angle * Math.PI / 180), s = Math.sin(p.angle * Math.PI / 180);
    const own = ([x, y]) => [c * x + s * y, c * y - s * x];
    const loss = function (w) { const [a, b] = own(w); return (a * a + p.kappa * b * b) / 2; };
    const slope = function (w) { const [a, b] = own(w); return [c * a - s * p.kappa * b, s * a + c * p.kappa * b]; };
    return p.methods.map(function (name) {
      const mu = name === "gradient descent" ? 0 : p.mu, ahead = name === "Nesterov" ? p.lr * mu : 0, path = [p.start];
      for (let w = p.start, v = [0, 0]; path.length <= p.steps; path.push(w)) {
        const g = slope([w[0] - ahead * v[0], w[1] - ahead * v[1]]);
        v = [mu * v[0] + g[0], mu * v[1] + g[1]];
        w = [w[0] - p.lr * v[0], w[1] - p.lr * v[1]];
      }
      const away = path.findLastIndex((w) => !(Math.hypot(...w) < p.near));
      return { name, path, losses: path.map(loss), arrival: away === p.steps ? null : away + 1 };
    });
  },
  draw(board, p, runs) {
    const view = board.view(50, 10, 414, 270, [-4.6, 4.6], [-3, 3]), pen = board.pen;
    view.axes("weight w₁", "weight w₂", [-4, -2, 0, 2, 4], [-2, 0, 2]);
    view.inside(function () {
      Object.assign(pen, { strokeStyle: board.ink, globalAlpha: 0.35, lineWidth: 1 });
      for (let k = 1; k < 12; k++) { // level lines, closer near the bottom
        const b = 45 * 5.5 * (k / 11) ** 1.5, a = b * Math.sqrt(p.kappa);
        pen.beginPath();
        pen.ellipse(view.px(0), view.py(0), a, b, -p.angle * Math.PI / 180, 0, 7);
        pen.stroke();
      }
    });
    const losses = board.view(540, 10, 192, 270, [0, p.steps], [-4, 4]);
    losses.axes("step", "loss", [0, p.steps / 2, p.steps], [-4, -2, 0, 2, 4], (v) => Number("1e" + v));
    runs.forEach(function ({ name, path, losses: heights }, i) {
      const color = board.colors[i], dash = [[], [7, 4], [2, 3]][i];
      view.line(path, color, dash, 1.7);
      view.dots(path.slice(0, 60), color, 2);
      losses.line(heights.map((height, t) => [t, Math.log10(Math.max(height, 1e-12))]), color, dash);
      losses.line([[0.38 * p.steps, 3.6 - 0.55 * i], [0.48 * p.steps, 3.6 - 0.55 * i]], color, dash);
      Object.assign(pen, { fillStyle: board.ink, textAlign: "left" });
      pen.fillText(name, losses.px(0.5 * p.steps), losses.py(3.6 - 0.55 * i) + 4);
    });
    view.ring(p.start);
    Object.assign(pen, { fillStyle: board.ink, textAlign: "center" });
    pen.fillText("★", view.px(0), view.py(0) + 5);
    return view;
  },
  say: (p, runs) => runs.map(({ name, path, arrival }) => name + (arrival === null
    ? ": " + Math.hypot(...path.at(-1)).toPrecision(3) + " away from the minimum after " + p.steps + " steps"
    : ": within " + p.near + " of the minimum from step " + arrival + " on")).join("; "),
};
