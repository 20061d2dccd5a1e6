"""Known wrong implementations of `02-backpropagation`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is long
because it is a list: one entry a mistake, in the order of the notebook.
"""

import numpy as np

from grader.author import mistake, slip, wrong_letters


# --- numerical_gradient ---------------------------------------------------------------------------------------

slip("numerical_gradient", "numerical_forward", ("x[i] = kept - h", "x[i] = kept"), ("(2 * h)", "h"),
     hint="This is the forward difference: its second point is x itself. The central one takes f at x + h and at x - "
     "h.")

slip("numerical_gradient", "numerical_divided_by_h", "/ (2 * h)", "/ h",
     hint="Both slopes are twice too large: the two points are 2 h apart, not h.")

slip("numerical_gradient", "numerical_missing_parentheses", "/ (2 * h)", "/ 2 * h",
     hint="`/ 2 * h` divides by 2 and then multiplies by h: put 2 * h in parentheses.")

slip("numerical_gradient", "numerical_downhill", "(above - below)", "(below - above)",
     hint="The sign is turned around: subtract f at x - h from f at x + h.")

slip("numerical_gradient", "numerical_not_put_back", "below = f(x)\n        x[i] = kept", "below = f(x)",
     hint="The nudged entry is not put back before the next one is nudged, so later slopes are taken at another point.")


@mistake(
    "numerical_gradient",
    hint="All entries are nudged at once, so every slope is the sum of all slopes. Nudge one entry at a time.",
)
def numerical_all_at_once(solution):
    def numerical_gradient(f, x, h=1e-5):
        x = np.array(x, dtype=np.float64)
        return np.ones_like(x) * (f(x + h) - f(x - h)) / (2 * h)

    return numerical_gradient


slip("numerical_gradient", "numerical_in_the_dtype_of_x", "np.array(x, dtype=np.float64)", "np.array(x)",
     hint="The nudge is lost where x holds whole numbers or float32: make a float64 copy of x first.")

slip("numerical_gradient", "numerical_nudges_in_the_dtype_of_x",
     ("np.array(x, dtype=np.float64)", "np.array(x)"), ("gradient = np.zeros_like(x)", "gradient = np.zeros(x.shape)"),
     ("x[i] = kept + h", "x[i] = kept + x.dtype.type(h)"), ("x[i] = kept - h", "x[i] = kept - x.dtype.type(h)"),
     hint="Your nudge has the dtype of x. Of whole numbers it is 0, so nothing moves: compute in float64.")

slip("numerical_gradient", "numerical_in_a_copy_of_its_dtype", ("np.array(x, dtype=np.float64)", "np.array(x)"),
     ("np.zeros_like(x)", "np.zeros(x.shape)"),
     hint="The gradient is float64, but the nudging is done in the dtype of x: a whole number plus 1e-5 is that number "
     "again, or one less after the other nudge. Make a float64 copy of x first.")


@mistake(
    "numerical_gradient",
    hint="You nudge a whole row at once, so each slope is the sum over a row. One entry at a time.",
)
def numerical_row_by_row(solution):
    def numerical_gradient(f, x, h=1e-5):
        x = np.array(x, dtype=np.float64)
        gradient = np.zeros_like(x)
        for i in range(len(x)):
            nudge = np.zeros_like(x)
            nudge[i] = h
            gradient[i] = (f(x + nudge) - f(x - nudge)) / (2 * h)
        return gradient

    return numerical_gradient


slip("numerical_gradient", "numerical_leaves_x_nudged",
     ("x = np.array(x, dtype=np.float64)", "x = np.asarray(x, dtype=np.float64)"),
     ("below = f(x)\n        x[i] = kept", "below = f(x)"),
     hint="You nudge the caller's own array and leave it nudged. Work on a copy, and put each entry back before the "
     "next.")

slip("numerical_gradient", "numerical_flat", "return gradient\n", "return gradient.ravel()\n",
     hint="The slopes come in one row. A gradient has the shape of x.")


@mistake(
    "numerical_gradient",
    hint="Up and down are two names of one array, so that f is asked at the same place twice. `x.copy()` makes "
    "another array.",
)
def numerical_up_is_down(solution):
    def numerical_gradient(f, x, h=1e-5):
        x = np.array(x, dtype=np.float64)
        gradient = np.zeros_like(x)
        for i in np.ndindex(x.shape):
            up = down = x.copy()
            up[i] += h
            down[i] -= h
            gradient[i] = (f(up) - f(down)) / (2 * h)
        return gradient

    return numerical_gradient


