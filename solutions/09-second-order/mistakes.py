"""Known wrong implementations of `09-second-order`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is long
because it is a list: one entry a mistake, in the order of the notebook.
"""

import numpy as np

from grader.author import mistake, slip

# --- newton_step ----------------------------------------------------------------------------------------------

slip("newton_step", "newton_by_the_inverse", "np.linalg.solve(hessian + damping * np.eye(len(gradient)), gradient)",
     "np.linalg.inv(hessian + damping * np.eye(len(gradient))) @ gradient",
     hint="The formula is right, but an inverse loses digits: with a condition number of 1e10 half of them are gone. "
     "Which call solves one system of equations?")

slip("newton_step", "newton_uphill", "return -np", "return np",
     hint="Your step has the opposite sign. The equation has minus the gradient on its right side.")

slip("newton_step", "newton_without_damping", "hessian + damping * np.eye(len(gradient))", "hessian",
     hint="The damping plays no part in your step. It belongs on the left side of the equation.")

slip("newton_step", "newton_damping_everywhere", "damping * np.eye(len(gradient))", "damping",
     hint="A number added to a matrix is added to all its entries. Only the eigenvalues should grow: which matrix has "
     "them all equal?")

slip("newton_step", "newton_damping_taken_away", "hessian + damping", "hessian - damping",
     hint="Your damping lowers the curvatures instead of raising them, so the step becomes longer.")

slip("newton_step", "newton_damping_in_proportion", "damping * np.eye(len(gradient))",
     "damping * np.diag(np.diag(hessian))",
     hint="You raise each entry of the diagonal in proportion to itself. That is another rule (Marquardt's): here all "
     "get the same.")

slip("newton_step", "newton_axis_by_axis",
     "np.linalg.solve(hessian + damping * np.eye(len(gradient)), gradient)", "gradient / (np.diag(hessian) + damping)",
     hint="You divide each slope by its own curvature. That is right only if the Hessian is diagonal; its other "
     "entries tie the weights together.")

slip("newton_step", "newton_damped_after",
     "np.linalg.solve(hessian + damping * np.eye(len(gradient)), gradient)",
     "np.linalg.solve(hessian, gradient) / (1 + damping)",
     hint="You shorten the finished step. Damping changes its direction too: it enters the equation before it is "
     "solved.")

slip("newton_step", "newton_times_the_matrix",
     "np.linalg.solve(hessian + damping * np.eye(len(gradient)), gradient)",
     "(hessian + damping * np.eye(len(gradient))) @ gradient",
     hint="You multiply by the matrix. The step is what the matrix has to be multiplied *by* to give minus the "
     "gradient.")


# --- hessian_vector_product -----------------------------------------------------------------------------------

slip("hessian_vector_product", "product_without_the_length", "return length * (", "return (",
     hint="Your product is that of a vector of length 1. What has to happen to it if v is three times as long?")

slip("hessian_vector_product", "product_walks_as_far_as_v", ("u = v / length", "u = v"),
     ("return length * (", "return ("),
     hint="You walk epsilon times the length of v. With a long v that is far away, where the curvature is another; "
     "with a tiny one nothing but rounding is left.")

slip("hessian_vector_product", "product_of_one_side", "gradient(w - epsilon * u)) / (2 * epsilon)",
     "gradient(w)) / epsilon",
     hint="You walk to one side of w only. The docstring asks for both sides, which is more accurate.")

slip("hessian_vector_product", "product_over_one_epsilon", "(2 * epsilon)", "epsilon",
     hint="Twice too large: how far apart are the two points at which you ask?")

slip("hessian_vector_product", "product_over_half_an_epsilon", "(2 * epsilon)", "2 * epsilon",
     hint="Without brackets you divide by 2 and then multiply by epsilon.")

slip("hessian_vector_product", "product_backward", "gradient(w + epsilon * u) - gradient(w - epsilon * u)",
     "gradient(w - epsilon * u) - gradient(w + epsilon * u)",
     hint="The sign is turned around: take the gradient ahead, along v, minus the one behind.")

slip("hessian_vector_product", "product_adds", "epsilon * u) - gradient", "epsilon * u) + gradient",
     hint="You add the two gradients. What you want to know is how the gradient *changes*.")

slip("hessian_vector_product", "product_of_zero_by_zero", "    if length == 0:\n        return 0 * v\n", "",
     hint="For a v of zeros you divide 0 by 0. Ask for the length first.")

