"""Known wrong implementations of `06-gradient-descent`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is long
because it is a list: one entry a mistake, in the order of the notebook.
"""

import numpy as np

from grader.author import mistake, slip, wrong_letters

UPHILL = "Each step goes up the loss: the gradient points uphill, so the step must be subtracted."
NEVER_STOPS = (
    "Your path goes on where the ground is flat enough: compare the length of the gradient with `tolerance` before "
    "each step, and end where it is the tolerance or less."
)

# --- quadratic ------------------------------------------------------------------------------------------------

slip("quadratic", "bowl_without_half", "0.5 * np.sum", "np.sum",
     hint="The value is twice too large: the formula has a half in front.")

slip("quadratic", "bowl_with_half_gradient", "axis=-1), gradient", "axis=-1), 0.5 * gradient",
     hint="The gradient is half of what it should be. The derivative of w^2 / 2 is w: the half is used up.")

slip("quadratic", "bowl_at_the_origin", "w - minimum", "w",
     hint="Your bowl has its minimum at zero: measure from `minimum`.")

slip("quadratic", "bowl_backward", "w - minimum", "minimum - w",
     hint="The gradient points downhill: the offset is w minus the minimum, not the other way round.")

slip("quadratic", "bowl_one_value_for_all", ", axis=-1)", ")",
     hint="You add up over all points and return one number for the whole grid. Sum over the last axis, the weights, "
     "only.")

slip("quadratic", "bowl_matrix_on_the_left", "offset @ hessian", "hessian @ offset",
     hint="`hessian @ offset` works for one point; with a grid it multiplies the wrong axis. `offset @ hessian` always "
     "takes the last one.")

slip("quadratic", "bowl_along_the_axes", "offset @ hessian", "offset * np.diag(hessian)",
     hint="Only the diagonal of the Hessian counts in your code. The other entries say how the slope along one weight "
     "changes with another.")


slip("quadratic", "bowl_gradient_first", "return 0.5 * np.sum(offset * gradient, axis=-1), gradient",
     "return gradient, 0.5 * np.sum(offset * gradient, axis=-1)",
     hint="The two results have changed places: the height comes first, then the gradient.")

slip("quadratic", "bowl_height_without_hessian", "np.sum(offset * gradient, axis=-1)",
     "np.sum(offset * offset, axis=-1)",
     hint="Your height is that of a round bowl: the Hessian is missing in it. Half the inner product of offset and "
     "gradient has it.")

slip("quadratic", "bowl_by_a_transpose", "np.sum(offset * gradient, axis=-1)", "(offset @ gradient.T)",
     hint="`offset @ gradient.T` is the inner product of one point. With many points it pairs each with every other.")

slip("quadratic", "bowl_by_a_star", "offset @ hessian", "offset * hessian",
     hint="`*` multiplies entry by entry. The gradient is the product of a matrix and a vector.")

slip("quadratic", "bowl_of_the_gradient_squared", "np.sum(offset * gradient, axis=-1)",
     "np.sum(gradient * gradient, axis=-1)",
     hint="Your height is half the squared length of the gradient. It is the inner product of gradient and *offset*.")

slip("quadratic", "bowl_over_the_points", ", axis=-1)", ", axis=0)",
     hint="You add up over the first axis, the points. The weights are on the last one.")

slip("quadratic", "bowl_without_its_gradient", "axis=-1), gradient", "axis=-1)",
     hint="The height comes back alone. The gradient is asked for as well, behind it.")

slip("quadratic", "bowl_with_the_slope_of_another", "axis=-1), gradient", "axis=-1), w @ hessian",
     hint="Your gradient is that of a bowl with its minimum at zero: the offset is missing in it.")

slip("quadratic", "bowl_by_the_inverse", "offset @ hessian", "offset @ np.linalg.inv(hessian)",
     hint="You take the inverse of the Hessian. The sharper a direction, the *larger* its slope.")

slip("quadratic", "bowl_half_an_offset", "np.sum(offset * gradient, axis=-1)", "np.sum(w * gradient, axis=-1)",
     hint="Your height takes w where the offset belongs: it has to be 0 at the minimum, wherever that lies.")

slip("quadratic", "bowl_on_the_other_side", "w - minimum", "w + minimum",
     hint="You add the minimum to w. The offset leads *from* the minimum to w.")

slip("quadratic", "bowl_gradient_added_up", "axis=-1), gradient", "axis=-1), gradient.sum(axis=-1)",
     hint="You add up the entries of the gradient. It has one for each weight.")


# --- gradient_descent -----------------------------------------------------------------------------------------

slip("gradient_descent", "descent_uphill", "w - lr", "w + lr", hint=UPHILL)

slip("gradient_descent", "descent_in_one_array", "w = w - lr * g", "w -= lr * g",
     hint="`w -= ...` changes one and the same array, which is also what your list holds (and the caller's own): all "
     "points of the path are the last one. `w = w - ...` makes a new array.")

slip("gradient_descent", "descent_without_start", "path = [w]", "path = [] if steps else [w]",
     hint="The start is missing: the path has one point more than there are steps, and begins where you began.")

slip("gradient_descent", "descent_end_only", "np.stack(path)", "path[-1]",
     hint="You return the last point only. Keep every point on the way, the start first, as rows of one array.")

slip("gradient_descent", "descent_with_one_gradient", "gradient(w)\n", "gradient(path[0])\n",
     hint="Every step uses the gradient at the start. Ask for it again at each new point.")

slip("gradient_descent", "descent_without_rate", "lr * g", "g",
     hint="The learning rate does not scale your steps: multiply the gradient by lr.")

slip("gradient_descent", "descent_normalized", "lr * g", "lr * g / np.linalg.norm(g)",
     hint="Your steps all have the length lr. Gradient descent does not divide by the gradient's length: flat ground "
     "means short steps.")

slip("gradient_descent", "descent_in_float64", "np.stack(path)", "np.stack(path).astype(float)",
     hint="`np.zeros(shape)` is float64, and so your path is, even where the weights are float32. Give it "
     "`dtype=w.dtype`, or stack a list.")

slip("gradient_descent", "descent_that_never_stops", "np.linalg.norm(g) <= tolerance", "False", hint=NEVER_STOPS)

slip("gradient_descent", "descent_that_stops_at_a_large_loss", "<= tolerance", ">= tolerance",
     hint="Your path ends where the gradient is long. It should go on there, and end where the gradient is the "
     "tolerance or shorter.")

slip("gradient_descent", "descent_stops_by_the_largest_entry", "np.linalg.norm(g)", "np.max(np.abs(g))",
     hint="You compare the largest entry of the gradient with the tolerance. Its length is the root of the sum of the "
     "squares of all entries.")

slip("gradient_descent", "descent_stops_by_the_sum", "np.linalg.norm(g)", "np.abs(np.sum(g))",
     hint="You add the entries up before you look at their size, so slopes of opposite signs cancel. The length of the "
     "gradient is the root of the sum of the squares.")