# --- relu_backward --------------------------------------------------------------------------------------------

slip("relu_backward", "relu_forgets_upstream", "upstream * (x > 0)", "1.0 * (x > 0)",
     hint="This is the local slope alone, 0 or 1. The chain rule multiplies it by the gradient that arrives.")

slip("relu_backward", "relu_masks_by_upstream", "(x > 0)", "(upstream > 0)",
     hint="You close the gates by the sign of upstream. The input of the forward pass decides; upstream may be "
     "negative.")

slip("relu_backward", "relu_value_for_slope", "(x > 0)", "np.maximum(0, x)",
     hint="Upstream is multiplied by the value of ReLU, max(0, x). It wants the slope, 0 or 1.")

slip("relu_backward", "relu_all_open", "upstream * (x > 0)", "upstream * 1.0",
     hint="Nothing is stopped: where x is negative, the output does not depend on x.")

slip("relu_backward", "relu_open_at_zero", "x > 0", "x >= 0",
     hint="At x = 0 you let the gradient pass. By our convention the slope is 0 there: x > 0, not >=.")


slip("relu_backward", "relu_positive_gradients_alone", "upstream * (x > 0)", "np.maximum(upstream, 0) * (x > 0)",
     hint="Negative gradients do not get through, even where the gate is open. The gate looks at x alone.")


@mistake(
    "relu_backward",
    hint="Your slope is the sign of x, -1 on the left. ReLU is flat there: the slope is 0.",
)
def relu_sign_for_slope(solution):
    def relu_backward(upstream, x):
        return upstream * np.sign(x)

    return relu_backward


# --- linear_backward ------------------------------------------------------------------------------------------

slip("linear_backward", "linear_means", ("x.T @ upstream", "x.T @ upstream / len(x)"), ("sum(axis=0)", "mean(axis=0)"),
     hint="The weight and bias gradients are divided by the batch size. Where the loss is a mean, upstream already has "
     "that factor: add up only.")

slip("linear_backward", "linear_bias_mean", "sum(axis=0)", "mean(axis=0)",
     hint="grad_b is a mean over the batch: every example adds its share to the bias's gradient, so take the sum.")

slip("linear_backward", "linear_bias_over_outputs", "sum(axis=0)", "sum(axis=1)",
     hint="grad_b adds up over the outputs (axis 1). A bias serves one output and all examples: add over the batch.")

slip("linear_backward", "linear_bias_not_summed", "upstream.sum(axis=0)", "1.0 * upstream",
     hint="grad_b still has a row for every example. One bias serves the whole batch: effects along all paths add up.")

slip("linear_backward", "linear_bias_keeps_dims", "sum(axis=0)", "sum(axis=0, keepdims=True)",
     hint="grad_b has shape (1, outputs); b has shape (outputs,): leave out keepdims.")

slip("linear_backward", "linear_weight_transposed", "x.T @ upstream", "upstream.T @ x",
     hint="grad_w is transposed: a gradient has the shape of its parameter, (inputs, outputs).")

slip("linear_backward", "linear_other_order", "grad_x, grad_w, grad_b\n", "grad_w, grad_b, grad_x\n",
     hint="The gradients come in another order: return grad_x, grad_w, grad_b.")

slip("linear_backward", "linear_weight_without_upstream", "x.T @ upstream", "x.T @ np.ones_like(upstream)",
     hint="grad_w lacks the upstream gradient (an upstream of all ones would hide it): the chain rule multiplies by "
     "it.")

slip("linear_backward", "linear_input_without_upstream", "upstream @ w.T", "np.ones_like(upstream) @ w.T",
     hint="grad_x lacks the upstream gradient (an upstream of all ones would hide it): the chain rule multiplies by "
     "it.")


# --- backward_through_graph -----------------------------------------------------------------------------------

ADD = "gradients[parent] = gradients[parent] + gradient"


slip("backward_through_graph", "graph_overwrites", ADD, "gradients[parent] = gradient",
     hint="The last arrival overwrites the earlier ones. A value that is used several times gets the sum of what its "
     "users send back.")


