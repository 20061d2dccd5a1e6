// The heavy ball: momentum over two valleys, the nearer one the shallower: (w^2 - 1)^2 / 4 + tilt w.
const scene = {
  place: (p) => [p.start[0], scene.height(p, p.start[0])],
  height: (p, w) => (w * w - 1) ** 2 / 4 + p.tilt * w,
  run(p) {
    const path = [p.start[0]];
    for (let w = p.start[0], v = 0; path.length <= p.steps; path.push(w)) {
      v = p.mu * v + w ** 3 - w + p.tilt;
      w -= p.lr * v;
    }
    return path;
  },
  draw(board, p, path) {
    const view = board.view(60, 10, 680, 230, [-2.2, 2.2], [-0.45, 2.6]), on = (w) => [w, scene.height(p, w)];
    view.axes("weight w", "loss", [-2, -1, 0, 1, 2], [0, 1, 2]);
    view.line(Array.from({ length: 221 }, (_, k) => on(k / 50 - 2.2)), board.ink, [], 1.5);
    view.ring(on(path[0]));
    view.dots(path.slice(0, p.step).map(on), board.colors[0], 2.5);
    view.dots([on(path[p.step])], board.colors[0], 10);
    return view;
  },
  say: (p, path) => "step " + p.step + ": w = " + path[p.step].toPrecision(4) + ", loss "
    + scene.height(p, path[p.step]).toPrecision(3),
};
