"""Known wrong implementations of `02-backpropagation`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is long
because it is a list: one entry a mistake, in the order of the notebook.
"""

import numpy as np

from grader.author import mistake

# --- numerical_gradient ---------------------------------------------------------------------------------------


@mistake(
    "numerical_gradient",
    hint="This is the forward difference: its second point is x itself. The central one takes f at x + h and at x - h.",
)
def numerical_forward(solution):
    return solution.edited("numerical_gradient", ("x[i] = kept - h", "x[i] = kept"), ("(2 * h)", "h"))


@mistake("numerical_gradient", hint="Both slopes are twice too large: the two points are 2 h apart, not h.")
def numerical_divided_by_h(solution):
    return solution.edited("numerical_gradient", ("/ (2 * h)", "/ h"))


@mistake("numerical_gradient", hint="`/ 2 * h` divides by 2 and then multiplies by h: put 2 * h in parentheses.")
def numerical_missing_parentheses(solution):
    return solution.edited("numerical_gradient", ("/ (2 * h)", "/ 2 * h"))


@mistake("numerical_gradient", hint="The sign is turned around: subtract f at x - h from f at x + h.")
def numerical_downhill(solution):
    return solution.edited("numerical_gradient", ("(above - below)", "(below - above)"))


@mistake(
    "numerical_gradient",
    hint="The nudged entry is not put back before the next one is nudged, so later slopes are taken at another point.",
)
def numerical_not_put_back(solution):
    return solution.edited("numerical_gradient", ("below = f(x)\n        x[i] = kept", "below = f(x)"))


@mistake(
    "numerical_gradient",
    hint="All entries are nudged at once, so every slope is the sum of all slopes. Nudge one entry at a time.",
)
def numerical_all_at_once(solution):
    def numerical_gradient(f, x, h=1e-5):
        x = np.array(x, dtype=np.float64)
        return np.ones_like(x) * (f(x + h) - f(x - h)) / (2 * h)

    return numerical_gradient


@mistake(
    "numerical_gradient",
    hint="The nudge is lost where x holds whole numbers or float32: make a float64 copy of x first.",
)
def numerical_in_the_dtype_of_x(solution):
    return solution.edited("numerical_gradient", ("np.array(x, dtype=np.float64)", "np.array(x)"))


@mistake(
    "numerical_gradient",
    hint="You nudge the caller's own array and leave it nudged. Work on a copy, and put each entry back before the "
    "next.",
)
def numerical_leaves_x_nudged(solution):
    return solution.edited(
        "numerical_gradient",
        ("x = np.array(x, dtype=np.float64)", "x = np.asarray(x, dtype=np.float64)"),
        ("below = f(x)\n        x[i] = kept", "below = f(x)"),
    )


@mistake("numerical_gradient", hint="The slopes come in one row. A gradient has the shape of x.")
def numerical_flat(solution):
    return solution.edited("numerical_gradient", ("return gradient\n", "return gradient.ravel()\n"))


# --- relu_backward --------------------------------------------------------------------------------------------


@mistake(
    "relu_backward",
    hint="This is the local slope alone, 0 or 1. The chain rule multiplies it by the gradient that arrives.",
)
def relu_forgets_upstream(solution):
    return solution.edited("relu_backward", ("upstream * (x > 0)", "1.0 * (x > 0)"))


@mistake(
    "relu_backward",
    hint="You close the gates by the sign of upstream. The input of the forward pass decides; upstream may be "
    "negative.",
)
def relu_masks_by_upstream(solution):
    return solution.edited("relu_backward", ("(x > 0)", "(upstream > 0)"))


@mistake("relu_backward", hint="Upstream is multiplied by the value of ReLU, max(0, x). It wants the slope, 0 or 1.")
def relu_value_for_slope(solution):
    return solution.edited("relu_backward", ("(x > 0)", "np.maximum(0, x)"))


@mistake("relu_backward", hint="Nothing is stopped: where x is negative, the output does not depend on x.")
def relu_all_open(solution):
    return solution.edited("relu_backward", ("upstream * (x > 0)", "upstream * 1.0"))


@mistake(
    "relu_backward", hint="At x = 0 you let the gradient pass. By our convention the slope is 0 there: x > 0, not >=."
)
def relu_open_at_zero(solution):
    return solution.edited("relu_backward", ("x > 0", "x >= 0"))


@mistake(
    "relu_backward",
    hint="`upstream[...] = 0` writes into the caller's array, which others may still need. Return a new array.",
)
def relu_writes_into_upstream(solution):
    return solution.edited("relu_backward", ("return upstream * (x > 0)", "upstream[x <= 0] = 0\n    return upstream"))


# --- linear_backward ------------------------------------------------------------------------------------------