@mistake(
    "backward_through_graph",
    hint="Only the first arrival is kept. A value that is used several times gets the sum of what its users send back.",
)
def graph_keeps_the_first(solution):
    def backward_through_graph(graph, values, output, upstream):
        gradients = {output: upstream}
        for node in reversed(graph):
            if node.name in gradients:
                inputs = [values[parent] for parent in node.parents]
                for parent, gradient in zip(node.parents, node.backward(gradients[node.name], *inputs), strict=True):
                    gradients.setdefault(parent, gradient)
        return {name: gradients.get(name, np.zeros_like(value)) for name, value in values.items()}

    return backward_through_graph


@mistake(
    "backward_through_graph",
    hint="`+=` on an array writes into it. A sum may send one and the same array to both parents, so adding to one "
    "changes the other. Make a new array: gradients[p] = gradients[p] + ...",
)
def graph_adds_in_place(solution):
    def backward_through_graph(graph, values, output, upstream):
        gradients = {output: upstream}
        for node in reversed(graph):
            if node.name in gradients:
                inputs = [values[parent] for parent in node.parents]
                for parent, gradient in zip(node.parents, node.backward(gradients[node.name], *inputs), strict=True):
                    if parent in gradients:
                        gradients[parent] += gradient
                    else:
                        gradients[parent] = gradient
        return {name: gradients.get(name, np.zeros_like(value)) for name, value in values.items()}

    return backward_through_graph


slip("backward_through_graph", "graph_parents_in_a_dict",
     "for parent, gradient in zip(node.parents, sent_back, strict=True):",
     "for parent, gradient in dict(zip(node.parents, sent_back)).items():",
     hint="Where a step has the same parent twice, as in x * x, one of the two arrivals is lost: a dict has one place "
     "for each name. Go through parents and gradients in pairs.")

slip("backward_through_graph", "graph_forward_order", "in reversed(graph)", "in graph",
     hint="You walk in forward order, so nodes hand on their gradient before it has arrived. Go through the graph in "
     "reverse.")

slip("backward_through_graph", "graph_starts_at_the_last_node", "gradients[output] = gradients[output] + upstream",
     "gradients[graph[-1].name] = upstream",
     hint="The walk starts at the last node of the list. Start at `output`: other nodes may stand behind it.")

slip("backward_through_graph", "graph_ignores_upstream", "gradients[output] + upstream", "gradients[output] + 1.0",
     hint="The walk starts with 1 at the output. Start with the upstream gradient.")


@mistake(
    "backward_through_graph",
    hint="Names that the output does not depend on are missing from the result. Their gradient is zero: nudging them "
    "changes nothing.",
)
def graph_leaves_out_zeros(solution):
    def backward_through_graph(graph, values, output, upstream):
        gradients = {output: upstream}
        for node in reversed(graph):
            if node.name in gradients:
                inputs = [values[parent] for parent in node.parents]
                for parent, gradient in zip(node.parents, node.backward(gradients[node.name], *inputs), strict=True):
                    gradients[parent] = gradients.get(parent, 0) + gradient
        return gradients

    return backward_through_graph


slip("backward_through_graph", "graph_zero_without_a_shape", "np.zeros_like(value)", "0.0",
     hint="Where the output does not depend on an array, the gradient is the number 0. It has the shape of the value: "
     "an array of zeros, `np.zeros_like(value)`.")


@mistake(
    "backward_through_graph",
    hint="A node hands on its gradient each time something arrives, so the work doubles at every shared value. Wait "
    "until all arrivals are in: walk through the nodes in reverse order, each once.",
)
def graph_path_by_path(solution):
    def backward_through_graph(graph, values, output, upstream):
        nodes = {node.name: node for node in graph}
        gradients = {name: np.zeros_like(value) for name, value in values.items()}

        def arrive(name, gradient):
            gradients[name] = gradients[name] + gradient
            if name in nodes:
                node = nodes[name]
                sent_back = node.backward(gradient, *(values[parent] for parent in node.parents))
                for parent, sent in zip(node.parents, sent_back, strict=True):
                    arrive(parent, sent)

        arrive(output, upstream)
        return gradients

    return backward_through_graph


NEEDED = (
    "    needed = {output}\n    for node in ORDER:\n        if node.name not in needed:\n            continue\n"
    "        needed.update(node.parents)\n"
)

slip("backward_through_graph", "graph_overwrites_what_is_needed",
     ("    for node in reversed(graph):\n", NEEDED.replace("ORDER", "reversed(graph)")),
     ("gradients[parent] + gradient", "gradient"),
     hint="The last arrival overwrites the earlier ones. What arrives at a value from several nodes adds up.")

