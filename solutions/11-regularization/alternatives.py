"""Other right implementations of `11-regularization`: each must earn full points. They never ship."""

from itertools import product

import numpy as np

from grader.author import accepted

# --- elastic_net ----------------------------------------------------------------------------------------------


@accepted("elastic_net")
def net_by_norms(solution):
    def elastic_net(w, l1=0.0, l2=0.0):
        flat = w.reshape(-1)
        value = l1 * np.linalg.norm(flat, 1) + 0.5 * l2 * flat @ flat
        return float(value), (l1 * np.sign(w) + l2 * w).astype(w.dtype)

    return elastic_net


@accepted("elastic_net")
def net_by_comparisons(solution):
    def elastic_net(w, l1=0.0, l2=0.0):
        pull = np.zeros_like(w)
        pull[w > 0] = l1
        pull[w < 0] = -l1
        return (np.abs(w) * l1 + w * w * l2 / 2).sum(), pull + w * l2

    return elastic_net


@accepted("elastic_net")
def net_part_by_part(solution):
    def elastic_net(w, l1=0.0, l2=0.0):
        value, gradient = 0.0, 0 * w
        if l1:
            value += l1 * float(np.abs(w).sum())
            gradient = gradient + l1 * np.sign(w)
        if l2:
            value += l2 * float(np.square(w).sum()) / 2
            gradient = gradient + l2 * w
        return value, gradient

    return elastic_net


# --- decayed_adam ---------------------------------------------------------------------------------------------


@accepted("decayed_adam")
def shrunk_first(solution):
    def decayed_adam(w, g, state=None, lr=1e-3, decay=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8, decoupled=True):
        decay = 0.0 if w.ndim == 1 else decay
        state = state or {"t": 0, "m": 0 * w, "s": 0 * w}
        if decoupled:
            kept = (1 - lr * decay) * w
        else:
            kept, g = w, g + decay * w
        t = state["t"] + 1
        m = state["m"] + (1 - beta1) * (g - state["m"])
        s = state["s"] + (1 - beta2) * (g * g - state["s"])
        return kept - lr * (m / (1 - beta1**t)) / (epsilon + (s / (1 - beta2**t)) ** 0.5), {"t": t, "m": m, "s": s}

    return decayed_adam


@accepted("decayed_adam")
def the_first_step_apart(solution):
    def decayed_adam(w, g, state=None, lr=1e-3, decay=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8, decoupled=True):
        matrix = len(w.shape) >= 2
        total = g + decay * w if matrix and not decoupled else g
        if state is None:
            t, m, s = 1, (1 - beta1) * total, (1 - beta2) * total**2
        else:
            t, m, s = state
            t, m, s = t + 1, beta1 * m + (1 - beta1) * total, beta2 * s + (1 - beta2) * total**2
        new = w - lr * m / (1 - beta1**t) / (np.sqrt(s / (1 - beta2**t)) + epsilon)
        if matrix and decoupled:
            new = new - lr * decay * w
        return new, [t, m, s]

    return decayed_adam


@accepted("decayed_adam")
def powers_kept(solution):
    def decayed_adam(w, g, state=None, lr=1e-3, decay=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8, decoupled=True):
        m, s, left1, left2 = state if state is not None else (np.zeros(w.shape), np.zeros(w.shape), 1.0, 1.0)
        pull = decay * w if w.ndim > 1 else np.zeros_like(w)
        g = g if decoupled else g + pull
        left1, left2 = left1 * beta1, left2 * beta2
        m, s = beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * np.square(g)
        step = (m / (1 - left1)) / (np.sqrt(s / (1 - left2)) + epsilon)
        return (w - lr * step - (lr * pull if decoupled else 0)).astype(w.dtype), (m, s, left1, left2)

    return decayed_adam


# --- stop_early -----------------------------------------------------------------------------------------------


@accepted("stop_early")
def looks_counted(solution):
    def stop_early(loss, w, state=None, patience=5, gain=0.0):
        if state is None:
            state = {"loss": float("inf"), "w": None, "look": 0, "best": 0}
        state["look"] += 1
        if not np.isnan(loss) and state["loss"] - loss > gain:
            state["loss"], state["w"], state["best"] = loss, np.array(w), state["look"]
        return state["look"] - state["best"] >= patience, state

    return stop_early


@accepted("stop_early")
def patience_used_up(solution):
    def stop_early(loss, w, state=None, patience=5, gain=0.0):
        best, kept, waited = (np.inf, None, 0) if state is None else (state["loss"], state["w"], state["waited"])
        better = bool(loss < best - gain)
        waited = 0 if better else waited + 1
        if better:
            best, kept = float(loss), 1 * w
        return waited > patience - 1, {"loss": best, "w": kept, "waited": waited}

    return stop_early


@accepted("stop_early")
def all_losses_kept(solution):
    def stop_early(loss, w, state=None, patience=5, gain=0.0):
        state = {"loss": np.inf, "w": None, "better": []} if state is None else state
        better = loss + gain < state["loss"]
        state["better"].append(better)
        if better:
            state["loss"], state["w"] = loss, np.copy(w)
        return len(state["better"]) >= patience and not any(state["better"][-patience:]), state

    return stop_early