@mistake(
    "linear_backward",
    hint="The weight and bias gradients are divided by the batch size. Where the loss is a mean, upstream already has "
    "that factor: add up only.",
)
def linear_means(solution):
    return solution.edited(
        "linear_backward", ("x.T @ upstream", "x.T @ upstream / len(x)"), ("sum(axis=0)", "mean(axis=0)")
    )


@mistake(
    "linear_backward",
    hint="grad_b is a mean over the batch: every example adds its share to the bias's gradient, so take the sum.",
)
def linear_bias_mean(solution):
    return solution.edited("linear_backward", ("sum(axis=0)", "mean(axis=0)"))


@mistake(
    "linear_backward",
    hint="grad_b adds up over the outputs (axis 1). A bias serves one output and all examples: add over the batch.",
)
def linear_bias_over_outputs(solution):
    return solution.edited("linear_backward", ("sum(axis=0)", "sum(axis=1)"))


@mistake(
    "linear_backward",
    hint="grad_b still has a row for every example. One bias serves the whole batch: effects along all paths add up.",
)
def linear_bias_not_summed(solution):
    return solution.edited("linear_backward", ("upstream.sum(axis=0)", "1.0 * upstream"))


@mistake("linear_backward", hint="grad_b has shape (1, outputs); b has shape (outputs,): leave out keepdims.")
def linear_bias_keeps_dims(solution):
    return solution.edited("linear_backward", ("sum(axis=0)", "sum(axis=0, keepdims=True)"))


@mistake("linear_backward", hint="grad_w is transposed: a gradient has the shape of its parameter, (inputs, outputs).")
def linear_weight_transposed(solution):
    return solution.edited("linear_backward", ("x.T @ upstream", "upstream.T @ x"))


@mistake("linear_backward", hint="The gradients come in another order: return grad_x, grad_w, grad_b.")
def linear_other_order(solution):
    return solution.edited("linear_backward", ("grad_x, grad_w, grad_b\n", "grad_w, grad_b, grad_x\n"))


@mistake(
    "linear_backward",
    hint="grad_w lacks the upstream gradient (an upstream of all ones would hide it): the chain rule multiplies by it.",
)
def linear_weight_without_upstream(solution):
    return solution.edited("linear_backward", ("x.T @ upstream", "x.T @ np.ones_like(upstream)"))


@mistake(
    "linear_backward",
    hint="grad_x lacks the upstream gradient (an upstream of all ones would hide it): the chain rule multiplies by it.",
)
def linear_input_without_upstream(solution):
    return solution.edited("linear_backward", ("upstream @ w.T", "np.ones_like(upstream) @ w.T"))


# --- backward_through_graph -----------------------------------------------------------------------------------

ADD = "gradients[parent] = gradients[parent] + gradient"


@mistake(
    "backward_through_graph",
    hint="The last arrival overwrites the earlier ones. A value that is used several times gets the sum of what its "
    "users send back.",
)
def graph_overwrites(solution):
    return solution.edited("backward_through_graph", (ADD, "gradients[parent] = gradient"))


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


@mistake(
    "backward_through_graph",
    hint="Where a step has the same parent twice, as in x * x, one of the two arrivals is lost: a dict has one place "
    "for each name. Go through parents and gradients in pairs.",
)
def graph_parents_in_a_dict(solution):
    return solution.edited(
        "backward_through_graph",
        (
            "for parent, gradient in zip(node.parents, sent_back, strict=True):",
            "for parent, gradient in dict(zip(node.parents, sent_back)).items():",
        ),
    )


@mistake(
    "backward_through_graph",
    hint="You walk in forward order, so nodes hand on their gradient before it has arrived. Go through the graph in "
    "reverse.",
)
def graph_forward_order(solution):
    return solution.edited("backward_through_graph", ("in reversed(graph)", "in graph"))


@mistake(
    "backward_through_graph",
    hint="The walk starts at the last node of the list. Start at `output`: other nodes may stand behind it.",
)
def graph_starts_at_the_last_node(solution):
    return solution.edited(
        "backward_through_graph",
        ("gradients[output] = gradients[output] + upstream", "gradients[graph[-1].name] = upstream"),
    )


@mistake("backward_through_graph", hint="The walk starts with 1 at the output. Start with the upstream gradient.")
def graph_ignores_upstream(solution):
    return solution.edited("backward_through_graph", ("gradients[output] + upstream", "gradients[output] + 1.0"))


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


@mistake(
    "backward_through_graph",
    hint="Where the output does not depend on an array, the gradient is the number 0. It has the shape of the value: "
    "an array of zeros, `np.zeros_like(value)`.",
)
def graph_zero_without_a_shape(solution):
    return solution.edited("backward_through_graph", ("np.zeros_like(value)", "0.0"))


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