slip("hessian_vector_product", "product_as_a_number", "return length * (", "return v @ (",
     hint="You return one number, an inner product with v. The product of a matrix and a vector is a vector.")

slip("hessian_vector_product", "product_length_squared", "u = v / length", "u = v / length**2",
     hint="Your u is not of length 1: you divide by the square of the length.")

slip("hessian_vector_product", "product_largest_entry", "np.linalg.norm(v)", "np.max(np.abs(v))",
     hint="You scale v by its largest entry. The distance that you walk is then not epsilon.")


# --- downhill_step --------------------------------------------------------------------------------------------

slip("downhill_step", "repair_left_out", "if curvatures[0] <= 0:", "if False:",
     hint="This is Newton's plain step: beside a saddle point it still goes to it. Look at the smallest eigenvalue "
     "first.")

slip("downhill_step", "repair_too_little", "share * np.max(np.abs(curvatures)) - curvatures[0]",
     "share * np.max(np.abs(curvatures))",
     hint="You add the goal itself. How much is missing from the smallest eigenvalue, a negative number, to the goal?")

slip("downhill_step", "repair_by_the_largest_signed", "np.max(np.abs(curvatures))", "curvatures[-1]",
     hint="You take the largest eigenvalue, and not the largest in size: where all are negative the goal is negative.")

slip("downhill_step", "repair_by_the_mean", "np.max(np.abs(curvatures))", "np.mean(np.abs(curvatures))",
     hint="The goal is a share of the *largest* eigenvalue in size; you take the mean.")

slip("downhill_step", "repair_share_alone", "share * np.max(np.abs(curvatures)) - curvatures[0]",
     "share - curvatures[0]",
     hint="Your goal is the share itself, whatever the units of the loss. It should go with the largest eigenvalue.")

slip("downhill_step", "repair_everywhere", "if curvatures[0] <= 0:", "if True:",
     hint="You change the step in bowls too. There Newton's own step goes to the minimum of the model.")

slip("downhill_step", "repair_below_the_share", "if curvatures[0] <= 0:",
     "if curvatures[0] < share * np.max(np.abs(curvatures)):",
     hint="You damp bowls whose smallest eigenvalue is positive and below the goal. If all eigenvalues are positive, "
     "the step is Newton's.")

slip("downhill_step", "repair_not_at_zero", "curvatures[0] <= 0", "curvatures[0] < 0",
     hint="An eigenvalue of exactly 0 is not positive either: the system has no solution there.")

slip("downhill_step", "repair_by_the_diagonal", "np.linalg.eigvalsh(hessian)", "np.sort(np.diag(hessian))",
     hint="You look at the diagonal: those are the curvatures along the axes. Between the axes the ground may fall.")


@mistake("downhill_step", hint="You turn the step around where it goes uphill. Along the positive eigenvalues that is "
                               "the wrong way; damping turns only what has to be turned.")
def repair_by_the_sign(solution):
    def downhill_step(gradient, hessian, share=1e-3):
        step = -np.linalg.solve(hessian, gradient)
        return -step if gradient @ step > 0 else step

    return downhill_step


@mistake("downhill_step", hint="You take the eigenvalues in size, each by itself. That goes downhill too (and "
     "is called "
                               "saddle-free Newton), but the docstring raises all of them by the same number.")
def repair_by_sizes(solution):
    def downhill_step(gradient, hessian, share=1e-3):
        curvatures, basis = np.linalg.eigh(hessian)
        return -basis @ (basis.T @ gradient / np.maximum(np.abs(curvatures), 1e-12))

    return downhill_step


@mistake("downhill_step", hint="You lift each eigenvalue that is too low to the goal and leave the others. The same "
                               "damping should be added to all of them.")
def repair_each_by_itself(solution):
    def downhill_step(gradient, hessian, share=1e-3):
        curvatures, basis = np.linalg.eigh(hessian)
        if curvatures[0] <= 0:
            curvatures = np.maximum(curvatures, share * np.max(np.abs(curvatures)))
        return -basis @ (basis.T @ gradient / curvatures)

    return downhill_step


@mistake("downhill_step", hint="Where an eigenvalue is not positive you fall back on minus the gradient. That goes "
                               "downhill, but forgets the curvature altogether; damping keeps most of it.")
def repair_by_descent(solution):
    def downhill_step(gradient, hessian, share=1e-3):
        return np.linalg.solve(hessian, -gradient) if np.linalg.eigvalsh(hessian)[0] > 0 else -gradient

    return downhill_step