slip("backward_through_graph", "graph_forward_through_what_is_needed",
     "    for node in reversed(graph):\n", NEEDED.replace("ORDER", "graph"),
     hint="You walk in forward order, so a node has its turn before its gradient has arrived, and hands on zeros or "
     "nothing. Go through the graph in reverse.")


@mistake(
    "backward_through_graph",
    hint="Your gradients begin as the number 0.0, and some stay one. Zeros in the shape of the value: "
    "`np.zeros_like`.",
)
def graph_starts_with_numbers(solution):
    def backward_through_graph(graph, values, output, upstream):
        gradients = dict.fromkeys(values, 0.0)
        gradients[output] = upstream
        for node in reversed(graph):
            if np.all(gradients[node.name] == 0):
                continue  # nothing arrives here
            back = node.backward(gradients[node.name], *(values[parent] for parent in node.parents))
            for parent, gradient in zip(node.parents, back, strict=True):
                gradients[parent] = gradients[parent] + gradient
        return gradients

    return backward_through_graph


# --- two_layer_gradients --------------------------------------------------------------------------------------

slip("two_layer_gradients", "layers_without_relu_back", "relu_backward(grad_a, z)", "grad_a",
     hint="Loss, w2 and b2 are right, but the gradient passes the hidden units as if they had no ReLU.")

slip("two_layer_gradients", "layers_gates_without_bias", "relu_backward(grad_a, z)", "relu_backward(grad_a, x @ w1)",
     hint="The ReLU's gates are set by the wrong array: its input in the forward pass was z = x w1 + b1, with the "
     "bias.")

slip("two_layer_gradients", "layers_w2_from_z", "linear_backward(grad_logits, a, w2)",
     "linear_backward(grad_logits, z, w2)",
     hint="The second layer's input was a, after the ReLU, not z: its weight gradient must be built from a.")

slip("two_layer_gradients", "layers_without_relu_forward", "np.maximum(0, z)", "z",
     hint="The forward pass has no ReLU: two linear layers in a row are one linear layer.")

slip("two_layer_gradients", "layers_linear", ("np.maximum(0, z)", "z"), ("relu_backward(grad_a, z)", "grad_a"),
     hint="Forward and backward agree, but this network has no ReLU: between the layers stands a = max(0, z).")

slip("two_layer_gradients", "layers_gates_swapped", "relu_backward(grad_a, z)", "relu_backward(z, grad_a)",
     hint="The two arguments of `relu_backward` have changed places: first the gradient that arrives, then the "
          "input of the forward pass.")

slip("two_layer_gradients", "layers_mean_twice", "linear_backward(grad_logits, a, w2)",
     "linear_backward(grad_logits / len(x), a, w2)",
     hint="Everything is divided by the batch size twice: softmax_cross_entropy returns the gradient of the mean loss.")

slip("two_layer_gradients", "layers_summed_loss", "linear_backward(grad_logits, a, w2)",
     "linear_backward(grad_logits * len(x), a, w2)",
     hint="The gradients are those of the summed loss: the loss is a mean over the batch, and so are they.")

slip("two_layer_gradients", "layers_without_biases", ("x @ w1 + b1", "x @ w1"), ("a @ w2 + b2", "a @ w2"),
     hint="The forward pass leaves out the biases.")

slip("two_layer_gradients", "layers_overflow", "loss, grad_logits = softmax_cross_entropy(logits, labels)",
     "p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)\n    t = np.eye(len(b2))[labels]\n    "
            "loss, grad_logits = -np.log((p * t).sum(axis=1)).mean(), (p - t) / len(x)",
     hint="The exponentials overflow for large logits. Subtract each row's maximum first, as softmax_cross_entropy "
     "does.")


slip("two_layer_gradients", "layers_gates_by_the_gradient", "relu_backward(grad_a, z)", "relu_backward(grad_a, grad_a)",
     hint="Your hidden gates ask for the sign of the gradient that arrives. A gate is open where z was above 0 in the "
     "forward pass.")


