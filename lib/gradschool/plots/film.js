// A film: frames drawn beforehand, one a tick of the clock, each with its words.
const scene = {
  ready(p, redraw) {
    p.images = [];
    p.image = (i) => p.images[i] ??= Object.assign(new Image(), { onload: redraw, src: p.frames[i] });
  },
  run: (p) => p.captions[p.frame],
  name: (p) => p.captions[p.frame].split(";")[0],
  draw(board, p) {
    const image = p.image(p.frame);
    if (p.frame > 0) { p.frames.forEach((frame, i) => p.image(i)); } // whoever moves it will see the others soon
    if (image.complete) { board.pen.drawImage(image, 0, 0, board.setting.width, board.setting.height); }
  },
  say: (p, caption) => caption,
};