# --- backtracking_line_search ---------------------------------------------------------------------------------

slip("backtracking_line_search", "search_sign_of_the_promise", "value + share", "value - share",
     hint="You allow the loss to rise: `slope` is negative, and you subtract it. The line has to lie below `value`.")

slip("backtracking_line_search", "search_any_fall", "value + share * step * slope", "value",
     hint="You accept any loss that is not higher. Armijo asks for a share of the promised fall.")

slip("backtracking_line_search", "search_promise_of_a_whole_step", "share * step * slope", "share * slope",
     hint="You ask for the same fall at every length. A shorter step promises less: the fall goes with the length.")

slip("backtracking_line_search", "search_whole_promise", "share * step * slope", "step * slope",
     hint="You ask for the whole promise, which curved ground never keeps. Where does the share come in?")

slip("backtracking_line_search", "search_without_end", "for _ in range(most):", "while True:",
     hint="Your loop ends only with a length that is good enough. Where there is none it runs for ever.")

slip("backtracking_line_search", "search_halves_always", "step = step * shrink", "step = step / 2",
     hint="You halve the length, whatever `shrink` is.")

slip("backtracking_line_search", "search_grows", "step = step * shrink", "step = step / shrink",
     hint="Your lengths grow. A length that is too long should be shortened.")

slip("backtracking_line_search", "search_takes_away", "step = step * shrink", "step = step - shrink",
     hint="You subtract `shrink`, so the length is 0 or negative after a few tries. It is a factor.")

slip("backtracking_line_search", "search_returns_the_loss", "return step", "return found",
     hint="You return the loss at the length. The length itself is asked for.")

slip("backtracking_line_search", "search_last_try", "return None", "return step",
     hint="Where no try is good enough you return the last length all the same. The caller would walk on uphill.")

slip("backtracking_line_search", "search_minus_infinity", "np.isfinite(found) and found", "found",
     hint="A loss of minus infinity is below everything, so you accept it. It is not a finite number.")

slip("backtracking_line_search", "search_strictly", "found <= value", "found < value",
     hint="A loss that lies exactly on the line is good enough: see the sign in the docstring.")

slip("backtracking_line_search", "search_shortens_first",
     "        found = loss_at(step)\n        if np.isfinite(found) and found <= value + share * step * slope:\n"
     "            return step\n        step = step * shrink\n",
     "        step = step * shrink\n        found = loss_at(step)\n"
     "        if np.isfinite(found) and found <= value + share * step * slope:\n            return step\n",
     hint="You shorten before the first try, so the whole step is never tried. Near a minimum it is the right one.")

slip("backtracking_line_search", "search_starts_at_one",
     "    for _ in range(most):", "    step = 1.0\n    for _ in range(most):",
     hint="Your first try is always 1. The docstring lets the caller choose it.")

slip("backtracking_line_search", "search_one_try_more", "range(most)", "range(most + 1)",
     hint="You try one length more than `most`.")

slip("backtracking_line_search", "search_asks_twice", "found <= value + share * step * slope",
     "loss_at(step) <= value + share * step * slope",
     hint="You ask for the same loss twice. A look is the expensive part: keep what came back.")


# --- bfgs_update ----------------------------------------------------------------------------------------------

slip("bfgs_update", "update_without_condition", "if s @ y <= 0:", "if False:",
     hint="Where s y is 0 or negative you update all the same, and the belief is no longer positive definite. It "
     "should stay what it was.")

slip("bfgs_update", "update_only_where_it_bends_down", "s @ y <= 0", "s @ y > 0",
     hint="The condition is turned around: a pair with s y > 0 is the useful one.")

slip("bfgs_update", "update_not_at_zero", "s @ y <= 0", "s @ y < 0",
     hint="Where s y is exactly 0 you divide by it.")

slip("bfgs_update", "update_by_any_negative_entry", "if s @ y <= 0:", "if np.any(s * y <= 0):",
     hint="You refuse pairs in which a single entry of s and y differ in sign. The condition is about their sum, the "
     "inner product.")

slip("bfgs_update", "update_by_size", "if s @ y <= 0:\n        return inverse\n    rho, z = 1 / (s @ y)",
     "rho, z = 1 / abs(s @ y)",
     hint="You take s y without its sign. Then the belief times y is not s where the ground bends down: nothing fits "
     "there, so leave the update out.")

