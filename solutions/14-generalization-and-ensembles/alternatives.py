"""Other right implementations of `14-generalization-and-ensembles`: each must earn full points. They never ship."""

from itertools import combinations

import numpy as np

from grader.author import accepted

# --- diagnose_pair --------------------------------------------------------------------------------------------


@accepted("diagnose_pair")
def diagnosed_by_a_table(solution):
    def diagnose_pair(training, validation, target=0.0, tolerance=0.02):
        bias = training - target
        gap = validation - training
        table = {(0, 0): "good", (1, 0): "bias", (0, 1): "variance", (1, 1): "both"}
        return bias, gap, table[int(bias > tolerance), int(gap > tolerance)]

    return diagnose_pair


@accepted("diagnose_pair")
def diagnosed_by_a_list(solution):
    def diagnose_pair(training, validation, target=0.0, tolerance=0.02):
        parts = {"bias": training - target, "variance": validation - training}
        found = [name for name, size in parts.items() if size > tolerance]
        word = "both" if len(found) == 2 else found[0] if found else "good"
        return (*parts.values(), word)

    return diagnose_pair


@accepted("diagnose_pair")
def diagnosed_by_small_ones(solution):
    def diagnose_pair(training, validation, target=0.0, tolerance=0.02):
        bias, gap = float(training - target), float(validation - training)
        small_bias, small_gap = not bias > tolerance, not gap > tolerance
        if small_bias and small_gap:
            return [bias, gap, "good"]
        if small_bias:
            return [bias, gap, "variance"]
        return [bias, gap, "bias" if small_gap else "both"]

    return diagnose_pair


@accepted("diagnose_pair")
def diagnosed_by_names_glued(solution):
    def diagnose_pair(training, validation, target=0.0, tolerance=0.02):
        bias, gap = training - target, validation - training
        glued = "bias" * (bias > tolerance) + "variance" * (gap > tolerance)
        return bias, gap, {"": "good", "biasvariance": "both"}.get(glued, glued)

    return diagnose_pair


@accepted("diagnose_pair")
def diagnosed_by_sizes(solution):
    def diagnose_pair(training, validation, target=0.0, tolerance=0.02):
        differences = np.array([training - target, validation - training])
        large = differences > tolerance
        diagnosis = ["good", "bias", "variance", "both"][int(large @ np.array([1, 2]))]
        return differences[0], differences[1], diagnosis

    return diagnose_pair


# --- bias_variance --------------------------------------------------------------------------------------------


@accepted("bias_variance")
def by_numpy_s_variance(solution):
    def bias_variance(predictions, truth):
        return float(np.mean((np.mean(predictions, 0) - truth) ** 2)), float(np.var(predictions, axis=0).mean())

    return bias_variance


@accepted("bias_variance")
def by_the_equation(solution):
    def bias_variance(predictions, truth):
        bias = np.mean((predictions.mean(axis=0) - truth) ** 2)
        return bias, np.mean((predictions - truth) ** 2) - bias

    return bias_variance


@accepted("bias_variance")
def place_by_place(solution):
    def bias_variance(predictions, truth):
        sets, n = predictions.shape
        bias = variance = 0.0
        for place in range(n):
            middle = sum(predictions[:, place]) / sets
            bias += (middle - truth[place]) ** 2 / n
            variance += sum((value - middle) ** 2 for value in predictions[:, place]) / sets / n
        return bias, variance

    return bias_variance


@accepted("bias_variance")
def by_pairs_of_sets(solution):
    def bias_variance(predictions, truth):
        total = np.square(predictions - truth[None]).sum() / predictions.size
        apart = np.square(predictions[:, None] - predictions[None]).mean() / 2
        return float(total - apart), float(apart)

    return bias_variance


@accepted("bias_variance")
def by_sums(solution):
    def bias_variance(predictions, truth):
        sets, n = predictions.shape
        middle = np.ones(sets) @ predictions / sets
        off, scatter = middle - truth, (predictions - middle[np.newaxis, :]).ravel()
        return off @ off / n, scatter @ scatter / (n * sets)

    return bias_variance