@mistake("two_layer_gradients", hint="The gradient of b1 has not passed the ReLU. b1 stands before it, as w1 does.")
def two_layers_bias_before_the_gate(solution):
    def two_layer_gradients(x, labels, w1, b1, w2, b2):
        z = x @ w1 + b1
        a = np.maximum(0, z)
        loss, upstream = solution.softmax_cross_entropy(a @ w2 + b2, labels)
        grads = {"w2": a.T @ upstream, "b2": upstream.sum(axis=0)}
        upstream = upstream @ w2.T
        grads["b1"] = upstream.sum(axis=0)
        upstream = solution.relu_backward(upstream, z)
        grads["w1"] = x.T @ upstream
        return loss, grads

    return two_layer_gradients


# --- gradient_check -------------------------------------------------------------------------------------------

slip("gradient_check", "check_with_ones", "rng.standard_normal(forward(x).shape)", "np.ones(forward(x).shape)",
     hint="The upstream gradient is all ones, which hides mistakes: draw it from rng.")

slip("gradient_check", "check_absolute_error",
     "float(np.linalg.norm((analytic - numerical).ravel()) / size) if size > 0 else 0.0",
     "float(min(1, np.linalg.norm((analytic - numerical).ravel())))",
     hint="The error is absolute: it calls a large gradient wrong for its rounding, and a tiny wrong one right. "
     "Divide by the sizes of both gradients.")

slip("gradient_check", "check_compares_norms", "np.linalg.norm((analytic - numerical).ravel())",
     "abs(np.linalg.norm(analytic.ravel()) - np.linalg.norm(numerical.ravel()))",
     hint="You compare the sums of the entries, so wrong entries can cancel. Subtract entry by entry, then take the "
     "norm.")

slip("gradient_check", "check_zero_by_zero", " if size > 0 else 0.0", "",
     hint="0 / 0: where both gradients are zero, they are equal, and the error is 0.")

slip("gradient_check", "check_draws_twice", "backward(upstream, x)",
     "backward(rng.standard_normal(upstream.shape), x)",
     hint="backward and the nudged loss get different upstream gradients, so even a right pass looks wrong. Draw once.")

slip("gradient_check", "check_draws_at_each_nudge", "np.sum(upstream * forward(v))",
     "np.sum(rng.standard_normal(forward(v).shape) * forward(v))",
     hint="Another upstream is drawn for every nudge, so the loss that you nudge changes all the time. Draw one, "
          "and use it in both places.")

slip("gradient_check", "check_by_the_larger",
     "np.linalg.norm(analytic.ravel()) + np.linalg.norm(numerical.ravel())",
     "max(np.linalg.norm(analytic.ravel()), np.linalg.norm(numerical.ravel()))",
     hint="You divide by the larger of the two lengths. The docstring divides by their sum.")

slip("gradient_check", "check_upstream_in_the_shape_of_x", "rng.standard_normal(forward(x).shape)",
     "rng.standard_normal(x.shape)",
     hint="Your upstream has the shape of x. It belongs to the output, which may have another shape.")

slip("gradient_check", "check_nudges_the_plain_sum", "np.sum(upstream * forward(v))", "np.sum(forward(v))",
     hint="The loss that you nudge is the plain sum of the outputs: weight the outputs by upstream before you add them "
     "up.")


@mistake(
    "gradient_check",
    hint="Forward differences are too coarse here: a right pass gets an error of 1e-6 or more. Use central ones.",
)
def check_forward_differences(solution):
    def gradient_check(forward, backward, x, rng, h=1e-5):
        upstream = rng.standard_normal(forward(x).shape)
        analytic, numerical = backward(upstream, x), np.zeros(x.shape)
        for i in np.ndindex(x.shape):
            nudged = x.copy()
            nudged[i] += h
            numerical[i] = (np.sum(upstream * forward(nudged)) - np.sum(upstream * forward(x))) / h
        size = np.linalg.norm(analytic) + np.linalg.norm(numerical)
        return np.linalg.norm(analytic - numerical) / size if size > 0 else 0.0

    return gradient_check


@mistake(
    "gradient_check",
    hint="You take `h`, but do not hand it on to `numerical_gradient`, which then nudges by its default.",
)
def check_keeps_its_h_to_itself(solution):
    def gradient_check(forward, backward, x, rng, h=1e-5):
        upstream = rng.standard_normal(forward(x).shape)
        a = backward(upstream, x)
        n = solution.numerical_gradient(lambda v: np.sum(upstream * forward(v)), x)
        scale = np.linalg.norm(a) + np.linalg.norm(n)
        if scale == 0:
            return 0.0
        return float(np.linalg.norm(a - n) / scale)

    return gradient_check