slip("gradient_descent", "descent_stops_by_the_square", "np.linalg.norm(g)", "np.sum(g * g)",
     hint="You compare the squared length of the gradient with the tolerance, so the path ends too early. Take the "
     "root.")

slip("gradient_descent", "descent_stops_by_the_mean_square", "np.linalg.norm(g)", "np.sqrt(np.mean(g * g))",
     hint="You take the root of the *mean* of the squares, so the path ends too early. The length is the root of their "
     "sum.")

slip("gradient_descent", "descent_stops_strictly_below", "np.linalg.norm(g) <= tolerance",
     "np.linalg.norm(g) < tolerance",
     hint="Your path ends only where the gradient is shorter than the tolerance. With a tolerance of 0 it never does, "
     "even where there is no slope at all.")

slip("gradient_descent", "descent_stops_by_any_entry", "np.linalg.norm(g) <= tolerance",
     "np.any(np.abs(g) <= tolerance)",
     hint="Your path ends as soon as one entry of the gradient is small. All of them count, together, as one length.")

slip("gradient_descent", "descent_stops_by_the_step", "np.linalg.norm(g)", "lr * np.linalg.norm(g)",
     hint="You compare the length of the step with the tolerance. A small learning rate makes short steps on steep "
     "ground: compare the length of the gradient.")

slip("gradient_descent", "descent_stops_one_step_late",
     ("        if np.linalg.norm(g) <= tolerance:\n            break\n        w = w - lr * g\n        path.append(w)",
      "        w = w - lr * g\n        path.append(w)\n        if np.linalg.norm(g) <= tolerance:\n            break"),
     hint="You step first and ask afterward, so the path has one point too many. Look at the gradient before the step.")

slip("gradient_descent", "descent_that_waits", "            break\n", "            g = 0 * g\n",
     hint="Your path stands still where it is flat, and writes the same point down again and again. It should end "
     "there.")

slip("gradient_descent", "descent_with_empty_rows", "return np.stack(path)",
     "return np.concatenate([np.stack(path), np.zeros((steps + 1 - len(path), *w.shape), w.dtype)])",
     hint="Your path has steps + 1 rows, also where it has ended sooner: those behind its end are zeros. How many "
     "points has it really?")

slip("gradient_descent", "descent_that_asks_twice", "w - lr * g", "w - lr * gradient(w)",
     hint="You ask for the gradient twice a step, once to look and once to step. It may be expensive: ask once and "
     "keep it.")

slip("gradient_descent", "descent_that_ends_after_a_short_step",
     ("        if np.linalg.norm(g) <= tolerance:\n"
      "            break\n"
      "        w = w - lr * g\n"
      "        path.append(w)",
      "        w = w - lr * g\n"
      "        path.append(w)\n"
      "        if lr * np.linalg.norm(g) <= tolerance:\n"
      "            break"),
     hint="You end after a short *step*. Where the rate is small, steps are short on steep ground too. And look "
     "before you step: the length of the gradient decides.")

slip("gradient_descent", "descent_stops_by_the_sum_of_sizes", "np.linalg.norm(g)", "np.abs(g).sum()",
     hint="You add up the sizes of the entries. The length is the root of the sum of their squares.")

slip("gradient_descent", "descent_stops_by_the_mean_size", "np.linalg.norm(g)", "np.abs(g).mean()",
     hint="You take the mean size of the entries, so the path ends too early. The length is the root of the sum of "
     "their squares.")

slip("gradient_descent", "descent_stops_by_rows", "np.linalg.norm(g)", "np.linalg.norm(g, axis=-1).max()",
     hint="You take the length of each row by itself. The length of the gradient has *all* entries in it, those of a "
     "matrix too.")

slip("gradient_descent", "descent_that_slows_down", "w = w - lr * g", "w = w - lr / len(path) * g",
     hint="Your rate falls from step to step. Here it stays the same.")

slip("gradient_descent", "descent_that_leaves_the_path_behind", "            break\n", "            return w\n",
     hint="Where it is flat you return the last point alone. The whole path is asked for, there as well.")

slip("gradient_descent", "descent_on_the_last_axis", "np.stack(path)", "np.stack(path, axis=-1)",
     hint="Your points lie along the last axis. The first one counts the points of the path.")


# --- sharpest_direction ---------------------------------------------------------------------------------------

slip("sharpest_direction", "sharpest_of_one_side",
     ("gradient(w - epsilon * v)) / (2 * epsilon)", "gradient(w)) / epsilon"),
     hint="You walk to one side of w only. Where the curvature changes, that is off by about epsilon: walk to both "
     "sides.")

slip("sharpest_direction", "sharpest_by_epsilon_alone", "/ (2 * epsilon)", "/ epsilon",
     hint="Your curvature is twice too large: the two points are 2 epsilon apart.")

slip("sharpest_direction", "sharpest_undivided", " / (2 * epsilon)", "",
     hint="You never divide by the distance between the two points, so the curvature comes out in units of epsilon.")

slip("sharpest_direction", "sharpest_times_epsilon", "/ (2 * epsilon)", "/ 2 * epsilon",
     hint="`/ 2 * epsilon` divides by 2 and *multiplies* by epsilon: Python works from left to right. The whole "
     "distance belongs in brackets.")

slip("sharpest_direction", "sharpest_without_a_difference",
     "(gradient(w + epsilon * v) - gradient(w - epsilon * v)) / (2 * epsilon)", "gradient(w + epsilon * v) / epsilon",
     hint="You ask for the gradient on one side and never subtract another. The slope itself tells nothing of how it "
     "*changes*.")

slip("sharpest_direction", "sharpest_without_sign", "return direction @ change(direction), direction",
     "return np.linalg.norm(change(direction)), direction",
     hint="The length of H v has lost the sign: where the loss bends down the curvature is negative. The inner "
     "product of v and H v keeps it.")

slip("sharpest_direction", "sharpest_never_scaled", "direction = product / size", "direction = product",
     hint="You never scale the direction to length 1 again, so it grows or shrinks with every round.")

slip("sharpest_direction", "sharpest_after_one_round", "range(iterations)", "range(1)",
     hint="One multiplication by the Hessian is not enough: repeat it, so that the sharpest part outgrows the others.")

slip("sharpest_direction", "sharpest_by_the_gradient", "product = change(direction)", "product = gradient(w)",
     hint="Your direction is that of the gradient. Multiply the direction by the Hessian: the difference of the "
     "gradients on both sides of w.")

slip("sharpest_direction", "sharpest_at_the_origin", ("gradient(w + epsilon * v)", "gradient(epsilon * v)"),
     ("gradient(w - epsilon * v)", "gradient(-epsilon * v)"),
     hint="You measure the curvature at zero, not at w: walk from w to both sides.")

slip("sharpest_direction", "sharpest_along_an_axis", "rng.standard_normal(len(w))", "np.eye(len(w))[0]",
     hint="The first direction lies along one axis. If the loss does not mix this axis with the others, you never "
     "leave it: draw one with a part along every axis.")