# --- two_layer_gradients --------------------------------------------------------------------------------------


@mistake(
    "two_layer_gradients",
    hint="Loss, w2 and b2 are right, but the gradient passes the hidden units as if they had no ReLU.",
)
def layers_without_relu_back(solution):
    return solution.edited("two_layer_gradients", ("relu_backward(grad_a, z)", "grad_a"))


@mistake(
    "two_layer_gradients",
    hint="The ReLU's gates are set by the wrong array: its input in the forward pass was z = x w1 + b1, with the bias.",
)
def layers_gates_without_bias(solution):
    return solution.edited("two_layer_gradients", ("relu_backward(grad_a, z)", "relu_backward(grad_a, x @ w1)"))


@mistake(
    "two_layer_gradients",
    hint="The second layer's input was a, after the ReLU, not z: its weight gradient must be built from a.",
)
def layers_w2_from_z(solution):
    return solution.edited(
        "two_layer_gradients", ("linear_backward(grad_logits, a, w2)", "linear_backward(grad_logits, z, w2)")
    )


@mistake(
    "two_layer_gradients",
    hint="The forward pass has no ReLU: two linear layers in a row are one linear layer.",
)
def layers_without_relu_forward(solution):
    return solution.edited("two_layer_gradients", ("np.maximum(0, z)", "z"))


@mistake(
    "two_layer_gradients",
    hint="Everything is divided by the batch size twice: softmax_cross_entropy returns the gradient of the mean loss.",
)
def layers_mean_twice(solution):
    return solution.edited(
        "two_layer_gradients", ("linear_backward(grad_logits, a, w2)", "linear_backward(grad_logits / len(x), a, w2)")
    )


@mistake(
    "two_layer_gradients",
    hint="The gradients are those of the summed loss: the loss is a mean over the batch, and so are they.",
)
def layers_summed_loss(solution):
    return solution.edited(
        "two_layer_gradients", ("linear_backward(grad_logits, a, w2)", "linear_backward(grad_logits * len(x), a, w2)")
    )


@mistake("two_layer_gradients", hint="The forward pass leaves out the biases.")
def layers_without_biases(solution):
    return solution.edited("two_layer_gradients", ("x @ w1 + b1", "x @ w1"), ("a @ w2 + b2", "a @ w2"))


@mistake(
    "two_layer_gradients",
    hint="The exponentials overflow for large logits. Subtract each row's maximum first, as softmax_cross_entropy "
    "does.",
)
def layers_overflow(solution):
    return solution.edited(
        "two_layer_gradients",
        (
            "loss, grad_logits = softmax_cross_entropy(logits, labels)",
            "p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)\n    t = np.eye(len(b2))[labels]\n    "
            "loss, grad_logits = -np.log((p * t).sum(axis=1)).mean(), (p - t) / len(x)",
        ),
    )


# --- gradient_check -------------------------------------------------------------------------------------------


@mistake(
    "gradient_check",
    hint="The upstream gradient is all ones, which hides mistakes: draw it from rng.",
)
def check_with_ones(solution):
    return solution.edited("gradient_check", ("rng.standard_normal(forward(x).shape)", "np.ones(forward(x).shape)"))


@mistake(
    "gradient_check",
    hint="The error is absolute: it calls a large gradient wrong for its rounding, and a tiny wrong one right. "
    "Divide by the sizes of both gradients.",
)
def check_absolute_error(solution):
    return solution.edited(
        "gradient_check",
        (
            "float(np.linalg.norm((analytic - numerical).ravel()) / size) if size > 0 else 0.0",
            "float(min(1, np.linalg.norm((analytic - numerical).ravel())))",
        ),
    )


@mistake(
    "gradient_check",
    hint="You compare the sums of the entries, so wrong entries can cancel. Subtract entry by entry, then take the "
    "norm.",
)
def check_compares_norms(solution):
    return solution.edited(
        "gradient_check",
        (
            "np.linalg.norm((analytic - numerical).ravel())",
            "abs(np.linalg.norm(analytic.ravel()) - np.linalg.norm(numerical.ravel()))",
        ),
    )


@mistake("gradient_check", hint="0 / 0: where both gradients are zero, they are equal, and the error is 0.")
def check_zero_by_zero(solution):
    return solution.edited("gradient_check", (" if size > 0 else 0.0", ""))


@mistake(
    "gradient_check",
    hint="backward and the nudged loss get different upstream gradients, so even a right pass looks wrong. Draw once.",
)
def check_draws_twice(solution):
    return solution.edited(
        "gradient_check",
        ("backward(upstream, x)", "backward(rng.standard_normal(upstream.shape), x)"),
    )


