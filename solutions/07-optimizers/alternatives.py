"""Other right implementations of `07-optimizers`: each must earn full points. They never ship.

They differ in what a student is free to choose: in place or not, tuple, dict or object as state, other algebra, another
precision inside.
"""

import numpy as np

from grader.author import accepted


@accepted("momentum_step")
def momentum_with_a_dict(solution):
    def momentum_step(w, g, state=None, lr=1e-2, mu=0.9):
        state = {"v": 0} if state is None else state
        v = state["v"] * mu + g
        return w - v * lr, {"v": v}

    return momentum_step


@accepted("momentum_step")
def momentum_of_the_first_gradient(solution):
    def momentum_step(w, g, state=None, lr=1e-2, mu=0.9):
        state = g if state is None else np.add(g, np.multiply(mu, state))
        return np.subtract(w, np.multiply(lr, state)), state

    return momentum_step


@accepted("momentum_step")
def momentum_by_history(solution):
    """Keeps all gradients and adds the series up anew at each step."""

    def momentum_step(w, g, state=None, lr=1e-2, mu=0.9):
        history = [*(state or []), g]
        v = sum(mu**age * old for age, old in enumerate(reversed(history)))
        return w - lr * v, history

    return momentum_step


@accepted("momentum_step")
def momentum_in_double_precision(solution):
    def momentum_step(w, g, state=None, lr=1e-2, mu=0.9):
        v = np.zeros(np.shape(w)) if state is None else state
        v = mu * v + np.asarray(g, dtype=np.float64)
        return (np.asarray(w, dtype=np.float64) - lr * v).astype(np.asarray(w).dtype), v

    return momentum_step


@accepted("nesterov_step")
def nesterov_in_two_moves(solution):
    """First coasts to the look-ahead point, then lets the gradient act from there (Sutskever's picture)."""

    def nesterov_step(w, gradient, state=None, lr=1e-2, mu=0.9):
        coasting = 0 * w if state is None else mu * state[0]
        ahead = w - lr * coasting
        g = gradient(ahead)
        return ahead - lr * g, [coasting + g]

    return nesterov_step


class _Ball:
    """A state with an attribute."""

    v = 0.0


@accepted("nesterov_step")
def nesterov_with_an_object(solution):
    def nesterov_step(w, gradient, state=None, lr=1e-2, mu=0.9):
        ball = _Ball() if state is None else state
        ball.v = mu * ball.v + gradient(w - mu * lr * ball.v)
        return w - lr * ball.v, ball

    return nesterov_step


@accepted("nesterov_step")
def nesterov_in_place(solution):
    def nesterov_step(w, gradient, state=None, lr=1e-2, mu=0.9):
        w = np.array(w)
        v = np.zeros_like(w) if state is None else state
        g = gradient(w - lr * mu * v)
        v *= mu
        v += g
        w -= (lr * v).astype(w.dtype)
        return w, v

    return nesterov_step


@accepted("nesterov_shifted_step")
def shifted_by_the_change_of_velocity(solution):
    """The form of notes 000 (corrected), with the rate taken out of the velocity."""

    def nesterov_shifted_step(u, g, state=None, lr=1e-2, mu=0.9):
        old = 0 * u if state is None else state["velocity"]
        new = g + mu * old
        return u - lr * (new + mu * (new - old)), {"velocity": new}

    return nesterov_shifted_step


@accepted("nesterov_shifted_step")
def shifted_collected(solution):
    def nesterov_shifted_step(u, g, state=None, lr=1e-2, mu=0.9):
        old = 0.0 if state is None else state
        return u - lr * (1 + mu) * g - lr * mu**2 * old, mu * old + g

    return nesterov_shifted_step


@accepted("nesterov_shifted_step")
def shifted_in_place(solution):
    def nesterov_shifted_step(u, g, state=None, lr=1e-2, mu=0.9):
        u = np.array(u)
        v = np.zeros_like(u) if state is None else state
        v *= mu
        v += g
        u -= (lr * (g + mu * v)).astype(u.dtype)
        return u, v

    return nesterov_shifted_step