slip("sharpest_direction", "sharpest_from_ones", "rng.standard_normal(len(w))", "np.ones(len(w))",
     hint="You begin with ones, the same each time. A sharpest direction at right angles to them would never be found, "
     "and such a one is common: draw the first direction.")

slip("sharpest_direction", "sharpest_of_one_sign", "rng.standard_normal(len(w))", "rng.random(len(w))",
     hint="All entries of your first direction are positive, so it hardly has a part along directions whose entries "
     "cancel. Draw entries of both signs.")

slip("sharpest_direction", "sharpest_by_a_seed_of_its_own", "rng.standard_normal(len(w))",
     "np.random.default_rng(0).standard_normal(len(w))",
     hint="Your first direction is the same, whatever generator you are given: nothing in it comes from `rng`.")

slip("sharpest_direction", "sharpest_first_not_scaled",
     "    direction = direction / np.linalg.norm(direction)\n    for",
     "    for",
     hint="You scale every direction but the first, so the first walk is far longer than epsilon.")

slip("sharpest_direction", "sharpest_first_scaled_at_the_end",
     ("    direction = direction / np.linalg.norm(direction)\n    for", "    for"),
     ("return 0.0, direction", "return 0.0, direction / np.linalg.norm(direction)"),
     hint="You scale every direction but the first, so the first walk is far longer than epsilon.")


@mistake("sharpest_direction",
         hint="The first direction is not drawn from `rng`: the same seed gives another one each time.")
def sharpest_of_global_chance(solution):
    """Draws from a generator of its own, so that every build freezes the same numbers."""
    return solution.edited(
        "sharpest_direction",
        ("def sharpest_direction", "elsewhere = np.random.default_rng(0)\n\n\ndef sharpest_direction"),
        ("rng.standard_normal(", "elsewhere.standard_normal("),
    )

slip("sharpest_direction", "sharpest_and_flat_is_nan", "if size == 0:", "if False:",
     hint="On ground that does not bend H v is zero, and dividing by its length gives nan. The curvature there is 0.")

slip("sharpest_direction", "sharpest_and_no_direction", "return 0.0, direction", "return 0.0, product",
     hint="On ground that does not bend H v is zero, and you return it as the direction (dividing it by its length and "
     "a little does the same). Return the direction that you had before, of length 1.")

slip("sharpest_direction", "sharpest_by_the_gradient_there",
     "(gradient(w + epsilon * v) - gradient(w - epsilon * v)) / (2 * epsilon)", "gradient(v)",
     hint="You ask for the gradient *at* v, as if v were a place. It is a direction: walk along it, from w a little to "
     "both sides, and see how the gradient changes.")

slip("sharpest_direction", "sharpest_scaled_at_the_end", ("direction = product / size", "direction = product"),
     ("    return direction @ change",
      "    direction = direction / np.linalg.norm(direction)\n    return direction @ change"),
     hint="You scale the direction at the end only. It grows or shrinks with every round, so that you walk ever "
     "farther, or nowhere: scale after *every* multiplication.")

slip("sharpest_direction", "sharpest_scaled_once",
     ("    direction = direction / np.linalg.norm(direction)\n    for", "    for"),
     ("        size = np.linalg.norm(product)\n        if size == 0:\n            return 0.0, direction\n", ""),
     ("direction = product / size", "direction = product"),
     ("    return direction @ change",
      "    direction = direction / np.linalg.norm(direction)\n    return direction @ change"),
     hint="You scale the direction once, at the end. Before that it grows or shrinks with every round, and so does "
     "your walk: scale the first one, too, and after *every* multiplication. (On flat ground H v is zero.)")

slip("sharpest_direction", "sharpest_of_a_sum", "gradient(w + epsilon * v) - ", "gradient(w + epsilon * v) + ",
     hint="You add the two gradients. How the gradient *changes* is their difference.")

slip("sharpest_direction", "sharpest_backward", "return direction @ change", "return -direction @ change",
     hint="The sign of your curvature is turned around: it is positive where the gradient grows along the direction.")


@mistake(
    "sharpest_direction",
    hint="You build the whole Hessian, a column for every weight: with a million weights nobody can pay for that. "
    "Power iteration asks for two gradients a round.",
)
def sharpest_by_the_whole_hessian(solution):
    def sharpest_direction(gradient, w, rng, iterations=50, epsilon=1e-3):
        columns = [(gradient(w + epsilon * e) - gradient(w - epsilon * e)) / (2 * epsilon) for e in np.eye(len(w))]
        curvatures, directions = np.linalg.eigh(np.array(columns))
        at = np.abs(curvatures).argmax()
        return curvatures[at], directions[:, at]

    return sharpest_direction

slip("sharpest_direction", "sharpest_by_the_largest_entry", "direction = product / size",
     "direction = product / np.abs(product).max()",
     hint="You divide by the largest entry, so that your direction is longer than 1, and your curvature grows with the "
     "square of its length.")

slip("sharpest_direction", "sharpest_slope", "return direction @ change(direction), direction",
     "return direction @ gradient(w), direction",
     hint="You return the *slope* at w along your direction. The curvature says how the slope changes.")

slip("sharpest_direction", "sharpest_the_other_way_round", "return direction @ change(direction), direction",
     "return direction, direction @ change(direction)",
     hint="The two results have changed places: the curvature comes first, then the direction.")

slip("sharpest_direction", "sharpest_the_other_way_round_on_flat_ground_too",
     ("return direction @ change(direction), direction", "return direction, direction @ change(direction)"),
     ("return 0.0, direction", "return direction, 0.0"),
     hint="The two results have changed places: the curvature comes first, then the direction.")

slip("sharpest_direction", "sharpest_not_scaled_at_the_end", ("direction = product / size", "direction = product"),
     ("        product = change(direction)\n",
      "        direction = direction / np.linalg.norm(direction)\n        product = change(direction)\n"),
     ("return direction @ change(direction), direction",
      "return direction @ change(direction) / (direction @ direction), direction"),
     hint="Your last direction has not been scaled to length 1, and so the last walk is not epsilon long.")

slip("sharpest_direction", "sharpest_with_an_epsilon_of_its_own",
     ("gradient(w + epsilon * v)", "gradient(w + 1e-3 * v)"), ("gradient(w - epsilon * v)", "gradient(w - 1e-3 * v)"),
     ("(2 * epsilon)", "2e-3"),
     hint="`epsilon` changes nothing in your code: you always walk equally far.")

slip("sharpest_direction", "sharpest_always_fifty", "range(iterations)", "range(50)",
     hint="`iterations` changes nothing in your code: you always make fifty.")

slip("sharpest_direction", "sharpest_of_one_entry", "return direction @ change(direction), direction",
     "return change(direction)[0] / direction[0], direction",
     hint="You compare one entry of H v with one of v. That one may be 0. All of them count, together, in an inner "
     "product.")

slip("sharpest_direction", "sharpest_one_round_less", "range(iterations)", "range(iterations - 1)",
     hint="You multiply once less than `iterations` says. The product that measures the curvature comes on top.")