# --- min_norm_fit ---------------------------------------------------------------------------------------------


@accepted("min_norm_fit")
def fit_by_lstsq_or_solve(solution):
    def min_norm_fit(x, y, ridge=0.0):
        if ridge == 0:
            return np.linalg.lstsq(x, y, rcond=None)[0]
        return np.linalg.solve(x.T @ x + ridge * np.eye(x.shape[1]), x.T @ y)

    return min_norm_fit


@accepted("min_norm_fit")
def fit_by_pinv(solution):
    def min_norm_fit(x, y, ridge=0.0):
        if ridge > 0:
            return x.T @ np.linalg.solve(x @ x.T + ridge * np.eye(len(x)), y)
        return np.linalg.pinv(x) @ y

    return min_norm_fit


@accepted("min_norm_fit")
def fit_of_longer_data(solution):
    def min_norm_fit(x, y, ridge=0.0):
        d = x.shape[1]
        longer = np.concatenate([x, np.sqrt(ridge) * np.eye(d)])
        targets = np.concatenate([y, np.zeros((d, y.shape[1]))])
        return np.linalg.pinv(longer) @ targets

    return min_norm_fit


@accepted("min_norm_fit")
def fit_by_svd_rank_by_rank(solution):
    def min_norm_fit(x, y, ridge=0.0):
        u, s, vt = np.linalg.svd(x, full_matrices=False)
        w = np.zeros((x.shape[1], y.shape[1]))
        for i in range(len(s)):
            if s[i] > 1e-12 * max(x.shape) * max(s[0], 1e-300):
                w += np.outer(vt[i], s[i] / (s[i] * s[i] + ridge) * (u[:, i] @ y))
        return w

    return min_norm_fit


@accepted("min_norm_fit")
def fit_by_eigenvectors_of_the_rows(solution):
    def min_norm_fit(x, y, ridge=0.0):
        values, vectors = np.linalg.eigh(x @ x.T)
        kept = values > 1e-13 * max(values[-1], 1e-300)
        inverse = np.zeros_like(values)
        inverse[kept] = 1 / (values[kept] + ridge)
        return x.T @ (vectors * inverse @ (vectors.T @ y))

    return min_norm_fit


# --- ensemble_predict -----------------------------------------------------------------------------------------


@accepted("ensemble_predict")
def member_by_member(solution):
    def ensemble_predict(logits):
        total = np.zeros(logits.shape[1:], dtype=logits.dtype)
        for one in logits:
            grown = np.exp(one - np.max(one, axis=1)[:, None])
            total += grown / np.sum(grown, axis=1)[:, None]
        return total / logits.dtype.type(len(logits)), np.argmax(total, axis=-1)

    return ensemble_predict


@accepted("ensemble_predict")
def by_logarithms(solution):
    def ensemble_predict(logits):
        shifted = logits - np.max(logits, -1, keepdims=True)
        logs = shifted - np.log(np.sum(np.exp(shifted), -1, keepdims=True))
        mean = np.exp(logs).mean(0)
        return mean, np.argmax(mean, 1)

    return ensemble_predict


@accepted("ensemble_predict")
def in_double_precision(solution):
    def ensemble_predict(logits):
        wide = logits.astype("float64")
        chances = 1 / np.exp(np.minimum(wide[..., None, :] - wide[..., :, None], 700)).sum(-1)
        mean = (chances.sum(axis=0) / len(wide)).astype(logits.dtype)
        return mean, mean.argmax(axis=1)

    return ensemble_predict


@accepted("ensemble_predict")
def one_row_of_members_at_a_time(solution):
    def ensemble_predict(logits):
        members, n, classes = logits.shape
        flat = logits.reshape(members * n, classes)
        grown = np.exp(flat - flat.max(axis=1).reshape(-1, 1))
        flat = (grown.T / grown.sum(axis=1)).T
        probabilities = flat.reshape(members, n, classes).mean(axis=0)
        return probabilities, np.array([int(np.argmax(row)) for row in probabilities])

    return ensemble_predict