@accepted("adagrad_step")
def adagrad_in_place(solution):
    def adagrad_step(w, g, state=None, lr=1e-2, eps=1e-8):
        w = np.array(w)
        if state is None:
            state = {"s": np.zeros_like(w)}
        state["s"] += g**2
        w -= lr * g / (np.sqrt(state["s"]) + eps)
        return w, state

    return adagrad_step


@accepted("adagrad_step")
def adagrad_by_powers(solution):
    def adagrad_step(w, g, state=None, lr=1e-2, eps=1e-8):
        s = abs(g) ** 2 if state is None else state + np.square(g)
        rate = lr / (eps + s**0.5)
        return w - rate * g, s

    return adagrad_step


@accepted("adagrad_step")
def adagrad_by_length(solution):
    """Keeps the root of the sum instead of the sum."""

    def adagrad_step(w, g, state=None, lr=1e-2, eps=1e-8):
        root = np.hypot(0.0 * w if state is None else state, g)
        return w - lr * g / (root + eps), root

    return adagrad_step


@accepted("rmsprop_step")
def rmsprop_by_difference(solution):
    """Moves the average a share of the way to the new square."""

    def rmsprop_step(w, g, state=None, lr=1e-3, rho=0.9, eps=1e-8):
        s = 0.0 if state is None else state
        s = s + (1 - rho) * (g**2 - s)
        return w - lr / (s**0.5 + eps) * g, s

    return rmsprop_step


@accepted("rmsprop_step")
def rmsprop_with_a_dict(solution):
    def rmsprop_step(w, g, state=None, lr=1e-3, rho=0.9, eps=1e-8):
        state = dict(state or {"mean square": np.zeros_like(w)})
        state["mean square"] = rho * state["mean square"] + (1 - rho) * np.square(g)
        return w - np.divide(lr * g, np.sqrt(state["mean square"]) + eps), state

    return rmsprop_step


@accepted("rmsprop_step")
def rmsprop_in_place(solution):
    def rmsprop_step(w, g, state=None, lr=1e-3, rho=0.9, eps=1e-8):
        w = np.array(w)
        s = np.zeros_like(w) if state is None else state
        s *= rho
        s += (1 - rho) * g * g
        w -= (lr * g / (np.sqrt(s) + eps)).astype(w.dtype)
        return w, s

    return rmsprop_step


@accepted("rmsprop_step")
def rmsprop_by_root(solution):
    """Keeps the root mean square instead of the mean square."""

    def rmsprop_step(w, g, state=None, lr=1e-3, rho=0.9, eps=1e-8):
        root = np.hypot(rho**0.5 * (0 * w if state is None else state), (1 - rho) ** 0.5 * g)
        return w - lr * g / (root + eps), root

    return rmsprop_step


@accepted("adagrad_step")
def adagrad_by_history(solution):
    """Keeps every gradient."""

    def adagrad_step(w, g, state=None, lr=1e-2, eps=1e-8):
        history = [*(state or []), g]
        return w - lr * g / (sum(one**2 for one in history) ** 0.5 + eps), history

    return adagrad_step


@accepted("adadelta_step")
def adadelta_with_a_dict(solution):
    def adadelta_step(w, g, state=None, lr=1.0, rho=0.9, eps=1e-6):
        old = state or {"g": np.zeros_like(w), "d": np.zeros_like(w)}
        mean = old["g"] + (1 - rho) * (g**2 - old["g"])
        delta = np.sqrt(old["d"] + eps) * g / np.sqrt(mean + eps)
        return w - lr * delta, {"g": mean, "d": old["d"] + (1 - rho) * (delta**2 - old["d"])}

    return adadelta_step


@accepted("adadelta_step")
def adadelta_with_one_root(solution):
    def adadelta_step(w, g, state=None, lr=1.0, rho=0.9, eps=1e-6):
        s, r = state or (0 * g, 0 * g)
        s = s * rho + g**2 * (1 - rho)
        delta = -g * np.sqrt((r + eps) / (s + eps))
        return w + lr * delta, (s, r * rho + delta**2 * (1 - rho))

    return adadelta_step