# --- kind_of_point --------------------------------------------------------------------------------------------

slip("kind_of_point", "kind_by_the_diagonal", "np.linalg.eigvalsh(hessian)", "np.diag(hessian)",
     hint="You look at the diagonal, the curvatures along the axes. The ground may fall between them: take the "
     "eigenvalues.")

slip("kind_of_point", "kind_by_the_determinant",
     ("rises, falls = curvatures > tolerance, curvatures < -tolerance",
      "rises = np.array([np.prod(curvatures) > tolerance])\n    falls = np.array([np.prod(curvatures) < -tolerance])"),
     hint="The determinant multiplies all eigenvalues, so two that fall look like two that rise. Look at each sign.")

slip("kind_of_point", "kind_by_the_trace",
     ("rises, falls = curvatures > tolerance, curvatures < -tolerance",
      "rises = np.array([np.sum(curvatures) > tolerance])\n    falls = np.array([np.sum(curvatures) < -tolerance])"),
     hint="The trace adds all eigenvalues up, and a sharp rise hides a fall. Look at each sign.")

slip("kind_of_point", "kind_without_undecided", 'return "maximum" if falls.all() else "undecided"', 'return "maximum"',
     hint="What neither rises everywhere nor has both signs is not yet a maximum: where an eigenvalue counts as zero "
     "and the others do not settle it, the answer is undecided.")

slip("kind_of_point", "kind_flat_is_a_saddle", "rises.any() and falls.any()", "not rises.all() and not falls.all()",
     hint="A direction that is flat does not make a saddle: that takes one that rises and one that falls.")

slip("kind_of_point", "kind_flat_counts_as_rising", "curvatures > tolerance,", "curvatures > -tolerance,",
     hint="An eigenvalue of zero counts as rising in your code. Where one is zero and the rest rises, second "
     "derivatives can't tell.")

slip("kind_of_point", "kind_semidefinite",
     ("    if rises.any() and falls.any():\n        return \"saddle\"\n    if rises.all():", "    if not falls.any():"),
     ('return "maximum" if falls.all() else "undecided"', 'return "maximum" if not rises.any() else "saddle"'),
     hint="You ask whether nothing falls, and call that a minimum (and the same upside down). A flat direction does "
     "not fall either, and may still do so farther out: ask whether *every* direction rises.")

slip("kind_of_point", "kind_by_exact_zero", "curvatures > tolerance, curvatures < -tolerance",
     "curvatures > 0, curvatures < 0",
     hint="You compare with 0 exactly. An eigenvalue of zero comes out as some 1e-17 of either sign: what is the "
     "tolerance for?")

slip("kind_of_point", "kind_without_tolerance", "curvatures > tolerance, curvatures < -tolerance",
     "curvatures > 1e-8, curvatures < -1e-8",
     hint="The tolerance changes nothing in your code: eigenvalues of its size or less count as zero.")

slip("kind_of_point", "kind_saddle_only_without_flat", "rises.any() and falls.any()",
     "rises.any() and falls.any() and (rises | falls).all()",
     hint="One direction that rises and one that falls settle it: a saddle, even where a third is flat.")

slip("kind_of_point", "kind_upside_down", ('return "minimum"', 'return "maximum"'),
     ('return "maximum" if', 'return "minimum" if'),
     hint="Minimum and maximum have changed places: where every direction rises, the point is the lowest around.")

slip("kind_of_point", "kind_one_fall_is_a_saddle", "rises.any() and falls.any()", "falls.any() and not falls.all()",
     hint="One direction that falls is enough for a saddle in your code, even beside flat ones. It takes one that "
     "rises, too.")

slip("kind_of_point", "kind_the_tolerance_itself", "curvatures > tolerance, curvatures < -tolerance",
     "curvatures >= tolerance, curvatures <= -tolerance",
     hint="An eigenvalue of exactly the tolerance counts as curved in your code. Which ones count as zero?")

slip("kind_of_point", "kind_flat_counts_as_falling", "falls.all()", "(curvatures < tolerance).all()",
     hint="Flat directions count as falling in your code: an eigenvalue has to be below *minus* the tolerance.")

slip("kind_of_point", "kind_in_two_words", '"saddle"', '"saddle point"',
     hint="The word asked for is shorter: one of the four in the docstring.")


@mistake("kind_of_point", hint="The words are written with small letters, as in the docstring.")
def kind_with_a_capital(solution):
    original = solution.definitions["kind_of_point"]
    return lambda hessian, tolerance=1e-8: original(hessian, tolerance).capitalize()


@mistake(
    "kind_of_point",
    hint="You go by the determinant and the first entry. That is a rule for two weights; with three, or where one "
    "direction is flat, it goes wrong. Look at each eigenvalue's sign.",
)
def kind_by_the_rule_for_two(solution):
    def kind_of_point(hessian, tolerance=1e-8):
        determinant = np.linalg.det(hessian)
        if abs(determinant) <= tolerance:
            return "undecided"
        if determinant < 0:
            return "saddle"
        return "minimum" if hessian[0, 0] > 0 else "maximum"

    return kind_of_point


slip("kind_of_point", "kind_flat_beside_rising", ("if rises.all():", "if rises.any() and not falls.any():"),
     ('"maximum" if falls.all()', '"maximum" if falls.any() and not rises.any()'),
     hint="Where some directions rise and the others are flat, you say minimum (and the same upside down). What is "
     "flat to second order may fall farther out.")

slip("kind_of_point", "kind_by_a_share_of_the_largest", "= curvatures > tolerance, curvatures < -tolerance",
     "= [sign * curvatures > tolerance * np.abs(curvatures).max() for sign in (1, -1)]",
     hint="Your tolerance is a share of the largest eigenvalue. It is meant as it stands: this size or less counts as "
     "zero.")

slip("kind_of_point", "kind_by_the_lowest", "return \"maximum\" if falls.all() else \"undecided\"",
     "return \"maximum\" if falls.any() else \"undecided\"",
     hint="One direction that falls beside flat ones is a maximum in your code. It takes *every* direction.")

slip("kind_of_point", "kind_by_singular_values", "np.linalg.eigvalsh(hessian)",
     "np.linalg.svd(hessian, compute_uv=False)",
     hint="Singular values are never negative, so that nothing ever falls in your code. Eigenvalues have a sign.")

slip("kind_of_point", "kind_by_the_entries", "np.linalg.eigvalsh(hessian)", "np.ravel(hessian)",
     hint="You look at the entries of the matrix. Those off the diagonal are no curvatures: take the eigenvalues.")

slip("kind_of_point", "kind_by_the_eigenvectors", "np.linalg.eigvalsh(hessian)", "np.linalg.eigh(hessian)[1]",
     hint="`np.linalg.eigh` returns two things, and you take the second: the eigen*vectors*. The curvatures are the "
     "first.")

slip("kind_of_point", "kind_by_the_product_of_signs", "rises.any() and falls.any()",
     "np.prod(curvatures) < -tolerance",
     hint="The product of the eigenvalues is negative only for an odd number of falling directions, and 0 beside a "
     "flat one. One that rises and one that falls settle it.")


