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


@accepted("elastic_net")
def net_by_loops(solution):
    def elastic_net(w, l1=0.0, l2=0.0):
        value, gradient = 0.0, np.zeros_like(w)
        for place, one in np.ndenumerate(w):
            value += l1 * abs(float(one)) + l2 / 2 * float(one) ** 2
            gradient[place] = l1 * ((one > 0) * 1.0 - (one < 0) * 1.0) + l2 * one
        return value, gradient

    return elastic_net


@accepted("elastic_net")
def net_by_where(solution):
    def elastic_net(w, l1=0.0, l2=0.0):
        size = np.absolute(w)
        sign = np.where(size > 0, w / np.where(size > 0, size, 1), 0)
        return np.sum(size * (l1 + l2 * size / 2)), (sign * l1 + l2 * w).astype(w.dtype)

    return elastic_net


# --- max_norm -------------------------------------------------------------------------------------------------


@accepted("max_norm")
def limited_by_columns(solution):
    def max_norm(w, limit):
        w = w.copy()
        for j in range(w.shape[1]):
            length = np.linalg.norm(w[:, j])
            if length > limit:
                w[:, j] *= limit / length
        return w

    return max_norm


@accepted("max_norm")
def limited_by_where(solution):
    def max_norm(w, limit):
        length = np.linalg.norm(w, axis=0)
        long = length > limit
        return np.where(long, w * limit / np.where(long, length, 1), w).astype(w.dtype)

    return max_norm


@accepted("max_norm")
def limited_by_the_larger(solution):
    def max_norm(w, limit):
        return (w * (limit / np.maximum(limit, (w * w).sum(0) ** 0.5))).astype(w.dtype)

    return max_norm


@accepted("max_norm")
def limited_in_rows(solution):
    def max_norm(w, limit):
        rows = [one if (size := float(one @ one) ** 0.5) <= limit else one / size * limit for one in w.T]
        return np.array(rows, dtype=w.dtype).T

    return max_norm


@accepted("max_norm")
def limited_by_a_mask(solution):
    def max_norm(w, limit):
        squares, limited = np.einsum("ij,ij->j", w, w), np.array(w)
        long = squares > limit**2
        limited[:, long] = limited[:, long] / np.sqrt(squares[long]) * limit
        return limited

    return max_norm


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


@accepted("decayed_adam")
def corrections_in_the_rate(solution):
    def decayed_adam(w, g, state=None, lr=1e-3, decay=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8, decoupled=True):
        past = {"t": 0, "m": np.zeros_like(w), "s": np.zeros_like(w)} if state is None else dict(state)
        old = w.copy()
        if np.ndim(w) > 1 and not decoupled:
            g = g + decay * old
        past["t"] += 1
        past["m"] = beta1 * past["m"] + (1 - beta1) * g
        past["s"] = beta2 * past["s"] + (1 - beta2) * g**2
        root = (1 - beta2 ** past["t"]) ** 0.5
        new = old - lr * root / (1 - beta1 ** past["t"]) * past["m"] / (np.sqrt(past["s"]) + root * epsilon)
        if np.ndim(w) > 1 and decoupled:
            new -= lr * decay * old
        return new, past

    return decayed_adam


@accepted("decayed_adam")
def from_adam_without_decay(solution):
    def decayed_adam(w, g, state=None, lr=1e-3, decay=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8, decoupled=True):
        rest = {"beta1": beta1, "beta2": beta2, "epsilon": epsilon}
        pull = decay * w if w.ndim >= 2 else 0 * w
        new, state = solution.decayed_adam(w, g if decoupled else g + pull, state, lr, 0.0, **rest)
        return (new - lr * pull if decoupled else new), state

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


@accepted("stop_early")
def the_first_look_apart(solution):
    def stop_early(loss, w, state=None, patience=5, gain=0.0):
        if state is None:
            good = not np.isnan(loss)
            state = {"loss": loss if good else np.inf, "w": w.copy() if good else None, "left": patience - (not good)}
        elif loss < state["loss"] - gain:
            state = {"loss": loss, "w": w.copy(), "left": patience}
        else:
            state["left"] -= 1
        return state["left"] <= 0, state

    return stop_early


@accepted("stop_early")
def weights_kept_in_place(solution):
    def stop_early(loss, w, state=None, patience=5, gain=0.0):
        if state is None:
            state = {"loss": float("inf"), "w": None, "waited": 0}
        state["waited"] += 1
        if np.isfinite(loss) and loss + gain < state["loss"]:
            if state["w"] is None:
                state["w"] = np.empty_like(w)
            state["w"][...] = w
            state["loss"], state["waited"] = loss, 0
        return bool(state["waited"] >= patience), state

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