@mistake(
    "gradient_check",
    hint="You divide entry by entry. Here two whole gradients are compared: take the length of each, and divide "
    "once.",
)
def check_entry_by_entry(solution):
    def gradient_check(forward, backward, x, rng, h=1e-5):
        upstream = rng.standard_normal(forward(x).shape)
        a = backward(upstream, x)
        n = solution.numerical_gradient(lambda v: np.sum(upstream * forward(v)), x, h)
        scale = np.abs(a) + np.abs(n)
        return float(np.max(np.abs(a - n) / np.where(scale > 0, scale, 1)))

    return gradient_check


# --- two_pass_check -------------------------------------------------------------------------------------------

slip("two_pass_check", "short_with_ones", "rng.standard_normal(forward(x).shape)", "np.ones(forward(x).shape)",
     hint="The upstream gradient is all ones, which hides bugs: draw it from rng.")

slip("two_pass_check", "short_other_order",
     ("upstream = rng.standard_normal(forward(x).shape)\n    v = rng.standard_normal(x.shape)",
      "v = rng.standard_normal(x.shape)\n    upstream = rng.standard_normal(forward(x).shape)"),
     hint="You draw v first. The docstring draws upstream first, then v.")

slip("two_pass_check", "short_divided_by_h", "/ (2 * h)", "/ h",
     hint="The nudged number is twice too large: the two points are 2 h v apart.")

slip("two_pass_check", "short_without_v", "backward(upstream, x) * v", "backward(upstream, x)",
     hint="The number from the backward pass adds up the whole gradient. How far does the loss move along v?")

slip("two_pass_check", "short_without_upstream", "np.sum(upstream * (forward", "np.sum(1.0 * (forward",
     hint="The nudged number adds up the outputs as they are: weight each by its upstream first.")

slip("two_pass_check", "short_forward_difference", ("forward(x - h * v)", "forward(x)"), ("(2 * h)", "h"),
     hint="This is the forward difference. The docstring's second point lies at x - h v.")

slip("two_pass_check", "short_absolute", "float(abs(nudged - carried) / size)", "float(abs(nudged - carried))",
     hint="The error is absolute, so a wrong pass with tiny numbers looks right. Divide by the sizes.")

slip("two_pass_check", "short_sizes_with_signs", "abs(nudged) + abs(carried)", "abs(nudged + carried)",
     hint="The two numbers are added up with their signs before you divide. Where a sign is wrong they cancel: add "
          "their sizes.")

slip("two_pass_check", "short_zero_by_zero", " if size > 0 else 0.0", "",
     hint="0 / 0: where both numbers are zero, they are equal, and the error is 0.")


@mistake(
    "two_pass_check",
    hint="You divide by the size of the sum, which is near 0 where the two are opposite. Add the two sizes: "
    "|nudged| + |carried|.",
)
def two_pass_size_of_the_sum(solution):
    def two_pass_check(forward, backward, x, rng, h=1e-5):
        upstream = rng.standard_normal(forward(x).shape)
        v = rng.standard_normal(x.shape)
        nudged = np.sum(upstream * (forward(x + h * v) - forward(x - h * v)) / (2 * h))
        carried = np.sum(backward(upstream, x) * v)
        if nudged == 0 and carried == 0:
            return 0.0
        return float(abs(nudged - carried) / abs(nudged + carried))

    return two_pass_check


# --- penalty_with_gradient ------------------------------------------------------------------------------------

slip("penalty_with_gradient", "penalty_as_it_circulates", "return lam * sum(squares), [2",
     "return lam * sum(np.sqrt(s) for s in squares), [2",
     hint="With squared=True the penalty is the one that circulates. Differentiate it for a single weight: is that 2 "
     "lam w?")

slip("penalty_with_gradient", "penalty_halved", "lam * sum(squares)", "lam / 2 * sum(squares)",
     hint="With squared=True the slope of your penalty is lam w: half of the gradient beside it.")

slip("penalty_with_gradient", "penalty_squared_sum", "np.sum(w**2)", "np.sum(w) ** 2",
     hint="Square each weight, then add up; you add up first, so weights of opposite sign cancel.")

slip("penalty_with_gradient", "penalty_gradient_as_it_circulates", "lam * w / norm", "2 * lam * w",
     hint="With squared=False the gradient is the one that circulates: it belongs to the squared norm.")