@accepted("adadelta_step")
def adadelta_in_place(solution):
    def adadelta_step(w, g, state=None, lr=1.0, rho=0.9, eps=1e-6):
        w = np.array(w)
        if state is None:
            state = {"gradients": np.zeros_like(w), "updates": np.zeros_like(w)}
        state["gradients"] *= rho
        state["gradients"] += (1 - rho) * g * g
        delta = g * (state["updates"] + eps) ** 0.5 * (state["gradients"] + eps) ** -0.5
        state["updates"] *= rho
        state["updates"] += (1 - rho) * delta * delta
        w -= lr * delta
        return w, state

    return adadelta_step


@accepted("adam_step")
def adam_with_corrected_rate(solution):
    """Corrects the rate and epsilon instead of the moments (the end of section 2 of the paper)."""

    def adam_step(w, g, state=None, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, correct=True):
        m, s, t = state or (0 * w, 0 * w, 0)
        m, s, t = beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * g**2, t + 1
        root, share = ((1 - beta2**t) ** 0.5, 1 - beta1**t) if correct else (1, 1)
        return w - lr * root / share * m / (np.sqrt(s) + eps * root), (m, s, t)

    return adam_step


@accepted("adam_step")
def adam_by_products_of_betas(solution):
    """Multiplies the powers of the betas up instead of counting, and keeps a dict."""

    def adam_step(w, g, state=None, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, correct=True):
        old = state or {"m": np.zeros_like(w), "s": np.zeros_like(w), "p1": 1.0, "p2": 1.0}
        new = {
            "m": old["m"] + (1 - beta1) * (g - old["m"]),
            "s": old["s"] + (1 - beta2) * (g * g - old["s"]),
            "p1": old["p1"] * beta1,
            "p2": old["p2"] * beta2,
        }
        first, second = (1 - new["p1"], 1 - new["p2"]) if correct else (1, 1)
        return w - lr * new["m"] / first / ((new["s"] / second) ** 0.5 + eps), new

    return adam_step


class _Moments:
    """A state with attributes and a method."""

    def __init__(self):
        self.t, self.m, self.s = 0, 0.0, 0.0

    def take_in(self, g, beta1, beta2, correct):
        self.t += 1
        self.m = beta1 * self.m + (1 - beta1) * g
        self.s = beta2 * self.s + (1 - beta2) * g**2
        if not correct:
            return self.m, self.s
        return self.m / (1 - beta1**self.t), self.s / (1 - beta2**self.t)


@accepted("adam_step")
def adam_with_an_object(solution):
    def adam_step(w, g, state=None, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, correct=True):
        state = state or _Moments()
        first, second = state.take_in(g, beta1, beta2, correct)
        return w - lr * first / (np.sqrt(second) + eps), state

    return adam_step


@accepted("adam_step")
def adam_in_place(solution):
    def adam_step(w, g, state=None, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, correct=True):
        w = np.array(w)
        state = state or {"t": 0, "m": np.zeros_like(w), "s": np.zeros_like(w)}
        state["t"] += 1
        for name, beta, new in (("m", beta1, g), ("s", beta2, g * g)):
            state[name] *= beta
            state[name] += (1 - beta) * new
        first, second = (1 - beta1 ** state["t"], 1 - beta2 ** state["t"]) if correct else (1, 1)
        w -= (lr * state["m"] / first / (np.sqrt(state["s"] / second) + eps)).astype(w.dtype)
        return w, state

    return adam_step


@accepted("adaptive_loop")
def loop_counting_from_zero(solution):
    def adaptive_loop(x, compute_gradient, learning_rate, num_iterations, method):
        path, first, second = [], np.zeros_like(x), np.zeros_like(x)
        for t in range(num_iterations):
            dx = compute_gradient(x)
            if method == "adam":
                first, second = 0.9 * first + 0.1 * dx, 0.999 * second + 0.001 * dx**2
                step = first / (1 - 0.9 ** (t + 1)) / (np.sqrt(second / (1 - 0.999 ** (t + 1))) + 1e-7)
            else:
                second = second + dx**2
                step = dx / (np.sqrt(second) + 1e-7)
            x = x - learning_rate * step
            path.append(x)
        return path

    return adaptive_loop