@mistake(
    "kind_of_point",
    hint='Your last `if` has an `else` of its own, so that "undecided" overwrites what was found before.',
)
def kind_overwritten(solution):
    def kind_of_point(hessian, tolerance=1e-8):
        curvatures = np.linalg.eigvalsh(hessian)
        return "maximum" if (curvatures < -tolerance).all() else "undecided"

    return kind_of_point


# --- gradient_noise -------------------------------------------------------------------------------------------

slip("gradient_noise", "noise_uncorrected", "noise if replace else noise * (n - batch_size) / (n - 1)", "noise",
     hint="Without replacement there is less noise, and none when the batch is the whole set: the factor "
     "(N - B) / (N - 1) is missing.")

slip("gradient_noise", "noise_corrected_always", "noise if replace else noise * (n", "noise * (n",
     hint="The factor (N - B) / (N - 1) is for draws without replacement only.")

slip("gradient_noise", "noise_swapped", "if replace else", "if not replace else",
     hint="The two cases have changed places: the factor belongs to draws without replacement.")

slip("gradient_noise", "noise_corrected_by_n", "(n - 1)", "n",
     hint="The factor is (N - B) / (N - 1), not (N - B) / N: a batch of one has the full noise.")


@mistake("gradient_noise", hint="You took the root: asked for is the expected squared distance.")
def noise_as_distance(solution):
    original = solution.definitions["gradient_noise"]
    return lambda gradients, batch_size, replace=False: np.sqrt(original(gradients, batch_size, replace))

slip("gradient_noise", "noise_per_coordinate", "np.sum(scatter**2) / n", "np.mean(scatter**2)",
     hint="You average over the coordinates. A squared distance is the sum over them; average over the examples only.")

slip("gradient_noise", "noise_added_up", "np.sum(scatter**2) / n", "np.sum(scatter**2)",
     hint="You add up over the examples. S^2 is their *mean* squared distance.")

slip("gradient_noise", "noise_divided_twice", "/ batch_size\n", "/ batch_size**2\n",
     hint="You divide by the batch size squared. B terms of variance S^2 add up to B S^2 before they are divided by "
     "B^2.")

slip("gradient_noise", "noise_multiplied", "/ batch_size\n", "* batch_size\n",
     hint="A larger batch has less noise, but yours has more: divide by its size.")

slip("gradient_noise", "noise_of_a_sample", "np.sum(scatter**2) / n /", "np.sum(scatter**2) / (n - 1) /",
     hint="You divide by N - 1, as for an estimate from a sample. Here the N examples are all there are: S^2 is their "
     "mean squared distance, divided by N.")

slip("gradient_noise", "noise_around_zero", "gradients - gradients.mean(axis=0)", "gradients",
     hint="This is the mean squared length of the gradients: subtract the full gradient from each first.")

slip("gradient_noise", "noise_around_the_wrong_mean", "gradients.mean(axis=0)",
     "gradients.mean(axis=1, keepdims=True)",
     hint="The mean runs over the coordinates. The full gradient is the mean over the examples, axis 0.")

slip("gradient_noise", "noise_as_variance_of_all_numbers", ("gradients.mean(axis=0)", "gradients.mean()"),
     ("np.sum(scatter**2) / n", "np.mean(scatter**2)"),
     hint="This is the variance of all the numbers, around one mean for all. The full gradient has a mean for each "
     "coordinate (axis 0), and the squared distance is the sum over the coordinates.")

slip("gradient_noise", "noise_that_cancels", ("gradients - gradients.mean(axis=0)", "gradients"),
     ("np.sum(scatter**2) / n", "(np.sum(scatter**2) / n - np.sum(gradients.mean(axis=0) ** 2))"),
     hint="The mean of the squares minus the square of the mean: right on paper, but with a large mean the digits that "
     "count cancel. Subtract the mean first, then square.")

slip("gradient_noise", "noise_correction_upside_down", "(n - batch_size) / (n - 1)", "(n - 1) / (n - batch_size)",
     hint="Your factor for draws without replacement is upside down: it makes the noise larger, and infinite for a "
     "batch of all.")

slip("gradient_noise", "noise_of_one_less", "(n - batch_size) / (n - 1)", "(n - batch_size - 1) / (n - 1)",
     hint="A batch of one has to have the full noise, and a batch of all none: your factor is one example off.")

slip("gradient_noise", "noise_of_the_mean_distance", "np.sum(scatter**2) / n",
     "np.mean(np.linalg.norm(scatter, axis=1)) ** 2",
     hint="You square the mean distance. Asked for is the mean of the squared distances.")

slip("gradient_noise", "noise_of_deviations", "np.sum(scatter**2) / n", "np.sum(gradients.std(axis=0))",
     hint="You add up standard deviations. What adds up is their squares.")

slip("gradient_noise", "noise_by_the_root_of_the_batch", "/ batch_size\n", "/ np.sqrt(batch_size)\n",
     hint="You divide by the root of the batch size, as is right for a distance. Here it is the *squared* distance.")

slip("gradient_noise", "noise_around_one_mean", "gradients.mean(axis=0)", "gradients.mean()",
     hint="You measure from one mean for all numbers. The full gradient has a mean for each coordinate.")

slip("gradient_noise", "noise_with_weights_for_examples", "(n - batch_size) / (n - 1)",
     "(gradients.shape[1] - batch_size) / (gradients.shape[1] - 1)",
     hint="N is the number of weights in your factor. It is the number of examples, one a row.")

slip("gradient_noise", "noise_corrected_at_the_end_only", "noise if replace else noise * (n - batch_size) / (n - 1)",
     "noise if replace or batch_size < n else 0.0",
     hint="A batch of all has no noise in your code, and every smaller one the full noise. It falls all the way.")

slip("gradient_noise", "noise_of_any_batch", (" / n / batch_size\n", " / n\n"),
     ("noise if replace else noise * (n - batch_size) / (n - 1)", "noise"),
     hint="Your answer is the same for every batch size. A larger batch has less noise.")

slip("gradient_noise", "noise_of_the_worst", "np.sum(scatter**2) / n", "np.max(np.sum(scatter**2, axis=1))",
     hint="You take the largest squared distance. Asked for is the mean over the examples.")

slip("gradient_noise", "noise_of_all_covariances", "np.sum(scatter**2) / n", "np.sum(np.cov(gradients.T, bias=True))",
     hint="You add up the whole covariance matrix. A squared distance is the sum of the variances alone, on its "
     "diagonal.")

slip("gradient_noise", "noise_with_the_root_of_the_factor", "noise * (n - batch_size) / (n - 1)",
     "noise * np.sqrt((n - batch_size) / (n - 1))",
     hint="You take the root of the factor for draws without replacement. That would be right for a distance; here it "
     "is squared.")


# --- minibatches ----------------------------------------------------------------------------------------------

slip("minibatches", "batches_unshuffled", "rng.permutation(n)", "np.arange(n)",
     hint="The examples come in their old order, the same in every epoch: shuffle before you cut.")