# --- dropout --------------------------------------------------------------------------------------------------


@accepted("dropout")
def dropped_where(solution):
    def dropout(x, rate, rng, training, inverted=True):
        if not training:
            scale = x.dtype.type(1 if inverted else 1 - rate)
            return scale * x, lambda upstream: scale * upstream
        gone = rng.random(x.shape) < rate
        scale = x.dtype.type(1 / (1 - rate) if inverted else 1)
        zero = x.dtype.type(0)
        return np.where(gone, zero, x * scale), lambda upstream: np.where(gone, zero, upstream * scale)

    return dropout


@accepted("dropout")
def dropped_by_binomials(solution):
    def dropout(x, rate, rng, training, inverted=True):
        factor = np.ones(x.shape)
        if training:
            factor = rng.binomial(1, 1 - rate, size=x.shape) * 1.0
        if training and inverted:
            factor /= 1 - rate
        if not training and not inverted:
            factor *= 1 - rate
        factor = factor.astype(x.dtype)
        return x * factor, lambda upstream: upstream * factor

    return dropout


@accepted("dropout")
def dropped_in_place_on_a_copy(solution):
    def dropout(x, rate, rng, training, inverted=True):
        mask = rng.uniform(size=x.shape) >= rate if training else np.full(x.shape, True)
        scale = 1 / (1 - rate) if training and inverted else (1 - rate if not (training or inverted) else 1.0)

        def through(values):
            values = values.copy()
            values[~mask] = 0
            values *= scale
            return values

        return through(x), through

    return dropout


# --- average_over_masks ---------------------------------------------------------------------------------------


@accepted("average_over_masks")
def masks_by_product(solution):
    def average_over_masks(unit, h, rate):
        total = 0.0
        for mask in product((0, 1), repeat=len(h)):
            chances = [1 - rate if kept else rate for kept in mask]
            total += np.prod(chances) * unit(np.array(mask) * h)
        return float(total)

    return average_over_masks


@accepted("average_over_masks")
def masks_by_recursion(solution):
    def average_over_masks(unit, h, rate):
        def mean(values, i):
            if i == len(h):
                return unit(values)
            dropped = values.copy()
            dropped[i] = 0.0
            return (1 - rate) * mean(values, i + 1) + rate * mean(dropped, i + 1)

        return mean(h * 1.0, 0)

    return average_over_masks


@accepted("average_over_masks")
def masks_by_indices(solution):
    def average_over_masks(unit, h, rate):
        masks = np.indices((2,) * len(h)).reshape(len(h), -1).T
        kept = masks.sum(axis=1)
        weights = (1 - rate) ** kept * rate ** (len(h) - kept)
        return sum(weight * unit(h * mask) for weight, mask in zip(weights, masks, strict=True))

    return average_over_masks


# --- stochastic_depth -----------------------------------------------------------------------------------------


@accepted("stochastic_depth")
def all_chances_drawn_first(solution):
    def stochastic_depth(x, blocks, last, rng, training):
        n = len(blocks)
        chances = 1 - np.arange(1, n + 1) / n * (1 - last)
        gates = (rng.random(n) < chances) * 1.0 if training else chances
        h = x.copy()
        for f, gate in zip(blocks, gates, strict=True):
            h = h + gate * f(h)
        return h

    return stochastic_depth


@accepted("stochastic_depth")
def chances_counted_down(solution):
    def stochastic_depth(x, blocks, last, rng, training):
        chance = 1.0
        for f in blocks:
            chance -= (1 - last) / len(blocks)
            if not training:
                x = x + f(x) * chance
            elif rng.uniform() <= chance:
                x = x + f(x)
        return x

    return stochastic_depth


@accepted("stochastic_depth")
def blocks_by_binomials(solution):
    def stochastic_depth(x, blocks, last, rng, training):
        h = x
        for i in range(len(blocks)):
            share = (i + 1) / len(blocks)
            keep = share * last + (1 - share)
            h = h + blocks[i](h) * (rng.binomial(1, min(keep, 1.0)) if training else keep)
        return h

    return stochastic_depth


# --- fractional_pool_regions ----------------------------------------------------------------------------------


@accepted("fractional_pool_regions")
def cuts_by_choice(solution):
    def fractional_pool_regions(size, regions, rng):
        lengths = np.full(regions, size // regions)
        lengths[rng.choice(regions, size % regions, replace=False)] += 1
        return np.append(0, lengths.cumsum())

    return fractional_pool_regions


@accepted("fractional_pool_regions")
def cuts_by_shuffling(solution):
    def fractional_pool_regions(size, regions, rng):
        lengths = [size // regions + (i < size % regions) for i in range(regions)]
        rng.shuffle(lengths)
        cuts = [0]
        for length in lengths:
            cuts.append(cuts[-1] + length)
        return np.array(cuts)

    return fractional_pool_regions


@accepted("fractional_pool_regions")
def cuts_by_sorting(solution):
    def fractional_pool_regions(size, regions, rng):
        rank = np.argsort(np.argsort(rng.random(regions)))
        cuts = np.zeros(regions + 1, dtype=int)
        cuts[1:] = np.cumsum(size // regions + (rank < size % regions))
        return cuts

    return fractional_pool_regions