@accepted("adaptive_loop")
def loop_with_the_steps(solution):
    def adaptive_loop(x, compute_gradient, learning_rate, num_iterations, method):
        step = solution.adagrad_step if method == "adagrad" else solution.adam_step
        path, state = [], None
        while len(path) < num_iterations:
            x, state = step(x, compute_gradient(x), state, lr=learning_rate, eps=1e-7)
            path.append(x)
        return tuple(path)

    return adaptive_loop


@accepted("adaptive_loop")
def loop_in_place(solution):
    """Works on a copy in place, and appends copies."""

    def adaptive_loop(x, compute_gradient, learning_rate, num_iterations, method):
        x, path, first, second = np.array(x, dtype=float), [], 0.0, 0.0
        for t in range(1, num_iterations + 1):
            dx = compute_gradient(x)
            if method == "adagrad":
                second += dx * dx
                x -= learning_rate * dx / (second**0.5 + 1e-7)
            else:
                first += 0.1 * (dx - first)
                second += (1 - 0.999) * (dx * dx - second)
                x -= learning_rate * (first / (1 - 0.9**t)) / ((second / (1 - 0.999**t)) ** 0.5 + 1e-7)
            path.append(x.copy())
        return path

    return adaptive_loop


@accepted("measure_path")
def measured_backward(solution):
    """Walks back from the end while points are close."""

    def measure_path(path, tolerance=0.1):
        arrival = len(path)
        while arrival and np.linalg.norm(path[arrival - 1]) <= tolerance:
            arrival -= 1
        shares = path / path[0]
        return None if arrival == len(path) else arrival, -np.minimum(shares.min(axis=0), 0)

    return measure_path


@accepted("measure_path")
def measured_in_loops(solution):
    def measure_path(path, tolerance=0.1):
        arrival, overshoot = None, np.zeros(path.shape[1])
        for step, point in enumerate(path):
            close = sum(w * w for w in point) ** 0.5 <= tolerance
            arrival = (step if arrival is None else arrival) if close else None
            for i, w in enumerate(point):
                if w * path[0][i] < 0:
                    overshoot[i] = max(overshoot[i], abs(w / path[0][i]))
        return arrival, overshoot

    return measure_path


@accepted("measure_path")
def measured_with_a_running_all(solution):
    """Close from here on: a running "and" from the end."""

    def measure_path(path, tolerance=0.1):
        close = np.hypot.reduce(path, axis=1) <= tolerance
        stays = np.logical_and.accumulate(close[::-1])[::-1]
        beyond = np.where(np.sign(path) == -np.sign(path[0]), np.abs(path), 0)
        return np.argmax(stays) if stays.any() else None, beyond.max(axis=0) / np.abs(path[0])

    return measure_path


@accepted("my_step")
def entry_of_the_shifted_form(solution):
    """Nesterov at a constant rate."""
    return lambda w, g, state=None: solution.nesterov_shifted_step(w, g, state, lr=0.3)


@accepted("my_step")
def entry_with_warm_up(solution):
    """Nesterov with a rate that rises for ten steps, then falls to zero."""

    def my_step(w, g, state=None):
        count, velocity = state or (0, None)
        count += 1
        lr = 0.5 * min(1, count / 10) * (1.01 - count / 100)
        w, velocity = solution.nesterov_shifted_step(w, g, velocity, lr=lr)
        return w, (count, velocity)

    return my_step


@accepted("my_step")
def entry_that_brakes_at_the_end(solution):
    """Momentum's velocity beside its gradient, in place, and a tenth of the rate for the last twenty steps."""

    def my_step(w, g, state=None):
        state = state or {"count": 0, "v": np.zeros_like(w)}
        state["count"] += 1
        state["v"] *= 0.9
        state["v"] += g
        return w - (0.35 if state["count"] < 80 else 0.1) * (g + 0.9 * state["v"]), state

    return my_step