slip("bfgs_update", "update_s_and_y_exchanged", ("z = 1 / (s @ y), inverse @ y", "z = 1 / (s @ y), inverse @ s"),
     ("np.outer(s, z)", "np.outer(y, z)"), ("y @ z", "s @ z"), ("* np.outer(s, s)", "* np.outer(y, y)"),
     hint="You have exchanged s and y. That updates a belief about the Hessian; this one is about its inverse, and its "
     "product with y is s.")

slip("bfgs_update", "update_without_the_last_part", "(rho**2 * (y @ z) + rho)", "(rho**2 * (y @ z))",
     hint="The last part of the formula, rho s s^T, is missing: your belief times y is 0 instead of s.")

slip("bfgs_update", "update_only_one_cross", "(cross + cross.T)", "cross",
     hint="Your belief is not symmetric. Two brackets, one on each side, give two cross terms.")

slip("bfgs_update", "update_cross_without_rho", "- rho * (cross", "- (cross",
     hint="The cross terms lack their rho.")

slip("bfgs_update", "update_rho_not_squared", "rho**2 * (y @ z)", "rho * (y @ z)",
     hint="Both brackets bring a rho, so their product has it twice.")

slip("bfgs_update", "update_cross_added", "inverse - rho", "inverse + rho",
     hint="The cross terms have the wrong sign: both brackets *subtract*.")

slip("bfgs_update", "update_rho_upside_down", "1 / (s @ y)", "(s @ y)",
     hint="Your rho is the inner product itself, and not one over it.")


@mistake("bfgs_update", hint="Your belief satisfies the secant equation and is symmetric, but it is the formula of "
                             "Davidon, Fletcher and Powell: the two brackets are missing.")
def update_by_dfp(solution):
    def bfgs_update(inverse, s, y):
        if s @ y <= 0:
            return inverse
        z = inverse @ y
        return inverse - np.outer(z, z) / (y @ z) + np.outer(s, s) / (s @ y)

    return bfgs_update


# --- lbfgs_direction ------------------------------------------------------------------------------------------

slip("lbfgs_direction", "loops_first_in_order", ("in reversed(pairs):", "in pairs:"),
     ("reversed(alphas), strict", "alphas, strict"),
     hint="Your first loop goes from the oldest pair to the newest. Read the formula from the right: the newest comes "
     "first.")

slip("lbfgs_direction", "loops_both_newest_first", "zip(pairs, reversed(alphas), strict=True)",
     "zip(reversed(pairs), alphas, strict=True)",
     hint="Both of your loops go from the newest pair to the oldest. The second one comes *back*.")

slip("lbfgs_direction", "loops_alphas_out_of_order", "reversed(alphas), strict", "alphas, strict",
     hint="In the second loop the pairs meet each other's alphas: they were collected the other way around.")

slip("lbfgs_direction", "loops_without_scale", "r = q * ((s @ y) / (y @ y))", "r = q",
     hint="Between the loops stands gamma times I, and you take I. What is one over the curvature seen last?")

slip("lbfgs_direction", "loops_scale_of_the_oldest", "s, y = pairs[-1]", "s, y = pairs[0]",
     hint="The scale between the loops comes from the oldest pair. The newest one knows where you are.")

slip("lbfgs_direction", "loops_scale_upside_down", "(s @ y) / (y @ y)", "(y @ y) / (s @ y)",
     hint="Your scale is the curvature itself. The matrix is the *inverse* of the Hessian.")

slip("lbfgs_direction", "loops_scale_by_s", "(s @ y) / (y @ y)", "(s @ s) / (s @ y)",
     hint="Your scale is another estimate of one over the curvature, s s / s y. The docstring's equation has "
     "y y below.")

slip("lbfgs_direction", "loops_uphill", "return -r", "return r",
     hint="The direction has the wrong sign: it should go down the gradient.")

slip("lbfgs_direction", "loops_alpha_by_y", "(s @ q) / (s @ y)", "(y @ q) / (s @ y)",
     hint="In the first loop alpha is taken with y instead of s.")

slip("lbfgs_direction", "loops_alpha_of_the_gradient", "(s @ q) / (s @ y)", "(s @ gradient) / (s @ y)",
     hint="Every alpha is taken with the gradient as it came. By then q has changed.")

