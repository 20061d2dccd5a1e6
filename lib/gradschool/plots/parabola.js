// Gradient descent on parabolas h w^2 / 2, side by side on one scale of heights, all at one rate and from one start.
const scene = {
  place: (p) => [p.start[0], p.curvatures[0] * p.start[0] ** 2 / 2],
  run(p) {
    return p.curvatures.map(function (h) {
      const path = [p.start[0]];
      while (path.length <= p.steps) { path.push(path.at(-1) - p.lr * h * path.at(-1)); }
      return { curvature: h, path };
    });
  },
  draw(board, p, runs) {
    const wide = 730 / runs.length, reach = 4.5, steepest = Math.max(...p.curvatures), top = steepest * reach * reach / 2;
    const views = runs.map(function ({ curvature, path }, i) {
      const f = (w) => curvature * w * w / 2;
      const view = board.view(60 + i * wide, 24, wide - 70, 222, [-reach, reach], [-0.06 * top, top]);
      view.axes("weight w", i ? "" : "loss", [-4, -2, 0, 2, 4], [0, 4 * steepest, 8 * steepest]);
      view.line(Array.from({ length: 91 }, (_, k) => [k / 10 - reach, f(k / 10 - reach)]), board.ink, [], 1);
      view.line(path.map((w) => [w, f(w)]), board.colors[0], [], 1.5);
      view.dots(path.map((w) => [w, f(w)]), board.colors[0]);
      view.ring([path[0], f(path[0])]);
      board.pen.textAlign = "left";
      board.pen.fillStyle = board.ink;
      board.pen.fillText("curvature " + curvature, 60 + i * wide, 14);
      return view;
    });
    return views[0];
  },
  say: (p, runs) => runs.map(({ curvature, path }) =>
    "curvature " + curvature + ": w = " + path.at(-1).toPrecision(3) + " after " + p.steps + " steps").join("; "),
};
