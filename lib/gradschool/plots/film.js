// A film: frames drawn beforehand, one a tick of the clock, each with its words.
const scene = {
  ready(p, redraw) {
    p.images = p.frames.map((source) => Object.assign(new Image(), { onload: redraw, src: source }));
  },
  run: (p) => p.captions[p.frame],
  name: (p) => p.captions[p.frame].split(";")[0],
  draw(board, p) {
    const image = p.images[p.frame];
    if (image.complete) { board.pen.drawImage(image, 0, 0, board.setting.width, board.setting.height); }
  },
  say: (p, caption) => caption,
};