slip("minibatches", "batches_without_rest", "range(0, n, batch_size)", "range(0, n - batch_size + 1, batch_size)",
     hint="The last, smaller batch is missing, and with it some examples in every epoch.")


@mistake(
    "minibatches",
    hint="You shuffle the batches, not the examples: neighbors stay together for all time. Shuffle first, then cut.",
)
def batches_of_neighbors(solution):
    def minibatches(n, batch_size, rng, replace=False):
        starts = range(0, n, batch_size)
        if replace:
            return [rng.integers(0, n, batch_size) for _ in starts]
        batches = [np.arange(start, min(start + batch_size, n)) for start in starts]
        rest = [batches.pop()] if n % batch_size else []
        return [batches[i] for i in rng.permutation(len(batches))] + rest

    return minibatches


@mistake(
    "minibatches",
    hint="Each batch is drawn from the full set anew, so in one epoch some examples come twice and others never. "
    "Shuffle once an epoch and cut.",
)
def batches_each_on_its_own(solution):
    def minibatches(n, batch_size, rng, replace=False):
        sizes = [min(batch_size, n - start) for start in range(0, n, batch_size)]
        return [rng.choice(n, batch_size if replace else size, replace=replace) for size in sizes]

    return minibatches


@mistake(
    "minibatches",
    hint="The randomness is not from `rng`, so a seed does not repeat the experiment: `rng.permutation`, not "
    "`np.random.permutation`.",
)
def batches_of_global_chance(solution):
    """Draws from a generator of its own, so that every build freezes the same numbers."""
    return solution.edited(
        "minibatches",
        ("def minibatches", "elsewhere = np.random.default_rng(0)\n\n\ndef minibatches"),
        ("rng.permutation", "elsewhere.permutation"),
        ("rng.integers", "elsewhere.integers"),
    )

slip("minibatches", "batches_always_alike", "starts = range", "rng = np.random.default_rng(0)\n    starts = range",
     hint="A generator with a fixed seed inside the function deals the same cards in every epoch. Use the one that you "
     "are given.")

slip("minibatches", "batches_never_replaced", "if replace:", "if False:",
     hint="`replace=True` changes nothing in your code: it still draws without replacement.")

slip("minibatches", "batches_replaced_between_only", "rng.integers(0, n, batch_size)",
     "rng.choice(n, batch_size, replace=False)",
     hint="Within a batch you draw without replacement. With replacement every index is drawn independently, so that "
     "one may come twice in the same batch.")

slip("minibatches", "batches_with_a_short_draw",
     ("return [rng.integers(0, n, batch_size) for _ in starts]", "order = rng.integers(0, n, n)"),
     ("order = rng.permutation(n)", "order = order if replace else rng.permutation(n)"),
     hint="With replacement there is no rest: the last batch is full too.")

slip("minibatches", "batches_without_the_last_example", "rng.integers(0, n, batch_size)",
     "rng.integers(0, n - 1, batch_size)",
     hint="The last example is never drawn: the upper end of `rng.integers(0, n)` is already left out, so n - 1 is one "
     "too few.")


slip("minibatches", "batches_resampled_within_slices",
     ("return [rng.integers(0, n, batch_size) for _ in starts]",
      "deck = rng.permutation(n)\n        return [rng.choice(deck[i : i + batch_size], batch_size) for i in starts]"),
     hint="With replacement each of your batches is drawn from a slice of its own, so that no example is in two "
     "batches. Every index is drawn from all n.")

slip("minibatches", "batches_of_even_sizes",
     "[order[start : start + batch_size] for start in starts]", "np.array_split(order, len(starts))",
     hint="Your batches are as even as possible. Here all are full but for the last: the first batch_size cards, the "
     "next, and so on.")

slip("minibatches", "batches_of_even_sizes_and_fewer",
     ("[order[start : start + batch_size] for start in starts]", "np.array_split(order, n // batch_size)"),
     ("for _ in starts]", "for _ in starts[: n // batch_size]]"),
     hint="Your batches are as even as possible, and there are n // batch_size of them. All are full but for the last, "
     "which holds what is left over: their number is rounded *up*.")

slip("minibatches", "batches_of_even_sizes_rounded_down", "[order[start : start + batch_size] for start in starts]",
     "np.array_split(order, n // batch_size)",
     hint="You cut the deck into n // batch_size parts, as even as possible. All are full but for the last, which "
     "holds what is left over.")

slip("minibatches", "batches_yielded", ("return [rng.integers(0, n, batch_size) for _ in starts]", "order = None"),
     ("    order = rng.permutation(n)\n    return [order[start : start + batch_size] for start in starts]",
      "    order = None if replace else rng.permutation(n)\n    for start in starts:\n"
      "        yield rng.integers(0, n, batch_size) if replace else order[start : start + batch_size]"),
     hint="`yield` makes a generator, which deals only when it is asked, and only once. Collect the batches in a list "
     "and return it.")

slip("minibatches", "batches_shuffled_alike", "rng.permutation(n)", "np.random.default_rng(0).permutation(n)",
     hint="You shuffle with a generator of your own, so that every epoch has the same order. Use the `rng` that you "
     "are given.")

slip("minibatches", "batches_by_their_number",
     "[order[start : start + batch_size] for start in starts]", "np.array_split(order, batch_size)",
     hint="You take batch_size for the number of batches. It is the number of examples in each.")

slip("minibatches", "batches_with_the_last_card_last", "rng.permutation(n)", "np.append(rng.permutation(n - 1), n - 1)",
     hint="The last example is never shuffled: it comes at the end of every epoch.")

slip("minibatches", "batches_and_an_empty_one", "range(0, n, batch_size)", "range(0, n + 1, batch_size)",
     hint="Where batch_size divides n, you have a batch too many: an empty one, or one drawn in vain.")

slip("minibatches", "batches_rounded_down_with_replacement", "for _ in starts]", "for _ in starts[: n // batch_size]]",
     hint="With replacement you have a batch less than without: the number is rounded up both times.")

slip("minibatches", "batches_shuffled_within", ("    order = rng.permutation(n)\n", ""),
     ("[order[start : start + batch_size] for start in starts]",
      "[rng.permutation(np.arange(start, min(start + batch_size, n))) for start in starts]"),
     hint="You shuffle within each batch, but the same examples meet in every epoch. Shuffle all of them before you "
     "cut.")

slip("minibatches", "batches_of_floats", "rng.permutation(n)", "rng.permutation(n).astype(float)",
     hint="Your indices are floats, and nothing can be picked with them.")

slip("minibatches", "batches_counted_from_one", "rng.permutation(n)", "1 + rng.permutation(n)",
     hint="Your indices run from 1 to n. In Python the first example is number 0.")

slip("minibatches", "batches_filled_up", "    return [order",
     "    order = np.concatenate([order, order[: -n % batch_size]])\n    return [order",
     hint="You fill the last batch up with examples that have had their turn. It may be smaller.")

