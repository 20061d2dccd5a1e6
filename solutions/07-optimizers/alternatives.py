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

    def adam_step(w, g, state=None, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        m, s, t = state or (0 * w, 0 * w, 0)
        m, s, t = beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * g**2, t + 1
        root = (1 - beta2**t) ** 0.5
        return w - lr * root / (1 - beta1**t) * m / (np.sqrt(s) + eps * root), (m, s, t)

    return adam_step


@accepted("adam_step")
def adam_by_products_of_betas(solution):
    """Multiplies the powers of the betas up instead of counting, and keeps a dict."""

    def adam_step(w, g, state=None, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        old = state or {"m": np.zeros_like(w), "s": np.zeros_like(w), "p1": 1.0, "p2": 1.0}
        new = {
            "m": old["m"] + (1 - beta1) * (g - old["m"]),
            "s": old["s"] + (1 - beta2) * (g * g - old["s"]),
            "p1": old["p1"] * beta1,
            "p2": old["p2"] * beta2,
        }
        corrected = new["m"] / (1 - new["p1"])
        return w - lr * corrected / ((new["s"] / (1 - new["p2"])) ** 0.5 + eps), new

    return adam_step


class _Moments:
    """A state with attributes and a method."""

    def __init__(self):
        self.t, self.m, self.s = 0, 0.0, 0.0

    def take_in(self, g, beta1, beta2):
        self.t += 1
        self.m = beta1 * self.m + (1 - beta1) * g
        self.s = beta2 * self.s + (1 - beta2) * g**2
        return self.m / (1 - beta1**self.t), self.s / (1 - beta2**self.t)


@accepted("adam_step")
def adam_with_an_object(solution):
    def adam_step(w, g, state=None, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        state = state or _Moments()
        first, second = state.take_in(g, beta1, beta2)
        return w - lr * first / (np.sqrt(second) + eps), state

    return adam_step


@accepted("adam_step")
def adam_in_place(solution):
    def adam_step(w, g, state=None, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        w = np.array(w)
        state = state or {"t": 0, "m": np.zeros_like(w), "s": np.zeros_like(w)}
        state["t"] += 1
        for name, beta, new in (("m", beta1, g), ("s", beta2, g * g)):
            state[name] *= beta
            state[name] += (1 - beta) * new
        s_hat = state["s"] / (1 - beta2 ** state["t"])
        w -= (lr * state["m"] / (1 - beta1 ** state["t"]) / (np.sqrt(s_hat) + eps)).astype(w.dtype)
        return w, state

    return adam_step


@accepted("erratum_momentum_loop")
def momentum_loop_in_convention_b(solution):
    def erratum_momentum_loop(x, compute_gradient, learning_rate, rho, num_iterations):
        path, v = [], 0
        for _ in range(num_iterations):
            v = rho * v - learning_rate * compute_gradient(x)
            x = x + v
            path.append(x)
        return path

    return erratum_momentum_loop


@accepted("erratum_momentum_loop")
def momentum_loop_in_place(solution):
    def erratum_momentum_loop(x, compute_gradient, learning_rate, rho, num_iterations):
        path, x, vx = [], x.copy(), np.zeros_like(x)
        for _ in range(num_iterations):
            vx = rho * vx + compute_gradient(x)
            x -= learning_rate * vx
            path.append(x.copy())
        return np.array(path)

    return erratum_momentum_loop


@accepted("erratum_nesterov_rearranged")
def rearranged_collected(solution):
    def erratum_nesterov_rearranged(x_tilde, compute_gradient, alpha, gamma, num_iterations):
        path, v = [], np.zeros_like(x_tilde)
        for _ in range(num_iterations):
            x_tilde = x_tilde - gamma * v
            v = gamma * v - alpha * compute_gradient(x_tilde + gamma * v)
            x_tilde = x_tilde + (1 + gamma) * v
            path += [x_tilde]
        return tuple(path)

    return erratum_nesterov_rearranged


@accepted("erratum_nesterov_rearranged")
def rearranged_by_the_first_form(solution):
    """Walks in the first form and reports where it looks."""

    def erratum_nesterov_rearranged(x_tilde, compute_gradient, alpha, gamma, num_iterations):
        path, x, v = [], x_tilde, 0 * x_tilde
        for _ in range(num_iterations):
            v = gamma * v - alpha * compute_gradient(x + gamma * v)
            x = x + v
            path.append(x + gamma * v)
        return path

    return erratum_nesterov_rearranged


@accepted("erratum_adagrad_loop")
def adagrad_loop_in_place(solution):
    def erratum_adagrad_loop(x, compute_gradient, learning_rate, num_iterations):
        path, x, grad_squared = [], np.array(x), np.zeros_like(x)
        while len(path) < num_iterations:
            dx = compute_gradient(x)
            grad_squared += dx * dx
            x -= learning_rate * dx / (np.sqrt(grad_squared) + 1e-7)
            path.append(np.copy(x))
        return path

    return erratum_adagrad_loop


@accepted("erratum_adagrad_loop")
def adagrad_loop_with_the_step(solution):
    def erratum_adagrad_loop(x, compute_gradient, learning_rate, num_iterations):
        path, state = [], None
        for _ in range(num_iterations):
            x, state = solution.adagrad_step(x, compute_gradient(x), state, learning_rate, 1e-7)
            path.append(x)
        return path

    return erratum_adagrad_loop


@accepted("erratum_adam_loop")
def adam_loop_counting_from_zero(solution):
    def erratum_adam_loop(x, compute_gradient, learning_rate, num_iterations, beta1=0.9, beta2=0.999):
        path, m, s = [], np.zeros_like(x), np.zeros_like(x)
        for t in range(num_iterations):
            dx = compute_gradient(x)
            m = beta1 * m + (1 - beta1) * dx
            s = beta2 * s + (1 - beta2) * dx * dx
            step = m / (1 - beta1 ** (t + 1)) / (np.sqrt(s / (1 - beta2 ** (t + 1))) + 1e-7)
            x = x - learning_rate * step
            path.append(x)
        return path

    return erratum_adam_loop


@accepted("erratum_adam_loop")
def adam_loop_with_the_step(solution):
    def erratum_adam_loop(x, compute_gradient, learning_rate, num_iterations, beta1=0.9, beta2=0.999):
        path, state = [], None
        for _ in range(num_iterations):
            x, state = solution.adam_step(x, compute_gradient(x), state, learning_rate, beta1, beta2, 1e-7)
            path.append(x)
        return path

    return erratum_adam_loop