slip("penalty_with_gradient", "penalty_gradient_by_the_sum_of_norms", "lam * w / norm for w, norm",
     "lam * w / sum(norms) for w, norm",
     hint="You divide each array's gradient by the sum of all norms. Each norm depends on its own array alone.")

slip("penalty_with_gradient", "penalty_by_the_spectral_norm", "[np.sum(w**2) for w in weights]",
     "[np.linalg.norm(w, 2) ** 2 for w in weights]",
     hint="`np.linalg.norm(w, 2)` of a matrix is its largest singular value. The root of the sum of all squares is "
     "`np.linalg.norm(w)`, without a number.")

slip("penalty_with_gradient", "penalty_gradient_common_norm", "lam * w / norm",
     "lam * w / np.sqrt(sum(squares))",
     hint="All arrays are divided by one common norm. The penalty adds up the norms of the arrays: each has its own.")

slip("penalty_with_gradient", "penalty_of_one_norm", ("lam * sum(norms)", "lam * np.sqrt(sum(squares))"),
     ("lam * w / norm", "lam * w / np.sqrt(sum(squares))"),
     hint="Penalty and gradient belong together, but it is one norm of all weights. Asked is the sum of the "
          "arrays' norms.")

slip("penalty_with_gradient", "penalty_gradient_without_root", "lam * w / norm", "lam * w / norm**2",
     hint="You divide by the squared norm. The root is still there after differentiating.")

slip("penalty_with_gradient", "penalty_gradient_doubled", "lam * w / norm", "2 * lam * w / norm",
     hint="With squared=False the gradient is twice too large: the 2 of the square and the 1/2 of the root cancel.")


@mistake(
    "penalty_with_gradient",
    hint="With squared=False you add up the sizes of the weights, which is L1. A Frobenius norm is the root of the sum "
    "of an array's squares.",
)
def penalty_of_sizes(solution):
    def penalty_with_gradient(weights, lam, squared=True):
        if squared:
            return solution.penalty_with_gradient(weights, lam)
        return lam * sum(np.sum(np.abs(w)) for w in weights), [lam * np.sign(w) for w in weights]

    return penalty_with_gradient


@mistake(
    "penalty_with_gradient",
    hint="You square the sum of the norms. What has the gradient 2 lam w is the sum of the squares.",
)
def penalty_square_of_the_norms(solution):
    def penalty_with_gradient(weights, lam, squared=True):
        norms = [np.sqrt(np.sum(w**2)) for w in weights]
        if squared:
            return float(lam * sum(norms) ** 2), [2 * lam * w for w in weights]
        return float(lam * sum(norms)), [lam * w / norm for w, norm in zip(weights, norms, strict=True)]

    return penalty_with_gradient


@mistake("penalty_with_gradient", hint="lam is missing in the gradient of the norms.")
def penalty_gradient_without_lam(solution):
    def penalty_with_gradient(weights, lam, squared=True):
        if squared:
            penalty = lam * sum(np.sum(w * w) for w in weights)
            gradients = [2 * lam * w for w in weights]
        else:
            penalty = lam * sum(np.linalg.norm(w) for w in weights)
            gradients = [w / np.linalg.norm(w) for w in weights]
        return float(penalty), gradients

    return penalty_with_gradient


@mistake(
    "penalty_with_gradient",
    hint="`np.linalg.norm(w, 2)` is the largest singular value of a matrix. The Frobenius norm is the default, "
    "without the 2.",
)
def penalty_spectral(solution):
    def penalty_with_gradient(weights, lam, squared=True):
        if squared:
            return float(lam * sum((w**2).sum() for w in weights)), [2 * lam * w for w in weights]
        norms = [np.linalg.norm(w, ord=2) for w in weights]
        return float(lam * sum(norms)), [lam * w / n for w, n in zip(weights, norms, strict=True)]

    return penalty_with_gradient


# --- Value ----------------------------------------------------------------------------------------------------

slip("Value", "value_overwrites", "parent.grad += slope", "parent.grad = slope",
     hint="The last arrival overwrites the earlier ones: what arrives at a value adds up.")

slip("Value", "value_product_not_swapped", "(other.data, self.data)", "(self.data, other.data)",
     hint="In a product each factor's slope is the *other* factor.")

slip("Value", "value_forward_order", "in reversed(order)", "in order",
     hint="You walk in forward order, so values hand on their gradient before it has arrived.")