slip("lbfgs_direction", "loops_without_beta", "r + (alpha - (y @ r) / (s @ y)) * s", "r + alpha * s",
     hint="The second loop lacks its beta: the left bracket takes something off as well.")

slip("lbfgs_direction", "loops_beta_by_s", "(y @ r) / (s @ y)", "(s @ r) / (s @ y)",
     hint="In the second loop beta is taken with s instead of y.")

slip("lbfgs_direction", "loops_adds_y", "q = q - alphas[-1] * y", "q = q - alphas[-1] * s",
     hint="In the first loop you subtract a multiple of s; the bracket has y there.")

slip("lbfgs_direction", "loops_beta_of_q", "(y @ r) / (s @ y)", "(y @ q) / (s @ y)",
     hint="Every beta is taken with the q of the first loop. r changes from pair to pair.")

slip("lbfgs_direction", "loops_only_the_first", "r = r + (alpha - (y @ r) / (s @ y)) * s", "pass",
     hint="You go through the first loop only, and never come back.")


# --- minimize_lbfgs -------------------------------------------------------------------------------------------

slip("minimize_lbfgs", "minimizer_keeps_every_pair", "if s @ y > 0:", "if True:",
     hint="You keep pairs with s y of 0 or less. After such a pair the direction may point uphill, and the "
     "search finds "
     "nothing.")

slip("minimize_lbfgs", "minimizer_keeps_the_oldest", "[-memory:]", "[:memory]",
     hint="You keep the *first* pairs and drop the new ones. They tell of ground that you have left.")

slip("minimize_lbfgs", "minimizer_never_forgets", "[-memory:]", "",
     hint="`memory` changes nothing: you keep all pairs.")

slip("minimize_lbfgs", "minimizer_newest_first", "[*pairs, (s, y)][-memory:]", "[(s, y), *pairs][:memory]",
     hint="Your list begins with the newest pair. `lbfgs_direction` wants the oldest first.")

slip("minimize_lbfgs", "minimizer_first_step_whole", "first = 1.0 if pairs else min(1.0, 1 / np.linalg.norm(g))",
     "first = 1.0",
     hint="With a long gradient your first step is as long as that. Without a pair the first step has length "
     "1 at most.")

slip("minimize_lbfgs", "minimizer_first_step_stretched", "min(1.0, 1 / np.linalg.norm(g))", "1 / np.linalg.norm(g)",
     hint="Where the gradient is short you stretch the first step to length 1. It is to be shortened only.")

slip("minimize_lbfgs", "minimizer_always_short", "1.0 if pairs else min(1.0, 1 / np.linalg.norm(g))",
     "min(1.0, 1 / np.linalg.norm(g))",
     hint="You shorten the first try in every step. Once a pair is known, the direction has the right length "
     "by itself.")

slip("minimize_lbfgs", "minimizer_whole_direction", "s, y = t * p,", "s, y = p,",
     hint="You walk the whole direction, whatever length the search has found. That may go up.")

slip("minimize_lbfgs", "minimizer_without_memory", "pairs = [*pairs, (s, y)][-memory:]", "pairs = []",
     hint="You keep no pair at all: this is gradient descent with a line search.")

slip("minimize_lbfgs", "minimizer_y_backward", "seen[t][1] - g", "g - seen[t][1]",
     hint="Your y is the old gradient minus the new one. Then s y is negative in every bowl, and no pair is kept.")

slip("minimize_lbfgs", "minimizer_wastes_looks",
     "w, (value, g) = w + s, seen[t]", "w = w + s\n        value, g = objective(w)",
     hint="After the search you ask for loss and gradient once more at a point where you have just asked.")

slip("minimize_lbfgs", "minimizer_end_alone", "return np.stack(path)", "return path[-1]",
     hint="You return the last point alone. Keep every point on the way, the start first, as rows of one array.")

slip("minimize_lbfgs", "minimizer_one_step_more", "len(path) <= steps", "len(path) <= steps + 1",
     hint="You make one step more than `steps`: the start is a point of the path, but no step.")

slip("minimize_lbfgs", "minimizer_largest_entry", "np.linalg.norm(g) > tolerance", "np.max(np.abs(g)) > tolerance",
     hint="You compare the largest entry of the gradient with the tolerance. Its length is asked for.")

slip("minimize_lbfgs", "minimizer_never_flat", "and np.linalg.norm(g) > tolerance", "",
     hint="You go on where the ground is flat enough. Compare the gradient's length with the tolerance before "
     "each step.")
