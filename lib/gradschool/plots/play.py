"""Three figures to play with: gradient descent on parabolas, three methods in a valley, a heavy ball over two valleys.

A number given as ``(low, high, value)`` gets a slider that begins at `value`; a number alone stays as it is. The start
can be dragged, with a mouse or a finger, or moved with the arrow keys. All runs in the browser, without a kernel.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from gradschool.plots.playable import LIGHT, Playable, Range, Slider, number
from gradschool.plots.style import LINES, subplots

METHODS = ("gradient descent", "momentum", "Nesterov")
START: Any = {"marker": "o", "color": "white", "markeredgecolor": "black", "markeredgewidth": 1.5, "markersize": 9}
ARRIVED = 0.1
"""Who stays this close to the minimum has arrived."""


def play_parabola(
    curvature: float | Sequence[float] = 1.0,
    lr: float | Range = (0.01, 2.4, 0.1),
    *,
    start: float = -3.5,
    steps: int = 30,
    alt: str | None = None,
) -> Playable:
    """Gradient descent on parabolas ``curvature w^2 / 2`` that the reader moves.

    Parameters
    ----------
    curvature : float or sequence of float, default 1
        Several are drawn side by side on one scale of heights, all at the same rate and from the same start.
    lr : float or (low, high, value), default (0.01, 2.4, 0.1)
        The rate, with a slider for three numbers; a slider whose ends are more than a hundredfold apart moves by equal
        ratios.
    start : float, default -3.5
        The first weight, between -4.5 and 4.5; the reader may drag it.
    steps : int, default 30
    alt : str, optional
        Alternative text; made from the numbers without it.

    Returns
    -------
    Playable

    Examples
    --------
    >>> play_parabola(curvature=(1, 10), lr=(0.01, 0.25, 0.05)).values["curvatures"]
    [1, 10]
    """
    curvatures = [curvature] if isinstance(curvature, int | float) else list(curvature)
    rate, sliders = number("lr", "rate η", lr)
    figure = _parabolas(np.array(curvatures, dtype=float), rate, start, steps)
    words = f"Gradient descent on parabolas of curvature {', '.join(f'{h:g}' for h in curvatures)}: loss by weight, "
    words += f"with the weights of {steps} steps from {start:g} at the rate {rate:g}. {_what_moves(sliders)}"
    values = {"curvatures": curvatures, "lr": rate, "start": [start], "steps": steps}
    return Playable(figure, alt or words, "parabola", values, sliders, height=290)


def play_valley(
    kappa: float | Range = 25.0,
    lr: float | Range | None = None,
    mu: float | Range = (0.0, 0.99, 0.0),
    *,
    angle: float | Range = 0.0,
    methods: Sequence[str] = ("momentum",),
    start: tuple[float, float] = (-4.0, 1.0),
    steps: int = 200,
    alt: str | None = None,
) -> Playable:
    """Descent in the valley ``(a^2 + kappa b^2) / 2`` that the reader moves: paths, and beside them the losses.

    Parameters
    ----------
    kappa : float or (low, high, value), default 25
        How much steeper the valley is across than along: its condition number, and its largest curvature.
    lr : float or (low, high, value), optional
        The rate; without it, a slider from 0 to ``4 / kappa`` that begins at ``1 / kappa`` (of the first kappa).
    mu : float or (low, high, value), default (0, 0.99, 0)
        The momentum, for the methods that have one: ``v = mu v + g``, ``w = w - lr v``.
    angle : float or (low, high, value), default 0
        By how many degrees the valley is turned, against the clock.
    methods : sequence of {"gradient descent", "momentum", "Nesterov"}, default ("momentum",)
        One path each. Nesterov takes the gradient ahead, at ``w - lr mu v``.
    start : (float, float), default (-4, 1)
        The first weights, within 4.6 and 3 of the minimum; the reader may drag them.
    steps : int, default 200
    alt : str, optional
        Alternative text; made from the numbers without it.

    Returns
    -------
    Playable
        Below the picture stands, for each method, the step from which on it stays within 0.1 of the minimum.

    Raises
    ------
    ValueError
        If a method has another name, or a slider's numbers are not in order.
    """
    if unknown := set(methods) - set(METHODS):
        raise ValueError(f"methods={sorted(unknown)}; expected some of {', '.join(METHODS)}")
    steep, sliders = number("kappa", "condition κ", kappa)
    rate, more = number("lr", "rate η", (0.0, 4 / steep, 1 / steep) if lr is None else lr)
    share, most = number("mu", "momentum μ", mu)
    degrees, turned = number("angle", "angle °", angle)
    if set(methods) == {"gradient descent"}:
        most = []
    figure = _valley(float(steep), degrees, {name: _momentum(name, rate, share) for name in methods}, start, steps)
    sliders = [*sliders, *more, *most, *turned]
    words = f"A valley {steep:g} times as steep across as along, in level lines, with the paths of {', '.join(methods)}"
    words += (
        f" from ({start[0]:g}, {start[1]:g}) over {steps} steps; beside it the loss by step. {_what_moves(sliders)}"
    )
    values = {"kappa": steep, "lr": rate, "mu": share, "angle": degrees, "methods": list(methods)}
    values |= {"start": list(start), "steps": steps, "near": ARRIVED}
    return Playable(figure, alt or words, "valley", values, sliders, height=325)


def play_ball(
    lr: float | Range = (0.01, 0.3, 0.05),
    mu: float | Range = (0.0, 0.99, 0.5),
    *,
    start: float = 1.9,
    tilt: float = 0.15,
    steps: int = 120,
    alt: str | None = None,
) -> Playable:
    """Roll a heavy ball over two valleys, ``(w^2 - 1)^2 / 4 + tilt w``: momentum as Polyak (1964) tells it.

    Parameters
    ----------
    lr, mu : float or (low, high, value)
        Rate and momentum, ``v = mu v + g``, ``w = w - lr v``.
    start : float, default 1.9
        Where the ball is let go, between -2.2 and 2.2; the reader may drag it.
    tilt : float, default 0.15
        How much deeper the left valley is than the right one: twice the tilt, about.
    steps : int, default 120
        The ball waits at step 0 for a press on "play".
    alt : str, optional
        Alternative text; made from the numbers without it.

    Returns
    -------
    Playable
    """
    rate, sliders = number("lr", "rate η", lr)
    share, more = number("mu", "momentum μ", mu)
    sliders = [*sliders, *more, Slider("step", "step", 0, steps, "whole")]
    w = np.linspace(-2.2, 2.2, 221)
    height = (w * w - 1) ** 2 / 4 + tilt * w
    figure, ax = subplots(size=(7.5, 2.9))
    ax.plot(w, height, color="black", linestyle="-", linewidth=1.5)
    ax.plot(start, (start**2 - 1) ** 2 / 4 + tilt * start, "o", color=LIGHT[0], markersize=14)
    ax.set(xlim=(-2.2, 2.2), ylim=(-0.45, 2.6), xlabel="weight w", ylabel="loss")
    words = f"A ball at {start:g} over a curve with two valleys, the nearer one less deep: the loss by weight. "
    words += f"It rolls with the rate {rate:g} and the momentum {share:g}. {_what_moves(sliders)}"
    values = {"lr": rate, "mu": share, "tilt": tilt, "start": [start], "steps": steps, "step": 0}
    return Playable(figure, alt or words, "ball", values, sliders, height=280, clock="step")


def walk(
    gradient: Callable[[np.ndarray], np.ndarray],
    start: np.ndarray,
    steps: int,
    *,
    lr: float,
    mu: float = 0.0,
    ahead: bool = False,
) -> np.ndarray:
    """Return the weights that momentum visits, shape (steps + 1, ...), the start first; they may overflow."""
    w, v, route = start, np.zeros_like(start), [start]
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(steps):
            v = mu * v + gradient(w - lr * mu * v if ahead else w)
            w = w - lr * v
            route.append(w)
    return np.array(route)


def _parabolas(curvatures: np.ndarray, lr: float, start: float, steps: int) -> Figure:
    w = np.linspace(-4.5, 4.5, 181)
    routes = walk(lambda w: curvatures * w, np.full(len(curvatures), start), steps, lr=lr)
    figure, axes = subplots(1, len(curvatures), size=(7.5, 2.9), squeeze=False, sharey=True)
    for ax, h, route in zip(axes.flat, curvatures, routes.T, strict=True):
        ax.plot(w, h * w * w / 2, color="black", linestyle="-", linewidth=1)
        ax.plot(route, h * route * route / 2, color=LIGHT[0], linestyle="-", marker="o", markersize=4)
        ax.plot(start, h * start * start / 2, **START)
        ax.set(xlim=(-4.5, 4.5), xlabel="weight w", title=f"curvature {h:g}")
    axes.flat[0].set(ylabel="loss", ylim=(-0.6 * curvatures.max(), 10.125 * curvatures.max()))
    return figure


def _momentum(method: str, lr: float, mu: float) -> dict[str, Any]:
    """What a method is to `walk`."""
    return {"lr": lr, "mu": 0.0 if method == "gradient descent" else mu, "ahead": method == "Nesterov"}


def _valley(
    kappa: float, angle: float, methods: Mapping[str, dict[str, Any]], start: tuple[float, float], steps: int
) -> Figure:
    cosine, sine = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    turn, curvatures = np.array([[cosine, sine], [-sine, cosine]]), np.array([1.0, kappa])
    figure, (left, right) = subplots(1, 2, size=(7.5, 3.3), width_ratios=(2, 1))
    circle = np.linspace(0, 2 * np.pi, 400)
    for k in range(1, 12):  # level lines as in the scene, closer near the minimum
        ellipse = np.stack([np.cos(circle), np.sin(circle)], axis=-1) * (kappa / curvatures) ** 0.5
        left.plot(*(5.5 * (k / 11) ** 1.5 * ellipse @ turn).T, "-", color="#B0B0B0", linewidth=0.8)
    for i, (name, numbers) in enumerate(methods.items()):
        route = walk(lambda w: turn.T @ (curvatures * (turn @ w)), np.array(start, dtype=float), steps, **numbers)
        look: Any = {"color": LIGHT[i], "linestyle": LINES[i], "linewidth": 1.5}
        left.plot(*route.T, **look, marker="o", markersize=2, label=name)
        right.plot((curvatures * (route @ turn.T) ** 2).sum(axis=1) / 2, **look)
    left.plot(*start, **START)
    left.plot(0, 0, "*", color="black", markersize=11)
    left.set(xlim=(-4.6, 4.6), ylim=(-3, 3), aspect="equal", xlabel="weight $w_1$", ylabel="weight $w_2$")
    left.grid(False)
    left.legend(loc="upper right", fontsize=9)
    right.set(yscale="log", xlim=(0, steps), ylim=(1e-4, 1e4), xlabel="step", ylabel="loss")
    return figure


def _what_moves(sliders: Sequence[Slider]) -> str:
    """Say what a reader can change."""
    labels = [slider.label for slider in sliders]
    return f"{'Sliders: ' + ', '.join(labels) + '. ' if labels else ''}The start can be dragged."