slip("minibatches", "batches_that_overlap", "start + batch_size]", "start + batch_size + 1]",
     hint="Each batch has one example too many, which comes again in the next: a slice leaves its end out already.")

slip("minibatches", "batches_replaced_the_other_way", "if replace:", "if not replace:",
     hint="You draw with replacement where `replace` is False, and the other way round.")


# --- repaired_epoch -------------------------------------------------------------------------------------------

slip("repaired_epoch", "repaired_sum_over_all", "for i in rows) / len(rows)", "for i in order) / len(order)",
     hint="Every update still uses all examples. It should use those of its own batch.")

slip("repaired_epoch", "repaired_without_mean", " / len(rows)", "",
     hint="You step along the sum of the batch's gradients. The mean loss has their mean.")

slip("repaired_epoch", "repaired_sum_over_all_without_mean", "for i in rows) / len(rows)", "for i in order)",
     hint="Two bugs are left: every update still uses all examples, and their sum where the mean belongs.")


@mistake(
    "repaired_epoch",
    hint="This is the loop as it stood above, with all its bugs. Begin with the sum: over which examples does it run?",
)
def repaired_not_at_all(solution):
    return solution.definitions["epoch_as_it_circulates"]


slip("repaired_epoch", "repaired_mean_over_the_whole_set", "/ len(rows)", "/ len(x)",
     hint="You divide the batch's sum by the number of all examples. The mean is over the examples in the batch.")

slip("repaired_epoch", "repaired_mean_over_batch_size", "/ len(rows)", "/ batch_size",
     hint="The last batch may be smaller, and its mean is over the examples that are in it.")

slip("repaired_epoch", "repaired_without_the_rest", "range(0, len(order), batch_size)",
     "range(0, len(order) - batch_size + 1, batch_size)",
     hint="The examples that are left over at the end are still never used. They make a last, smaller batch.")

slip("repaired_epoch", "repaired_in_even_parts",
     ("for start in range(0, len(order), batch_size):\n        rows = order[start : start + batch_size]\n",
      "for rows in np.array_split(order, -(-len(order) // batch_size)):\n"),
     hint="Your batches are as even as possible. They should be full, all but the last: nine examples in batches of "
     "four are 4, 4, and 1.")

slip("repaired_epoch", "repaired_count_as_printed", "return w, updates", "return w, len(x) / batch_size",
     hint="Nobody makes a third of an update: count those that your loop makes.")

slip("repaired_epoch", "repaired_count_rounded_down", "return w, updates", "return w, len(x) // batch_size",
     hint="The last, smaller batch makes an update too. Count those that your loop makes.")

slip("repaired_epoch", "repaired_without_the_order", "order[start : start + batch_size]",
     "range(start, min(start + batch_size, len(x)))",
     hint="You take the examples in their old order. The shuffled one is in `order`.")

slip("repaired_epoch", "repaired_uphill", "w - lr", "w + lr", hint=UPHILL)

slip("repaired_epoch", "repaired_steps_within_the_batch",
     ("        g = sum(gradient(w, x[i], y[i]) for i in rows) / len(rows)\n        w = w - lr * g",
      "        for i in rows:\n            w = w - lr * gradient(w, x[i], y[i]) / len(rows)"),
     hint="You move the weights after each example, so the next gradient of the batch is asked at another place. All "
     "gradients of a batch are taken at the same weights.")

slip("repaired_epoch", "repaired_without_the_rest_but_counted",
     ("range(0, len(order), batch_size)", "range(0, len(order) - batch_size + 1, batch_size)"),
     ("return w, updates", "return w, -(-len(x) // batch_size)"),
     hint="Your count is right, but your loop makes one update less: the examples that are left over are never used.")

slip("repaired_epoch", "repaired_steps_of_a_share",
     ("        g = sum(gradient(w, x[i], y[i]) for i in rows) / len(rows)\n        w = w - lr * g",
      "        for i in rows:\n            w = w - lr * gradient(w, x[i], y[i]) / batch_size"),
     hint="You move the weights after each example, by a share of a step. All gradients of a batch are taken at the "
     "same weights: add them up first. And the last batch may be smaller than `batch_size`.")

slip("repaired_epoch", "repaired_mean_of_nothing", "range(0, len(order), batch_size)",
     "range(0, len(order) + 1, batch_size)",
     hint="Where batch_size divides the number of examples your loop makes a batch too many. It is empty, and its mean "
     "divides by zero.")

slip("repaired_epoch", "repaired_mean_of_all_numbers", "sum(gradient(w, x[i], y[i]) for i in rows) / len(rows)",
     "np.mean([gradient(w, x[i], y[i]) for i in rows])",
     hint="`np.mean` without an axis makes one number of everything, so that all weights move alike. The mean runs "
     "over the examples.")

slip("repaired_epoch", "repaired_all_at_once", "sum(gradient(w, x[i], y[i]) for i in rows) / len(rows)",
     "gradient(w, x[rows], y[rows])",
     hint="You hand a whole batch to `gradient`, which takes one example. Ask it once an example.")

slip("repaired_epoch", "repaired_numbered_within_the_batch", "for i in rows)", "for i in range(len(rows)))",
     hint="You use examples 0, 1, 2 ... in every batch. Which ones belong to it is in `order`.")

slip("repaired_epoch", "repaired_count_of_examples", "updates += 1", "updates += len(rows)",
     hint="You count examples. An update is one step of the weights.")

slip("repaired_epoch", "repaired_gradients_at_the_start", ("    updates = 0\n", "    updates, first = 0, w\n"),
     ("gradient(w, x[i]", "gradient(first, x[i]"),
     hint="All your gradients are asked for at the weights of the start. Each batch looks from where the last one led.")

slip("repaired_epoch", "repaired_divided_twice", "/ len(rows)", "/ len(rows) / batch_size",
     hint="You divide by the size of the batch twice, so that your steps are too short.")

slip("repaired_epoch", "repaired_without_a_count", "return w, updates", "return w",
     hint="The weights come back alone. The number of updates is asked for as well, behind them.")

slip("repaired_epoch", "repaired_shuffled_again", "    updates = 0\n",
     "    updates, order = 0, np.random.default_rng(0).permutation(order)\n",
     hint="You shuffle once more. `order` is shuffled already, and the first batch is its first part.")

slip("repaired_epoch", "repaired_by_every_third",
     ("for start in range(0, len(order), batch_size):\n        rows = order[start : start + batch_size]\n",
      "batches = -(-len(order) // batch_size)\n"
      "    for start in range(batches):\n"
      "        rows = order[start::batches]\n"),
     hint="You deal the examples round and round. The first batch is the first batch_size of them, one behind "
     "another.")

slip("repaired_epoch", "repaired_with_an_empty_batch",
     ("range(0, len(order), batch_size)", "range(0, len(order) + 1, batch_size)"),
     ("/ len(rows)", "/ max(len(rows), 1)"),
     hint="Where batch_size divides the number of examples you make and count an update with an empty batch.")