slip("Value", "value_walks_each_path", ("for value in reversed(order):", "def walk(value):"),
     ("parent.grad += slope * value.grad",
      "parent.grad += slope * value.grad\n                walk(parent)\n\n        walk(self)"),
     hint="A value that is used twice hands on its gradient twice, the first time before all of it has arrived. "
          "Hand on from each value once, when everything that was made from it has had its turn.")

slip("Value", "value_tanh_slope_of_the_input", "(1 - t * t,)", "(1 - self.data * self.data,)",
     hint="The slope of tanh is 1 minus the square of tanh's value, not of its input.")

slip("Value", "value_tanh_slope", "(1 - t * t,)", "(1 - t,)",
     hint="The slope of tanh is one minus its square.")


slip("Value", "value_breadth_first",
     ("        visit(self)\n", "        order, seen = [self], {id(self)}\n"),
     ("for value in reversed(order):", "for value in order:"),
     ("parent.grad += slope * value.grad\n",
      "parent.grad += slope * value.grad\n                if id(parent) not in seen:\n"
      "                    seen.add(id(parent))\n                    order.append(parent)\n"),
     hint="A value may hand on its gradient before all of it has arrived: you go by the distance from the end, and a "
     "value can be reached by a short path and a long one. It has its turn after all that was made from it.")


@mistake(
    "Value",
    hint="Your walk goes down each path by itself, so a value is visited once for each path to it. Twelve "
    "doublings are 4096 paths: wait until all of a value's gradient is there, and hand it on once.",
)
def value_walks_every_path(solution):
    class Value:
        def __init__(self, data, parents=(), slopes=()):
            self.data, self.grad = data, 0.0
            self.parents, self.slopes = parents, slopes

        def __add__(self, other):
            return Value(self.data + other.data, (self, other), (1.0, 1.0))

        def __mul__(self, other):
            return Value(self.data * other.data, (self, other), (other.data, self.data))

        def tanh(self):
            t = np.tanh(self.data)
            return Value(t, (self,), (1 - t**2,))

        def backward(self):
            def send(value, arriving):
                value.grad += arriving
                for parent, slope in zip(value.parents, value.slopes, strict=True):
                    send(parent, arriving * slope)

            send(self, 1.0)

    return Value


# --- Quiz: each wrong option ----------------------------------------------------------------------------------


wrong_letters(
    "quiz_three_uses",
    a="The last one to report sends 4, that is true. But a nudge of the value is felt in all three places, "
      "and each effect is part of the gradient.",
    c="A mean would make a value count less for being used more often. Nudge the value: what do three "
      "effects on one loss come to?",
    d="Slopes multiply along one path, from step to step. These are three paths side by side.",
)

wrong_letters(
    "quiz_smaller_step",
    a="Where rounding rules, a smaller step does make the error grow. Here rounding is far away: what is "
      "left is the formula's own error.",
    b="With the forward difference a tenth of the step leaves a tenth of the error. In the central one the "
      "step enters with another power.",
    d="An error that stays when the step shrinks does show a mistake. Does this one have to stay? The "
      "formula's own error depends on the step.",
)

wrong_letters(
    "quiz_unseen_mistake",
    a="Square matrices hide this slip from the shapes: the code runs. They do not hide it from the numbers, "
      "since a random w differs from its transpose.",
    c="With x = 1 the factor would not show. But x is random, so leaving it out changes the entries of "
      "`grad_w`.",
    d="The sizes are all right, and whoever looks at sizes sees nothing. A relative error looks at signs "
      "too, and would be as large as can be.",
)

wrong_letters(
    "quiz_cheaper_mode",
    b="Reverse mode is the cheaper one in training, where a single number comes out: each of its sweeps "
      "gives a row of the Jacobian. How many rows are there here?",
    c="3,000 sweeps are what one of the two modes needs. But a forward sweep nudges one setting and sees "
      "all that comes out: it gives a whole column.",
    d="That gives the whole Jacobian. But reverse mode is cheap where many numbers go in and few come out, "
      "as in training.",
)

wrong_letters(
    "quiz_checkpoints",
    a="20 checkpoints stay in memory, that is right. To walk back through a stretch you need its inner "
      "values, too, and somebody has to compute them again.",
    c="Cost 3 is forward and backward with every value at hand. The values between checkpoints were thrown "
      "away: what does it take to have them again?",
    d="400 values are in memory when nothing is thrown away. Then nothing has to be computed again, either.",
)