@accepted("ensemble_predict")
def a_running_mean_of_members(solution):
    def ensemble_predict(logits):
        mean = np.zeros_like(logits[0])
        for number, one in enumerate(logits, start=1):
            e = np.exp(one - one.max(axis=-1, keepdims=True))
            mean = mean + (e / e.sum(axis=-1, keepdims=True) - mean) / number
        return mean.astype(logits.dtype), (mean == mean.max(axis=1, keepdims=True)).argmax(axis=1)

    return ensemble_predict


# --- disagreement ---------------------------------------------------------------------------------------------


@accepted("disagreement")
def by_combinations(solution):
    def disagreement(labels):
        return np.mean([np.mean(a != b) for a, b in combinations(labels, 2)])

    return disagreement


@accepted("disagreement")
def by_all_pairs_at_once(solution):
    def disagreement(labels):
        members, n = labels.shape
        different = (labels[:, None] != labels[None]).sum()
        return float(different / (members * (members - 1) * n))

    return disagreement


@accepted("disagreement")
def by_counting_classes(solution):
    def disagreement(labels):
        members, n = labels.shape
        alike = 0
        for column in labels.T:
            _, counts = np.unique(column, return_counts=True)
            alike += (counts * (counts - 1)).sum()
        return 1 - alike / (members * (members - 1) * n)

    return disagreement


@accepted("disagreement")
def by_upper_triangle(solution):
    def disagreement(labels):
        table = (labels[:, None, :] != labels[None, :, :]).mean(axis=2)
        return table[np.triu_indices(len(labels), k=1)].mean()

    return disagreement


@accepted("disagreement")
def by_rolling(solution):
    def disagreement(labels):
        shares = [(labels != np.roll(labels, shift, axis=0)).mean() for shift in range(1, len(labels))]
        return sum(shares) / len(shares)

    return disagreement


# --- snapshot_epochs ------------------------------------------------------------------------------------------


@accepted("snapshot_epochs")
def epoch_by_epoch(solution):
    def snapshot_epochs(epochs, cycle, growth=1, keep=None):
        kept, next_end, length = [], cycle, cycle
        for epoch in range(1, epochs + 1):
            if epoch == next_end:
                kept.append(epoch)
                length *= growth
                next_end += length
        return kept[-keep:] if keep else kept

    return snapshot_epochs