slip("repaired_epoch", "repaired_with_the_rest_first",
     ("for start in range(0, len(order), batch_size):\n        rows = order[start : start + batch_size]\n",
      "for stop in range(len(order) % batch_size or batch_size, len(order) + 1, batch_size):\n"
      "        rows = order[max(stop - batch_size, 0) : stop]\n"),
     hint="Your small batch comes first. It is what is left over at the end.")

slip("repaired_epoch", "repaired_last_gradient_alone", "sum(gradient(w, x[i], y[i]) for i in rows) / len(rows)",
     "[gradient(w, x[i], y[i]) for i in rows][-1] / len(rows)",
     hint="Only the batch's last gradient is left in your step: each one overwrites the one before. Add them up.")

slip("repaired_epoch", "repaired_sum_that_grows", ("    updates = 0\n", "    updates, g = 0, 0\n"),
     ("g = sum(", "g = g + sum("),
     hint="Your sum is never set back, so that each step has the gradients of all batches before in it, too.")

slip("repaired_epoch", "repaired_with_other_labels", "gradient(w, x[i], y[i]) for i in rows",
     "gradient(w, x[i], y[j]) for j, i in enumerate(rows)",
     hint="You pair inputs with the labels of other examples: both are picked by the same number.")

slip("repaired_epoch", "repaired_after_one_batch", "        updates += 1\n",
     "        updates += 1\n        return w, updates\n",
     hint="Your function returns inside its loop, after the first batch.")

slip("repaired_epoch", "repaired_results_exchanged", "return w, updates", "return updates, w",
     hint="The two results have changed places: the weights come first, then the count.")

slip("repaired_epoch", "repaired_one_by_one", ("range(0, len(order), batch_size)", "range(len(order))"),
     ("order[start : start + batch_size]", "order[start : start + 1]"),
     hint="You make an update for each example, whatever `batch_size` is.")


# --- two_hundred_looks ----------------------------------------------------------------------------------------

slip("two_hundred_looks", "looks_in_one_step", ("minibatches(n, 1, rng)[:200]", "minibatches(n, 200, rng)[:1]"),
     ("late[100:]", "late"),
     hint="You spend all looks on one step. However good its gradient is, it moves the weights once.")

slip("two_hundred_looks", "looks_in_ten_steps", ("minibatches(n, 1, rng)[:200]", "minibatches(n, 20, rng)[:10]"),
     ("np.mean(late[100:], axis=0)", "w"),
     hint="Batches of 20 leave you ten steps, too few at this rate. How many steps can 200 looks be?")

slip("two_hundred_looks", "looks_from_random_weights", "np.zeros((64, 10))", "rng.standard_normal((64, 10))",
     hint="You start from random weights. The docstring wants zeros: a softmax regression has no symmetry to break.")

slip("two_hundred_looks", "looks_too_timid", "0.5 * gradient", "0.01 * gradient",
     hint="Your weights have hardly moved: the rate is far too small for so few steps.")


@mistake("two_hundred_looks",
         hint="Your digits are not drawn from `rng`, so nobody can repeat your run: the same seed gives other weights.")
def looks_of_global_chance(solution):
    """Draws from a generator of its own, so that every build freezes the same numbers."""
    return solution.edited(
        "two_hundred_looks",
        ("def two_hundred_looks", "elsewhere = np.random.default_rng(0)\n\n\ndef two_hundred_looks"),
        ("minibatches(n, 1, rng)", "minibatches(n, 1, elsewhere)"),
    )


slip("two_hundred_looks", "looks_at_one_batch",
     ("minibatches(n, 1, rng)[:200]", "minibatches(n, 20, rng)[:1] * 10"), ("late[100:]", "late[5:]"),
     hint="All your steps look at the same batch. A fresh digit teaches more than one that you know.")

slip("two_hundred_looks", "looks_uphill", "w - 0.5", "w + 0.5", hint=UPHILL)

slip("two_hundred_looks", "looks_at_the_same_digits", "minibatches(n, 1, rng)[:200]", "[np.array([0])] * 200",
     hint="You look at the same digit again and again. A fresh look teaches more.")

slip("two_hundred_looks", "looks_beyond_the_budget", "[:200]", "[:400]",
     hint="You spend more than 200 looks. A batch of B digits costs B of them.")

slip("two_hundred_looks", "looks_without_a_landing", ("np.mean(late[100:], axis=0)", "w"), ("0.5 *", "1.0 *"),
     hint="Your steps are as long at the end as at the beginning, so the last weights lie anywhere in the cloud. Take "
     "shorter steps at the end, or the middle of the last ones.")

slip("two_hundred_looks", "looks_without_a_step", "        w = w - 0.5", "        w - 0.5",
     hint="You work a step out and throw it away: your weights are still zeros. Give the result a name.")

slip("two_hundred_looks", "looks_at_a_number", "gradient(w, rows)", "gradient(w, rows[0])",
     hint="You hand a single number to `gradient`. It takes rows: an array of indices, even of one.")


# --- quiz -----------------------------------------------------------------------------------------------------


wrong_letters(
    "quiz_largest_rate",
    a="1 / 10 is the rate that reaches the bottom of the sharpest direction in one step. A longer step "
      "overshoots and may still come closer.",
    c="2 / 5 is the cliff of a curvature of 5. But this loss has no half in front, and differentiating its "
      "squares twice leaves a 2.",
    d="2 and 5 do meet in a fraction. But the sharper the loss, the smaller the rate has to be.",
)

wrong_letters(
    "quiz_room_left",
    b="1 / 0.8 would be right if the factor grew in proportion to the rate. But the factor is 1 - eta h.",
    c="1.8 is eta h itself. Up to which value may it grow, and by what is it multiplied on the way there?",
    d="Jumping from side to side does show that the rate is past the best one. But every jump ends nearer "
      "to the minimum, so it has not diverged yet.",
)

wrong_letters(
    "quiz_count_updates",
    a="390 full batches in each of ten epochs are 3,900. The smaller batch at an epoch's end is an update, "
      "too.",
    b="50,000 / 128 x 10 = 3,906.25. Nobody makes a quarter of an update, so when is it rounded, and which "
      "way?",
    c="Rounding up is right, since the last batch is used. But every epoch has a last batch of its own.",
)

wrong_letters(
    "quiz_no_slope",
    a="1 and 2, the curvatures along the two axes, are above zero. A minimum needs that along every "
      "direction: try (1, -1).",
    c="A maximum falls in every direction. Along the first axis the curvature is 1: the ground rises there.",
    d="Where an eigenvalue is exactly zero they can't. Is one? The product of the eigenvalues is the "
      "determinant.",
)

wrong_letters(
    "quiz_unbiased",
    a="It has the least noise of the three. But the weights have been fitted to these very examples: is "
      "their gradient the same as that of new ones, on average?",
    b="Its mean is the gradient of the training set, so it is unbiased for the training loss. The question "
      "is about new examples.",
    d="At the very first weights, drawn at random, that is true. After a while two of them share the training "
      "set with the weights: does that matter on average?",
)