@accepted("dropout")
def dropped_by_choice(solution):
    def dropout(x, rate, rng, training, inverted=True):
        if training:
            factor = rng.choice([0.0, 1.0], size=x.shape, p=[rate, 1 - rate])
            factor = factor / (1 - rate) if inverted else factor
        else:
            factor = np.full(x.shape, 1.0 if inverted else 1 - rate)
        factor = np.asarray(factor, dtype=x.dtype)
        return x * factor, lambda upstream: np.multiply(upstream, factor)

    return dropout


@accepted("dropout")
def dropped_by_float32_draws(solution):
    def dropout(x, rate, rng, training, inverted=True):
        if not training:
            keep = np.asarray(1 if inverted else 1 - rate, dtype=x.dtype)
            return x * keep, lambda upstream: upstream * keep
        mask = rng.random(x.shape, dtype="float32") >= rate
        scale = np.asarray(1 / (1 - rate) if inverted else 1, dtype=x.dtype)
        return x * mask * scale, lambda upstream: upstream * mask * scale

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


@accepted("average_over_masks")
def masks_grown_unit_by_unit(solution):
    def average_over_masks(unit, h, rate):
        masks = [(1.0, [])]
        for _ in h:
            masks = [(c * (1 - rate), [*m, 1.0]) for c, m in masks] + [(c * rate, [*m, 0.0]) for c, m in masks]
        return float(sum(chance * unit(np.array(mask) * h) for chance, mask in masks))

    return average_over_masks


@accepted("average_over_masks")
def masks_by_bits_of_text(solution):
    def average_over_masks(unit, h, rate):
        n, total = h.size, 0.0
        for code in range(1 << n):
            bits = np.array([bit == "1" for bit in format(code, f"0{n}b")])
            total = total + np.where(bits, 1 - rate, rate).prod() * unit(np.where(bits, h, 0.0))
        return total

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


@accepted("stochastic_depth")
def depth_by_recursion(solution):
    def stochastic_depth(x, blocks, last, rng, training):
        def run(h, done):
            if done == len(blocks):
                return h
            chance = 1 - (done + 1) / len(blocks) * (1 - last)
            share = float(rng.random() < chance) if training else chance
            return run(h + share * blocks[done](h), done + 1)

        return run(x, 0)

    return stochastic_depth


@accepted("stochastic_depth")
def depth_by_spaced_chances(solution):
    def stochastic_depth(x, blocks, last, rng, training):
        chances = np.linspace(1, last, len(blocks) + 1)[1:]
        h = x * 1.0
        for f, p in zip(blocks, chances, strict=True):
            if training and rng.uniform(0, 1) >= p:
                continue
            h = h + (1.0 if training else p) * f(h)
        return h

    return stochastic_depth


# --- smooth_labels --------------------------------------------------------------------------------------------


@accepted("smooth_labels")
def smoothed_by_places(solution):
    def smooth_labels(labels, k, share=0.1):
        targets = np.full((len(labels), k), share / k)
        targets[np.arange(len(labels)), labels] += 1 - share
        return targets

    return smooth_labels


@accepted("smooth_labels")
def smoothed_by_comparison(solution):
    def smooth_labels(labels, k, share=0.1):
        return np.where(labels[:, None] == np.arange(k), 1 - share + share / k, share / k)

    return smooth_labels


@accepted("smooth_labels")
def smoothed_by_loops(solution):
    def smooth_labels(labels, k, share=0.1):
        return np.array([[share / k + (1 - share) * (c == own) for c in range(k)] for own in labels])

    return smooth_labels


@accepted("smooth_labels")
def smoothed_by_a_mixture(solution):
    def smooth_labels(labels, k, share=0.1):
        hard = np.zeros((labels.size, k))
        np.put_along_axis(hard, labels[:, np.newaxis], 1.0, axis=1)
        return hard + share * (np.ones(k) / k - hard)

    return smooth_labels


@accepted("smooth_labels")
def smoothed_by_a_table(solution):
    def smooth_labels(labels, k, share=0.1):
        table = np.ones((k, k)) * share / k
        np.fill_diagonal(table, 1 - share * (k - 1) / k)
        return table[labels]

    return smooth_labels


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


@accepted("fractional_pool_regions")
def cuts_one_by_one(solution):
    def fractional_pool_regions(size, regions, rng):
        cuts, left, pixels = [0], regions, size
        while left:
            short, longer = divmod(pixels, left)
            length = short + int(rng.random() < longer / left)
            cuts.append(cuts[-1] + length)
            left, pixels = left - 1, pixels - length
        return np.array(cuts)

    return fractional_pool_regions


@accepted("fractional_pool_regions")
def cuts_by_permuted_places(solution):
    def fractional_pool_regions(size, regions, rng):
        longer = np.zeros(regions, dtype=int)
        longer[rng.permutation(regions)[: size % regions]] = 1
        return np.r_[0, np.cumsum(longer + size // regions)]

    return fractional_pool_regions