@mistake(
    "gradient_check",
    hint="The loss that you nudge is the plain sum of the outputs: weight the outputs by upstream before you add them "
    "up.",
)
def check_nudges_the_plain_sum(solution):
    return solution.edited("gradient_check", ("np.sum(upstream * forward(v))", "np.sum(forward(v))"))


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


# --- Errata ---------------------------------------------------------------------------------------------------


@mistake(
    "erratum_penalty", hint="This is the penalty as printed. Differentiate it for a single weight: is that 2 lam w?"
)
def penalty_as_printed(solution):
    return solution.edited("erratum_penalty", ("np.sum(w**2)", "np.sqrt(np.sum(w**2))"))


@mistake("erratum_penalty", hint="The gradient of this is lam w: half of what it should be.")
def penalty_halved(solution):
    return solution.edited("erratum_penalty", ("lam * sum", "lam / 2 * sum"))


@mistake("erratum_penalty", hint="The factor 2 comes out of the differentiation. Here it is once too often.")
def penalty_doubled(solution):
    return solution.edited("erratum_penalty", ("lam * sum", "2 * lam * sum"))


@mistake(
    "erratum_penalty", hint="Square each weight, then add up; you add up first, so weights of opposite sign cancel."
)
def penalty_squared_sum(solution):
    return solution.edited("erratum_penalty", ("np.sum(w**2)", "np.sum(w) ** 2"))


@mistake("erratum_penalty_gradient", hint="This is the gradient as printed: it belongs to the squared norm.")
def penalty_gradient_as_printed(solution):
    return solution.edited("erratum_penalty_gradient", ("lam * w / np.sqrt(np.sum(w**2))", "2 * lam * w"))


@mistake(
    "erratum_penalty_gradient",
    hint="All matrices are divided by one common norm. The penalty adds up the norms of the matrices: each has its "
    "own.",
)
def penalty_gradient_common_norm(solution):
    return solution.edited(
        "erratum_penalty_gradient", ("np.sqrt(np.sum(w**2))", "np.sqrt(sum(np.sum(v**2) for v in weights))")
    )


@mistake(
    "erratum_penalty_gradient", hint="You divide by the squared norm. The root is still there after differentiating."
)
def penalty_gradient_without_root(solution):
    return solution.edited("erratum_penalty_gradient", ("np.sqrt(np.sum(w**2))", "np.sum(w**2)"))


@mistake(
    "erratum_penalty_gradient",
    hint="Twice too large: the 2 of the square and the 1/2 of the root cancel.",
)
def penalty_gradient_doubled(solution):
    return solution.edited("erratum_penalty_gradient", ("lam * w", "2 * lam * w"))


# --- Quiz: each wrong option ----------------------------------------------------------------------------------


@mistake(
    "quiz_three_uses", hint="All three users feel a nudge of the value, not only the last to report: effects add up."
)
def three_uses_last(solution):
    return lambda: "a"


@mistake("quiz_three_uses", hint="A mean would make a value count less for being used more. Effects add up.")
def three_uses_mean(solution):
    return lambda: "c"


@mistake("quiz_three_uses", hint="Slopes multiply along one path. These are three paths.")
def three_uses_product(solution):
    return lambda: "d"


@mistake(
    "quiz_smaller_step", hint="A shorter step makes the formula's error smaller, and rounding does not matter yet."
)
def smaller_step_worse(solution):
    return lambda: "a"


@mistake("quiz_smaller_step", hint="So it would be with the forward difference. In the central one h enters squared.")
def smaller_step_forward(solution):
    return lambda: "b"


@mistake(
    "quiz_smaller_step", hint="A mistake in the code would stay. This may be the formula's own error: it falls with h."
)
def smaller_step_same(solution):
    return lambda: "d"


@mistake(
    "quiz_unseen_mistake", hint="At a random w, w and its transpose differ, square or not: random numbers show it."
)
def unseen_transposition(solution):
    return lambda: "a"


@mistake("quiz_unseen_mistake", hint="x is random, so leaving it out changes every entry of grad_w.")
def unseen_factor(solution):
    return lambda: "c"


@mistake("quiz_unseen_mistake", hint="A wrong sign has the relative error 1, whatever the batch size.")
def unseen_sign(solution):
    return lambda: "d"


@mistake("quiz_millimeters", hint="Upstream is the same, but what is the local slope of y = w x with respect to w?")
def millimeters_nothing(solution):
    return lambda: "a"


@mistake("quiz_millimeters", hint="That is what became of w. Its gradient is upstream times the other factor.")
def millimeters_smaller(solution):
    return lambda: "b"


@mistake("quiz_millimeters", hint="Once 1,000, by the local slope; upstream has not changed.")
def millimeters_squared(solution):
    return lambda: "d"