@accepted("snapshot_epochs")
def by_geometric_sums(solution):
    def snapshot_epochs(epochs, cycle, growth=1, keep=None):
        if growth == 1:
            ends = list(range(cycle, epochs + 1, cycle))
        else:
            ends = [cycle * (growth**k - 1) // (growth - 1) for k in range(1, epochs + 2)]
            ends = [end for end in ends if end <= epochs]
        if keep is not None and len(ends) > keep:
            ends = ends[len(ends) - keep :]
        return ends

    return snapshot_epochs


@accepted("snapshot_epochs")
def by_subtraction(solution):
    def snapshot_epochs(epochs, cycle, growth=1, keep=None):
        left, ends = epochs, []
        while left >= cycle:
            left -= cycle
            ends.append(epochs - left)
            cycle *= growth
        while keep is not None and len(ends) > keep:
            ends.pop(0)
        return ends

    return snapshot_epochs


@accepted("snapshot_epochs")
def by_itself(solution):
    def snapshot_epochs(epochs, cycle, growth=1, keep=None):
        def ends(begin, length):
            return [begin + length, *ends(begin + length, length * growth)] if begin + length <= epochs else []

        found = ends(0, cycle)
        return found if keep is None else found[max(len(found) - keep, 0) :]

    return snapshot_epochs


# --- polyak_update --------------------------------------------------------------------------------------------


@accepted("polyak_update")
def uncorrected_inside(solution):
    def polyak_update(w, state=None, decay=None, begin=0):
        state = dict(state) if state else {"seen": 0, "m": np.zeros_like(w)}
        state["seen"] += 1
        t = state["seen"] - begin
        if t <= 0:
            return np.array(w), state
        if decay is None:
            state["m"] = state["m"] + w
            return state["m"] / w.dtype.type(t), state
        state["m"] = decay * state["m"] + (1 - decay) * w
        return (state["m"] / (1 - decay**t)).astype(w.dtype), state

    return polyak_update


@accepted("polyak_update")
def by_a_sum_of_shares(solution):
    def polyak_update(w, state=None, decay=None, begin=0):
        left, total, shares = (begin, 0 * w, 0.0) if state is None else state
        if left > 0:
            return +w, (left - 1, total, shares)
        fade, new = (1.0, 1.0) if decay is None else (decay, 1 - decay)
        total, shares = fade * total + new * w, fade * shares + new
        return (total / shares).astype(w.dtype), (0, total, shares)

    return polyak_update


@accepted("polyak_update")
def all_of_them_kept(solution):
    def polyak_update(w, state=None, decay=None, begin=0):
        kept = [*(state or []), w.copy()]
        tail = kept[begin:]
        if not tail:
            return w.copy(), kept
        beta = 1.0 if decay is None else decay
        shares = np.array([beta ** (len(tail) - 1 - i) for i in range(len(tail))])
        average = np.tensordot(shares / shares.sum(), np.stack(tail), axes=1)
        return average.astype(w.dtype), kept

    return polyak_update


@accepted("polyak_update")
def a_weighted_mean(solution):
    def polyak_update(w, state=None, decay=None, begin=0):
        state = {"seen": 0, "share": 0.0, "mean": None} if state is None else dict(state)
        state["seen"] += 1
        if state["seen"] <= begin:
            return w.copy(), state
        if state["mean"] is None:
            state["share"], state["mean"] = 1.0, w.copy()
            return w.copy(), state
        beta = 1.0 if decay is None else decay
        state["share"] = 1 / (1 + beta / state["share"])
        state["mean"] = ((1 - state["share"]) * state["mean"] + state["share"] * w).astype(w.dtype)
        return state["mean"], state

    return polyak_update


# --- expected_calibration_error -------------------------------------------------------------------------------


@accepted("expected_calibration_error")
def by_edges(solution):
    def expected_calibration_error(probabilities, labels, bins=10):
        confidence, answer = probabilities.max(axis=1), probabilities.argmax(axis=1)
        error = 0.0
        for b in range(bins):
            low, high = b / bins, (b + 1) / bins
            inside = (confidence >= low) & ((confidence < high) | (b == bins - 1))
            if inside.sum() > 0:
                gap = np.mean(answer[inside] == labels[inside]) - np.mean(confidence[inside])
                error += inside.sum() / len(labels) * np.abs(gap)
        return error

    return expected_calibration_error


@accepted("expected_calibration_error")
def by_bincount(solution):
    def expected_calibration_error(probabilities, labels, bins=10):
        confidence = probabilities.max(axis=1)
        right = np.argmax(probabilities, axis=1) == labels
        place = np.clip(np.floor(confidence * bins), 0, bins - 1).astype(int)
        return np.abs(np.bincount(place, right - confidence, bins)).sum() / len(labels)

    return expected_calibration_error


@accepted("expected_calibration_error")
def answer_by_answer(solution):
    def expected_calibration_error(probabilities, labels, bins=10):
        sums = [0.0] * bins
        for row, label in zip(probabilities, labels, strict=True):
            best = int(np.argmax(row))
            b = min(int(row[best] * bins), bins - 1)
            sums[b] += float(best == label) - float(row[best])
        return sum(abs(value) for value in sums) / len(labels)

    return expected_calibration_error


@accepted("expected_calibration_error")
def by_sorting(solution):
    def expected_calibration_error(probabilities, labels, bins=10):
        confidence = np.max(probabilities, axis=1)
        right = (np.argmax(probabilities, axis=1) == labels).astype(float)
        place = np.where(confidence >= 1, bins - 1, (confidence * bins).astype(int))
        order = np.argsort(place, kind="stable")
        parts = np.split((right - confidence)[order], np.flatnonzero(np.diff(place[order])) + 1)
        return float(sum(abs(part.sum()) for part in parts) / len(labels))

    return expected_calibration_error
