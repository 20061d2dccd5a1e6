"""Known wrong implementations of `09-second-order`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is long
because it is a list: one entry a mistake, in the order of the notebook.
"""

import numpy as np

from grader.author import mistake, slip, wrong_letters

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

slip("newton_step", "newton_arguments_exchanged",
     "np.linalg.solve(hessian + damping * np.eye(len(gradient)), gradient)",
     "np.linalg.solve(gradient, hessian + damping * np.eye(len(gradient)))",
     hint="`np.linalg.solve` takes the matrix first, then the right side.")

slip("newton_step", "newton_each_row_for_itself",
     "np.linalg.solve(hessian + damping * np.eye(len(gradient)), gradient)",
     "gradient / (hessian + damping * np.eye(len(gradient)))",
     hint="You divide by each entry of the matrix, and a matrix comes out. The step is one vector, the solution of n "
     "equations together.")

slip("newton_step", "newton_star_for_a_product", "np.linalg.solve(hessian + damping * np.eye(len(gradient)), gradient)",
     "np.linalg.inv(hessian + damping * np.eye(len(gradient))) * gradient",
     hint="* multiplies entry by entry, so a matrix comes out; and no inverse is needed.")

slip("newton_step", "newton_root_of_the_damping", "damping * np.eye", "np.sqrt(damping) * np.eye",
     hint="You add the root of the damping. Every eigenvalue should grow by the damping itself.")

slip("newton_step", "newton_square_of_the_damping", "damping * np.eye", "damping**2 * np.eye",
     hint="You add the square of the damping. Every eigenvalue should grow by the damping itself.")

slip("newton_step", "newton_blends", "hessian + damping", "(1 - damping) * hessian + damping",
     hint="You take something off the Hessian while you add the damping. The Hessian stays whole.")

slip("newton_step", "newton_damps_the_gradient",
     "np.linalg.solve(hessian + damping * np.eye(len(gradient)), gradient)",
     "np.linalg.solve(hessian, gradient) - damping * gradient",
     hint="You add a piece of gradient descent to the finished step. Damping belongs to the matrix, before the system "
     "is solved.")

slip("newton_step", "newton_shorter_by_the_damping",
     "np.linalg.solve(hessian + damping * np.eye(len(gradient)), gradient)",
     "(1 - damping) * np.linalg.solve(hessian, gradient)",
     hint="You shorten the finished step. Damping belongs to the matrix, before the system is solved.")

slip("newton_step", "newton_half_the_hessian", "hessian + damping", "hessian / 2 + damping",
     hint="The half of the quadratic model is gone in its gradient, which is g + H p. Why is one half left?")


@mistake("newton_step", hint="You damp one weight, the first. Every eigenvalue should grow: which matrix does that?")
def newton_damps_one_weight(solution):
    def newton_step(gradient, hessian, damping=0.0):
        first = np.zeros_like(hessian)
        first[0, 0] = damping
        return -np.linalg.solve(hessian + first, gradient)

    return newton_step


@mistake("newton_step", hint="You take the eigenvalues in size, so at a saddle this is no longer Newton's step. Here "
                             "the signs stay; exercise 3 repairs the step.")
def newton_by_sizes(solution):
    def newton_step(gradient, hessian, damping=0.0):
        curvatures, basis = np.linalg.eigh(hessian + damping * np.eye(len(gradient)))
        return -basis @ (basis.T @ gradient / np.abs(curvatures))

    return newton_step


@mistake("newton_step", hint="You lift the low eigenvalues to the damping. It is to be *added*, and to all of them.")
def newton_lifts_to_the_damping(solution):
    def newton_step(gradient, hessian, damping=0.0):
        curvatures, basis = np.linalg.eigh(hessian)
        return -basis @ (basis.T @ gradient / np.maximum(curvatures, max(damping, 1e-12)))

    return newton_step


@mistake("newton_step", hint="Cholesky's method is for positive definite matrices alone, and an eigenvalue may be "
                             "negative here. Which call takes any square matrix?")
def newton_by_cholesky(solution):
    def newton_step(gradient, hessian, damping=0.0):
        lower = np.linalg.cholesky(hessian + damping * np.eye(len(gradient)))
        return -np.linalg.solve(lower.T, np.linalg.solve(lower, gradient))

    return newton_step


slip("newton_step", "newton_to_the_gradient", "return -np", "return gradient - np",
     hint="You add the gradient to the step. The step is the solution of the system alone.")

slip("newton_step", "newton_descent_when_damped",
     "    return", "    if damping:\n        return -gradient / damping\n    return",
     hint="With a damping you forget the Hessian. The damping is *added* to it.")


slip("newton_step", "newton_damps_the_right_side",
     "np.linalg.solve(hessian + damping * np.eye(len(gradient)), gradient)",
     "np.linalg.solve(hessian, gradient + damping)",
     hint="Your damping stands on the right side, with the gradient. It belongs to the matrix on the left, where it is "
     "added to every curvature.")


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

slip("hessian_vector_product", "product_divides_by_the_length", "return length * (", "return 1 / length * (",
     hint="You divide by the length of v at the end. The step was made shorter or longer by the length; what undoes "
     "it?")

slip("hessian_vector_product", "product_times_v", "return length * (", "return v * (",
     hint="You multiply by v at the end, entry by entry. Its *length* is what has to be put back.")

slip("hessian_vector_product", "product_length_of_w", "return length * (", "return np.linalg.norm(w) * (",
     hint="You put back the length of w. Whose length was taken off?")

slip("hessian_vector_product", "product_of_second_differences",
     "(gradient(w + epsilon * u) - gradient(w - epsilon * u)) / (2 * epsilon)",
     "(gradient(w + epsilon * u) - 2 * gradient(w) + gradient(w - epsilon * u)) / epsilon**2",
     hint="You take a second difference of gradients: that is a third derivative of the loss. One difference is "
     "enough.")

slip("hessian_vector_product", "product_brackets_missing",
     "(gradient(w + epsilon * u) - gradient(w - epsilon * u)) / (2 * epsilon)",
     "gradient(w + epsilon * u) - gradient(w - epsilon * u) / (2 * epsilon)",
     hint="Only the second gradient is divided: the difference needs brackets.")

slip("hessian_vector_product", "product_epsilon_of_its_own", "    length =", "    epsilon = 1e-4\n    length =",
     hint="The distance that you walk is always the same, whatever `epsilon` is.")

slip("hessian_vector_product", "product_half_the_way", ("w + epsilon * u", "w + epsilon / 2 * u"),
     ("w - epsilon * u", "w - epsilon / 2 * u"), ("(2 * epsilon)", "epsilon"),
     hint="You walk half of epsilon to either side. The docstring says a distance of epsilon from w to each side.")

slip("hessian_vector_product", "product_around_zero", ("gradient(w + epsilon", "gradient(epsilon"),
     ("gradient(w - epsilon", "gradient(-epsilon"),
     hint="You measure around zero. The Hessian is asked for at w.")

slip("hessian_vector_product", "product_sum_of_squares", "np.linalg.norm(v)", "np.sum(v**2)",
     hint="Your length is the sum of squares. Its root is missing.")

slip("hessian_vector_product", "product_size_of_the_sum", "np.linalg.norm(v)", "np.abs(np.sum(v))",
     hint="Your length is the size of the sum of the entries. First comes the square of each, then the sum, then the "
     "root.")

slip("hessian_vector_product", "product_sum_of_sizes", "np.linalg.norm(v)", "np.sum(np.abs(v))",
     hint="Your length is the sum of the entries' sizes. The length of a vector is the root of the sum of squares.")

slip("hessian_vector_product", "product_asks_for_zeros",
     "    if length == 0:\n        return 0 * v\n    u = v / length",
     "    u = v / length if length > 0 else v",
     hint="For a v of zeros you still ask for two gradients, though the answer is known. A gradient is the expensive "
     "part.")

slip("hessian_vector_product", "product_short_is_zero", "length == 0", "length < 1e-12",
     hint="You take every short v for zero. Only a v of nothing but zeros is.")

slip("hessian_vector_product", "product_any_zero", "if length == 0:", "if np.any(v == 0):",
     hint="You return zeros as soon as *one* entry of v is 0. All of them have to be.")

slip("hessian_vector_product", "product_zero_as_a_number", "return 0 * v", "return 0.0",
     hint="For a v of zeros you return a number. The product is a vector there too.")


@mistake("hessian_vector_product", hint="You build the whole Hessian, two gradients for each column. Two gradients are "
                                        "enough for one product: walk along v itself.")
def product_column_by_column(solution):
    def hessian_vector_product(gradient, w, v, epsilon=1e-4):
        if not np.any(v):
            return 0 * v
        rows = [gradient(w + epsilon * e) - gradient(w - epsilon * e) for e in np.eye(len(w))]
        return np.stack(rows) @ v / (2 * epsilon)

    return hessian_vector_product


slip("hessian_vector_product", "product_of_the_side_behind",
     "(gradient(w + epsilon * u) - gradient(w - epsilon * u)) / (2 * epsilon)",
     "(gradient(w) - gradient(w - epsilon * u)) / epsilon",
     hint="You walk to one side of w only. The docstring asks for both sides, which is more accurate.")

slip("hessian_vector_product", "product_distance_of_the_length", ("u = v / length", "u, epsilon = v, epsilon * length"),
     ("return length * (", "return ("),
     hint="Your distance *grows* with the length of v, and v has that length already. The distance should be epsilon.")

slip("hessian_vector_product", "product_along_the_signs", "u = v / length", "u = np.sign(v)",
     hint="Your u holds the signs of v, so it has another direction. v over its length keeps the direction.")

slip("hessian_vector_product", "product_in_proportion_to_w", ("w + epsilon * u", "w * (1 + epsilon * u)"),
     ("w - epsilon * u", "w * (1 - epsilon * u)"),
     hint="You scale w. The points are a distance away from w: add to it.")

slip("hessian_vector_product", "product_along_v_itself",
     "    length = np.linalg.norm(v)\n    if length == 0:\n        return 0 * v\n    u = v / length\n",
     "    length, u = 1, v\n",
     hint="You walk epsilon times the length of v. With a long v that is far away, where the curvature is another; "
     "with a tiny one nothing but rounding is left; and for zeros you ask for gradients.")

slip("hessian_vector_product", "product_half_of_one_side", "gradient(w - epsilon * u)) / (2", "gradient(w)) / (2",
     hint="The second gradient is taken at w itself. The docstring asks for a point on each side.")


slip("hessian_vector_product", "product_a_hair_longer",
     ("    if length == 0:\n        return 0 * v\n    u = v / length", "    u = v / (length + 1e-12)"),
     hint="You keep clear of dividing by 0 with a small number below. Then a tiny v is not brought to length 1, and "
     "for zeros two gradients are asked for. Treat the length of 0 by itself.")


# --- downhill_step --------------------------------------------------------------------------------------------

@mistake("downhill_step", hint="You damp only where Newton's step goes uphill along this one gradient. A step to a "
                               "saddle may go downhill at first. Look at the eigenvalues, not at the step.")
def repair_where_it_climbs(solution):
    def downhill_step(gradient, hessian, share=1e-3):
        step = np.linalg.solve(hessian, -gradient)
        return step if gradient @ step < 0 else solution.definitions["downhill_step"](gradient, hessian, share)

    return downhill_step


slip("downhill_step", "repair_by_the_first", "np.linalg.eigvalsh(hessian)", "np.linalg.eigvals(hessian)",
     hint="`np.linalg.eigvals` does not sort, so your first eigenvalue need not be the smallest. For symmetric "
     "matrices there is a function that sorts them.")

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


@mistake("downhill_step", hint="You take the eigenvalues in size, each by itself. That goes downhill too (and is "
                               "called saddle-free Newton), but the docstring raises all of them by the same number.")
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


slip("downhill_step", "repair_adds_the_smallest", "- curvatures[0]\n", "+ curvatures[0]\n",
     hint="The smallest eigenvalue is negative, and you *add* it: the damping becomes smaller where it should be "
     "larger.")

slip("downhill_step", "repair_to_zero_alone", "share * np.max(np.abs(curvatures)) - curvatures[0]", "-curvatures[0]",
     hint="You raise the smallest eigenvalue to 0, where the system has no solution. It should come to a share of the "
     "largest in size.")

slip("downhill_step", "repair_a_share_of_the_smallest", "share * np.max(np.abs(curvatures)) - curvatures[0]",
     "-(1 + share) * curvatures[0]",
     hint="Your goal is a share of the smallest eigenvalue. The docstring says: of the largest in size.")

slip("downhill_step", "repair_size_of_the_last", "np.max(np.abs(curvatures))", "abs(curvatures[-1])",
     hint="You take the size of the largest eigenvalue. The largest *in size* may be a negative one.")

slip("downhill_step", "repair_by_the_matrix_norm", "np.max(np.abs(curvatures))", "np.linalg.norm(hessian)",
     hint="np.linalg.norm of a matrix is the root of the sum of its squared entries, unless you ask for another. The "
     "goal goes with the largest eigenvalue in size.")

slip("downhill_step", "repair_by_the_largest_entry", "np.max(np.abs(curvatures))", "np.max(np.abs(hessian))",
     hint="You take the largest entry of the Hessian. The goal goes with its largest eigenvalue in size.")

slip("downhill_step", "repair_by_the_determinant", "curvatures[0] <= 0", "np.linalg.det(hessian) <= 0",
     hint="Two negative eigenvalues have a positive product, so the determinant does not see them. Look at the "
     "smallest.")

slip("downhill_step", "repair_share_of_what_comes_out", "share * np.max(np.abs(curvatures)) - curvatures[0]",
     "(share * curvatures[-1] - curvatures[0]) / (1 - share)",
     hint="Your share is that of the largest eigenvalue *after* the damping. Read on in the docstring: as it came.")

slip("downhill_step", "repair_share_of_its_own", "share * np.max", "1e-3 * np.max",
     hint="`share` changes nothing: you always take the default.")

slip("downhill_step", "repair_from_the_other_end", ("curvatures[0] <= 0", "curvatures[-1] <= 0"),
     ("- curvatures[0]\n", "- curvatures[-1]\n"),
     hint="`eigvalsh` sorts from the smallest to the largest: your `[-1]` is the largest.")

slip("downhill_step", "repair_smallest_in_size_off", "- curvatures[0]\n", "- np.min(np.abs(curvatures))\n",
     hint="You take the smallest eigenvalue in size. The most negative one has to be lifted.")

slip("downhill_step", "repair_smallest_in_size", "- curvatures[0]\n", "+ np.min(np.abs(curvatures))\n",
     hint="You take the smallest eigenvalue in size. The most negative one has to be lifted.")

slip("downhill_step", "repair_turned_around", "curvatures[0] <= 0", "curvatures[0] > 0",
     hint="You damp in bowls, and leave saddles as they are. It is the other way around.")

slip("downhill_step", "repair_largest_itself", "share * np.max(np.abs(curvatures)) - curvatures[0]",
     "np.max(np.abs(curvatures))",
     hint="You add the largest eigenvalue in size. How much is missing from the smallest one to a *share* of it?")

slip("downhill_step", "repair_largest_and_smallest", "share * np.max(np.abs(curvatures)) - curvatures[0]",
     "np.max(np.abs(curvatures)) - curvatures[0]",
     hint="You bring the smallest eigenvalue to the size of the largest. A share of it is enough.")


@mistake("downhill_step", hint="You double the damping until all eigenvalues are positive. That goes downhill, but the "
                               "docstring says where the smallest one should come to rest: it can be computed.")
def repair_by_doubling(solution):
    def downhill_step(gradient, hessian, share=1e-3):
        curvatures, damping = np.linalg.eigvalsh(hessian), 0.0
        if curvatures[0] <= 0:
            damping = share * np.max(np.abs(curvatures))
            while curvatures[0] + damping <= 0:
                damping *= 2
        return -np.linalg.solve(hessian + damping * np.eye(len(gradient)), gradient)

    return downhill_step


slip("downhill_step", "repair_by_the_share_itself", "share * np.max(np.abs(curvatures)) - curvatures[0]", "share",
     hint="Your damping is the share itself. How much is missing from the smallest eigenvalue to the goal?")

slip("downhill_step", "repair_to_one", "share * np.max(np.abs(curvatures)) - curvatures[0]", "1 - curvatures[0]",
     hint="You bring the smallest eigenvalue to 1, whatever the units of the loss. The goal goes with the largest one.")

slip("downhill_step", "repair_by_the_sum", "np.max(np.abs(curvatures))", "np.sum(np.abs(curvatures))",
     hint="Your goal is a share of the sum. The docstring says: of the largest in size.")

slip("downhill_step", "repair_if_the_sum_falls", "curvatures[0] <= 0", "np.sum(curvatures) <= 0",
     hint="You look at the sum of the eigenvalues. One that is negative is enough for a trap: look at the smallest.")

slip("downhill_step", "repair_by_the_trace", "np.max(np.abs(curvatures))", "np.trace(hessian)",
     hint="The trace is the sum of all eigenvalues. The goal is a share of the largest one in size.")

slip("downhill_step", "repair_a_share_of_the_least", "np.max(np.abs(curvatures))", "np.min(np.abs(curvatures))",
     hint="Your goal is a share of the eigenvalue that is smallest in size. The docstring says: of the largest.")

slip("downhill_step", "repair_multiplies", "share * np.max(np.abs(curvatures)) - curvatures[0]",
     "share * np.max(np.abs(curvatures)) * -curvatures[0]",
     hint="You multiply the goal by what is missing to zero. The two are to be added.")


@mistake("downhill_step", hint="Where Newton's step goes uphill you fall back on minus the gradient. That forgets the "
                               "curvature altogether; and a step beside a saddle may go downhill by luck.")
def repair_by_descent_where_it_climbs(solution):
    def downhill_step(gradient, hessian, share=1e-3):
        step = -np.linalg.solve(hessian, gradient)
        return step if gradient @ step < 0 else -gradient

    return downhill_step


@mistake("downhill_step", hint="You take the size of every *entry* of the Hessian. Its eigenvalues are what has to "
                               "become positive.")
def repair_by_sizes_of_entries(solution):
    def downhill_step(gradient, hessian, share=1e-3):
        fine = np.linalg.eigvalsh(hessian)[0] > 0
        return -np.linalg.solve(hessian if fine else np.abs(hessian), gradient)

    return downhill_step


slip("downhill_step", "repair_always_by_the_goal", ("curvatures[0] <= 0", "True"),
     ("np.max(np.abs(curvatures)) - curvatures[0]", "np.max(np.abs(curvatures))"),
     hint="You add the goal itself, in bowls too. If all eigenvalues are positive nothing is to be added; else, how "
     "much is missing from the smallest one to the goal?")

slip("downhill_step", "repair_adds_the_largest_itself", "- curvatures[0]\n", "+ np.max(np.abs(curvatures))\n",
     hint="You add the largest eigenvalue in size on top of the goal. It is the smallest one that has to be lifted.")


@mistake("downhill_step", hint="You add the goal again and again until all eigenvalues are positive. The smallest one "
                               "then comes to rest anywhere below the goal; what is missing can be computed.")
def repair_step_by_step(solution):
    def downhill_step(gradient, hessian, share=1e-3):
        curvatures, damping = np.linalg.eigvalsh(hessian), 0.0
        while curvatures[0] + damping <= 0:
            damping += share * np.max(np.abs(curvatures))
        return -np.linalg.solve(hessian + damping * np.eye(len(gradient)), gradient)

    return downhill_step


@mistake("downhill_step", hint="You turn the whole Hessian around where one eigenvalue is not positive. That turns the "
                               "positive ones too.")
def repair_by_the_opposite(solution):
    def downhill_step(gradient, hessian, share=1e-3):
        sign = 1 if np.linalg.eigvalsh(hessian)[0] > 0 else -1
        return -np.linalg.solve(sign * hessian, gradient)

    return downhill_step


@mistake("downhill_step", hint="You turn each eigenvalue into its size, none smaller than the goal. The docstring "
                               "adds the same damping to all of them: the difference between the goal and the "
     "smallest one.")
def repair_by_sizes_above_the_goal(solution):
    def downhill_step(gradient, hessian, share=1e-3):
        curvatures, basis = np.linalg.eigh(hessian)
        if curvatures[0] <= 0:
            curvatures = np.maximum(np.abs(curvatures), share * np.max(np.abs(curvatures)))
        return -basis @ (basis.T @ gradient / curvatures)

    return downhill_step


# --- backtracking_line_search ---------------------------------------------------------------------------------

slip("backtracking_line_search", "search_sign_of_the_promise", "value + share", "value - share",
     hint="You allow the loss to rise: `slope` is negative, and you subtract it. The line has to lie below `value`.")

slip("backtracking_line_search", "search_any_fall", "value + share * step * slope", "value",
     hint="You accept any loss that is not higher. Armijo asks for a share of the promised fall.")

slip("backtracking_line_search", "search_promise_of_a_whole_step", "share * step * slope", "share * slope",
     hint="You ask for the same fall at every length. A shorter step promises less: the fall goes with the length.")

slip("backtracking_line_search", "search_promise_of_the_first_length",
     ("    for _ in range(most):", "    first = step\n    for _ in range(most):"),
     ("share * step * slope", "share * first * slope"),
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

slip("backtracking_line_search", "search_unless_it_is_above", "np.isfinite(found) and found <= value",
     "not found > value",
     hint="Every comparison with nan is False, so `not (nan > ...)` is True: you accept nan, and minus infinity too.")

slip("backtracking_line_search", "search_gives_up", "        if np.isfinite(found) and found",
     "        if not np.isfinite(found):\n            return None\n        if found",
     hint="Where a loss is not finite you give up. A shorter length may be good enough: that is one bad try, no more.")

slip("backtracking_line_search", "search_returns_zero", "return None", "return 0.0",
     hint="Where no try is good enough you return 0. The docstring has None, so that the caller can tell.")

slip("backtracking_line_search", "search_against_the_last", "        step = step * shrink\n",
     "        step, value = step * shrink, found\n",
     hint="You compare each try with the one before. Every one is to be compared with the loss at 0.")

slip("backtracking_line_search", "search_asks_at_zero", "    for _ in range(most):",
     "    value = loss_at(0.0)\n    for _ in range(most):",
     hint="You ask for the loss at 0, which the caller has given you as `value`.")

slip("backtracking_line_search", "search_returns_both", "return step\n", "return step, found\n",
     hint="You return the length and its loss. The length alone is asked for.")

slip("backtracking_line_search", "search_one_try_less", "range(most)", "range(most - 1)",
     hint="You try one length less than `most`.")

slip("backtracking_line_search", "search_share_of_the_loss", "value + share * step * slope", "value * (1 - share)",
     hint="You ask for a share of the *loss*. Armijo asks for a share of what the slope promises at this length.")

slip("backtracking_line_search", "search_shortens_the_found",
     "        if np.isfinite(found) and found <= value + share * step * slope:\n            return step\n"
     "        step = step * shrink\n",
     "        good = np.isfinite(found) and found <= value + share * step * slope\n        step = step * shrink\n"
     "        if good:\n            return step\n",
     hint="You shorten the length before you return it: the one that you return was never tried.")

slip("backtracking_line_search", "search_first_try_alone", "    return None", "        return None",
     hint="Your last return stands inside of the loop, so there is one try and no more.")

slip("backtracking_line_search", "search_below_zero", "value + share", "share",
     hint="You compare the loss with the promise alone. Where does the fall begin?")

slip("backtracking_line_search", "search_a_hair_of_room", "value + share", "value + 1e-12 + share",
     hint="You leave a hair of room above the line. A loss above it is not good enough, however near.")

slip("backtracking_line_search", "search_shrink_taken_from_one", "step = step * shrink", "step = step * (1 - shrink)",
     hint="You multiply by 1 - shrink. With one half nobody sees the difference.")


@mistake("backtracking_line_search", hint="You look at all lengths and choose. The *first* that is good enough is "
                                          "asked for, and no look beyond it: looks are what costs.")
def search_looks_at_all(solution):
    def backtracking_line_search(loss_at, value, slope, step=1.0, shrink=0.5, share=1e-4, most=50):
        lengths = [step * shrink**k for k in range(most)]
        losses = [loss_at(t) for t in lengths]
        tried = zip(losses, lengths, strict=True)
        good = [(f, t) for f, t in tried if np.isfinite(f) and f <= value + share * t * slope]
        return min(good)[1] if good else None

    return backtracking_line_search


slip("backtracking_line_search", "search_fifty_always", "range(most)", "range(50)",
     hint="You try fifty lengths, whatever `most` is.")

slip("backtracking_line_search", "search_returns_false", "return None", "return False",
     hint="Where no try is good enough you return False, which counts as 0. The docstring has None.")

slip("backtracking_line_search", "search_turned_around", "found <= value", "found >= value",
     hint="You accept what lies *above* the line. A length is good enough if the loss is below.")

slip("backtracking_line_search", "search_share_of_its_own", "value + share *", "value + 1e-4 *",
     hint="`share` changes nothing: you always take the default.")

slip("backtracking_line_search", "search_promise_twice",
     "value + share * step * slope", "value + 2 * share * step * slope",
     hint="You ask for twice the share.")

slip("backtracking_line_search", "search_without_the_slope", "value + share * step * slope", "value - share * step",
     hint="The slope plays no part in what you ask for. What is promised is the length times the slope.")


@mistake("backtracking_line_search", hint="You go on after a length that is good enough, and return the last such one. "
                                          "The *first* is asked for, and no look beyond it: looks are what costs.")
def search_goes_on(solution):
    def backtracking_line_search(loss_at, value, slope, step=1.0, shrink=0.5, share=1e-4, most=50):
        good = None
        for _ in range(most):
            found = loss_at(step)
            if np.isfinite(found) and found <= value + share * step * slope:
                good = step
            step = step * shrink
        return good

    return backtracking_line_search


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


@mistake("bfgs_update", hint="`s * y.T` is no table of products: an array with one axis has no transpose, so this "
                             "multiplies entry by entry. Which function makes a matrix of two vectors?")
def update_with_products_entry_by_entry(solution):
    def bfgs_update(inverse, s, y):
        if s @ y <= 0:
            return inverse
        left = np.eye(len(s)) - s * y.T / (s @ y)
        return left @ inverse @ left.T + np.outer(s, s) / (s @ y)

    return bfgs_update


slip("bfgs_update", "update_skips_small_products", "if s @ y <= 0:", "if s @ y <= 1e-10:",
     hint="You leave out pairs whose s y is small. Where steps are short every s y is small; the docstring says 0 or "
     "less.")

slip("bfgs_update", "update_skips_small_angles", "if s @ y <= 0:",
     "if s @ y <= 1e-2 * np.linalg.norm(s) * np.linalg.norm(y):",
     hint="You leave out pairs whose s y is small beside their lengths. The docstring says 0 or less.")

slip("bfgs_update", "update_only_if_all_fall", "if s @ y <= 0:", "if np.all(s * y <= 0):",
     hint="You look at the entries one by one. The condition is about their sum, the inner product.")

slip("bfgs_update", "update_forgets_at_the_condition", "return inverse\n", "return np.eye(len(s))\n",
     hint="Where the pair is useless you throw the whole belief away. Leave it as it was.")


def from_the_brackets(name, formula, hint):
    """Keep a mistake in the form of the docstring: the belief, s, y, rho, and the left bracket come in."""

    def make(solution):
        def bfgs_update(inverse, s, y):
            if s @ y <= 0:
                return inverse
            rho = 1 / (s @ y)
            return formula(inverse, s, y, rho, np.eye(len(s)) - rho * np.outer(s, y))

        return bfgs_update

    make.__name__ = name
    mistake("bfgs_update", hint=hint)(make)


from_the_brackets("update_left_bracket_twice", lambda C, s, y, rho, left: left @ C @ left + rho * np.outer(s, s),
                  "Both of your brackets are the left one. In the right one s and y have changed places.")

from_the_brackets("update_brackets_exchanged", lambda C, s, y, rho, left: left.T @ C @ left + rho * np.outer(s, s),
                  "Your brackets have changed places: s y^T stands on the left, y s^T on the right.")

from_the_brackets("update_last_without_rho", lambda C, s, y, rho, left: left @ C @ left.T + np.outer(s, s),
                  "The last part lacks its rho: multiplied by y it has to give s.")

from_the_brackets("update_last_of_y", lambda C, s, y, rho, left: left @ C @ left.T + rho * np.outer(y, y),
                  "The last part is made of y. Multiplied by y, which table gives a multiple of s?")

from_the_brackets("update_last_mixed", lambda C, s, y, rho, left: left @ C @ left.T + rho * np.outer(s, y),
                  "The last part has an s and a y in it, so the belief is not symmetric.")

from_the_brackets("update_last_subtracted", lambda C, s, y, rho, left: left @ C @ left.T - rho * np.outer(s, s),
                  "You subtract the last part: your belief times y is minus s.")

from_the_brackets("update_last_a_number", lambda C, s, y, rho, left: left @ C @ left.T + rho * (s @ s),
                  "`s @ s` is a number, and a number is added to every entry. s s^T is a table.")

from_the_brackets("update_one_bracket", lambda C, s, y, rho, left: left @ C + rho * np.outer(s, s),
                  "The right bracket is missing, so your belief is not symmetric.")

from_the_brackets("update_without_the_belief", lambda C, s, y, rho, left: left @ left.T + rho * np.outer(s, s),
                  "The belief before does not stand between your brackets: everything learned so far is lost.")

from_the_brackets("update_entry_by_entry", lambda C, s, y, rho, left: left * C * left.T + rho * np.outer(s, s),
                  "* multiplies entry by entry. The brackets are matrices, and so is their product.")

from_the_brackets("update_one_for_the_identity",
                  lambda C, s, y, rho, left: (1 - rho * np.outer(s, y)) @ C @ (1 - rho * np.outer(y, s))
                  + rho * np.outer(s, s),
                  "You subtract from 1, a number, and so from every entry. I is a matrix.")

from_the_brackets("update_star_for_the_tables",
                  lambda C, s, y, rho, left: (np.eye(len(s)) - rho * s * y) @ C @ (np.eye(len(s)) - rho * y * s)
                  + rho * s * s,
                  "`s * y` of two vectors is a vector again. s y^T is a table: every entry of s times every entry of "
                  "y.")

from_the_brackets("update_at_for_the_tables",
                  lambda C, s, y, rho, left: (np.eye(len(s)) - rho * s @ y.T) @ C @ (np.eye(len(s)) - rho * y @ s.T)
                  + rho * s @ s.T,
                  "`.T` does nothing to a vector, so `s @ y.T` is a number. s y^T is a table: every entry of s times "
                  "every entry of y.")

from_the_brackets("update_rho_by_s",
                  lambda C, s, y, rho, left: solved_with(C, s, y, 1 / (s @ s)),
                  "Your rho is one over s s. It is the product of s and *y* that has to cancel.")

from_the_brackets("update_rho_by_y",
                  lambda C, s, y, rho, left: solved_with(C, s, y, 1 / (y @ y)),
                  "Your rho is one over y y. It is the product of *s* and y that has to cancel.")

from_the_brackets("update_of_rank_one",
                  lambda C, s, y, rho, left: C + np.outer(s - C @ y, s - C @ y) / ((s - C @ y) @ y),
                  "Your belief satisfies the secant equation with one table (the symmetric rank-one formula), "
                  "but it need not stay positive definite. The docstring's has two brackets.")

from_the_brackets("update_from_the_scaled_identity",
                  lambda C, s, y, rho, left: left @ left.T * (s @ y) / (y @ y) + rho * np.outer(s, s),
                  "You put a scaled identity in the place of the belief before. What was learned so far stays.")


def solved_with(C, s, y, rho):
    """The formula with some other rho."""
    left = np.eye(len(s)) - rho * np.outer(s, y)
    return left @ C @ left.T + rho * np.outer(s, s)

slip("bfgs_update", "update_condition_turned_around", "s @ y <= 0", "s @ y >= 0",
     hint="The condition is turned around: a pair with s y > 0 is the useful one.")

slip("bfgs_update", "update_scaled_by_rho", "return inverse - rho", "return rho * inverse - rho",
     hint="The belief before has a rho in front of it, which the formula does not have.")

slip("bfgs_update", "update_without_the_product_of_both", "(rho**2 * (y @ z) + rho)", "rho",
     hint="Multiply the brackets out once more: their two tables have a product, too, with y z in it.")

slip("bfgs_update", "update_without_y_z", "rho**2 * (y @ z) + rho", "rho**2 + rho",
     hint="The product of both tables holds the number y z, which yours lacks.")

from_the_brackets("update_of_the_hessian",
                  lambda C, s, y, rho, left: C - np.outer(C @ s, C @ s) / (s @ C @ s) + rho * np.outer(y, y),
                  "This is the update of a belief about the Hessian. Yours is about its inverse, and its product "
                  "with y "
                  "is s.")

from_the_brackets("update_brackets_without_rho",
                  lambda C, s, y, rho, left: (np.eye(len(s)) - np.outer(s, y)) @ C @ (np.eye(len(s)) - np.outer(y, s))
                  + rho * np.outer(s, s),
                  "The tables in your brackets lack their rho: s y^T times y gives s only if rho is there.")

from_the_brackets("update_rho_in_front", lambda C, s, y, rho, left: rho * (left @ C @ left.T) + rho * np.outer(s, s),
                  "The product of the brackets has a rho in front of it, which the formula does not have.")

from_the_brackets("update_right_bracket_alone", lambda C, s, y, rho, left: C @ left.T + rho * np.outer(s, s),
                  "The left bracket is missing, so your belief is not symmetric.")

from_the_brackets("update_last_rho_squared", lambda C, s, y, rho, left: left @ C @ left.T + rho**2 * np.outer(s, s),
                  "The last part has rho twice: multiplied by y it has to give s.")

from_the_brackets("update_inverted", lambda C, s, y, rho, left: np.linalg.inv(left @ C @ left.T + rho * np.outer(s, s)),
                  "You invert at the end. The belief is about the inverse already.")

slip("bfgs_update", "update_zeros_at_the_condition", "return inverse\n", "return 0 * inverse\n",
     hint="Where the pair is useless you return zeros. Leave the belief as it was.")

from_the_brackets("update_without_the_identity",
                  lambda C, s, y, rho, left: rho**2 * np.outer(s, y) @ C @ np.outer(y, s) + rho * np.outer(s, s),
                  "The identity is missing in your brackets, and with it what the belief knew before.")

from_the_brackets("update_numbers_for_the_tables",
                  lambda C, s, y, rho, left: (np.eye(len(s)) - rho * (s @ y)) @ C @ (np.eye(len(s)) - rho * (s @ y)).T
                  + rho * np.outer(s, s),
                  "`s @ y` in your brackets is a number. s y^T is a table: every entry of s times every entry of y.")


slip("bfgs_update", "update_refuses_zero_alone", "s @ y <= 0", "s @ y == 0",
     hint="Where s y is negative you update all the same, and the belief is no longer positive definite. It should "
     "stay what it was.")


slip("bfgs_update", "update_z_of_s", "inverse @ y\n", "inverse @ s\n",
     hint="Your z is the belief times s. It is the belief times y, the change of the gradient.")

slip("bfgs_update", "update_cross_twice", "(cross + cross.T)", "2 * cross",
     hint="You take the same table twice, so your belief is not symmetric. The second one is the first, transposed.")

slip("bfgs_update", "update_number_for_the_last_table", "* np.outer(s, s)", "* (s @ s)",
     hint="`s @ s` is a number, and a number is added to every entry. s s^T is a table.")

slip("bfgs_update", "update_size_of_the_product", ("if s @ y <= 0:", "if s @ y == 0:"),
     ("1 / (s @ y)", "1 / abs(s @ y)"),
     hint="You take s y without its sign. Then the belief times y is not s where the ground bends down: nothing fits "
     "there, so leave the update out.")

slip("bfgs_update", "update_s_z_for_y_z", "(y @ z)", "(s @ z)",
     hint="The number in the last part is y z, with z = C y; yours is s z.")


# --- lbfgs_direction ------------------------------------------------------------------------------------------

slip("lbfgs_direction", "loops_first_in_order", ("in reversed(pairs):", "in pairs:"),
     ("reversed(alphas), strict", "alphas, strict"),
     hint="Your first loop goes from the oldest pair to the newest. Read the formula from the right: the newest comes "
     "first.")

slip("lbfgs_direction", "loops_with_the_newest_first",
     ("    q, alphas = gradient, []", "    pairs = pairs[::-1]\n    q, alphas = gradient, []"),
     hint="You take the list to begin with the newest pair. The docstring has the oldest first.")

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
     hint="Your scale is another estimate of one over the curvature, s s / s y. The docstring's equation has y y "
     "below.")

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

slip("lbfgs_direction", "loops_scale_first", ("q, alphas = gradient, []",
     "q, alphas = gradient * ((pairs[-1][0] @ pairs[-1][1]) / (pairs[-1][1] @ pairs[-1][1]) if pairs else 1), []"),
     ("r = q * ((s @ y) / (y @ y))", "r = q"),
     hint="You scale before the first loop, or after the second. Gamma stands where the oldest belief would, between "
     "them.")

slip("lbfgs_direction", "loops_scale_of_all", "r = q * ((s @ y) / (y @ y))",
     "r = q * np.mean([(s @ y) / (y @ y) for s, y in pairs])",
     hint="Your scale is the mean over all pairs. The newest one alone knows where you are.")

slip("lbfgs_direction", "loops_scale_of_every_pair", ("q = q - alphas[-1] * y",
     "q = (q - alphas[-1] * y) * ((s @ y) / (y @ y))"), ("r = q * ((s @ y) / (y @ y))", "r = q"),
     hint="You scale once for every pair. Gamma stands between the loops, once.")

slip("lbfgs_direction", "loops_without_a_start", "    if pairs:\n        s, y = pairs[-1]\n        r = q *",
     "    if True:\n        s, y = pairs[-1]\n        r = q *",
     hint="Without pairs there is no newest one, and your code asks for it.")

slip("lbfgs_direction", "loops_uphill_without_pairs",
     "    q, alphas", "    if not pairs:\n        return gradient\n    q, alphas",
     hint="Without pairs you return the gradient itself. The direction goes down.")

slip("lbfgs_direction", "loops_without_rho", ("alphas.append((s @ q) / (s @ y))", "alphas.append(s @ q)"),
     ("(alpha - (y @ r) / (s @ y))", "(alpha - y @ r)"),
     hint="Alpha and beta both have a rho, one over s y, and yours have none.")

slip("lbfgs_direction", "loops_alpha_without_rho", "(s @ q) / (s @ y)", "s @ q",
     hint="Your alpha lacks its rho, one over s y.")

slip("lbfgs_direction", "loops_beta_without_rho", "(y @ r) / (s @ y)", "y @ r",
     hint="Your beta lacks its rho, one over s y.")

slip("lbfgs_direction", "loops_rho_by_s", "(s @ q) / (s @ y)", "(s @ q) / (s @ s)",
     hint="Your alpha is divided by s s. Rho is one over s y.")

slip("lbfgs_direction", "loops_rho_by_y", "(y @ r) / (s @ y)", "(y @ r) / (y @ y)",
     hint="Your beta is divided by y y. Rho is one over s y.")

slip("lbfgs_direction", "loops_beta_minus_alpha", "(alpha - (y @ r) / (s @ y))", "((y @ r) / (s @ y) - alpha)",
     hint="In the second loop the sign is turned around: alpha is added, and beta taken off.")

slip("lbfgs_direction", "loops_alpha_plus_beta", "(alpha - (y @ r)", "(alpha + (y @ r)",
     hint="In the second loop you add beta. The bracket takes it off.")

slip("lbfgs_direction", "loops_second_along_y", "(s @ y)) * s\n", "(s @ y)) * y\n",
     hint="In the second loop you add a multiple of y; the bracket has s there.")

slip("lbfgs_direction", "loops_first_adds", "q = q - alphas[-1] * y", "q = q + alphas[-1] * y",
     hint="In the first loop you add the multiple of y; the bracket subtracts it.")

slip("lbfgs_direction", "loops_one_alpha_for_all", "zip(pairs, reversed(alphas), strict=True)",
     "zip(pairs, alphas[-1:] * len(pairs), strict=True)",
     hint="Your second loop takes the last alpha for every pair. Each pair has its own: keep them all.")

slip("lbfgs_direction", "loops_second_from_the_gradient", ("    r = q\n", "    r = gradient\n"),
     ("r = q * ((s", "r = gradient * ((s"),
     hint="Between the loops you begin again with the gradient. The q that the first loop leaves is what is scaled.")


@mistake("lbfgs_direction", hint="You take only the newest pair into account. The loops go through all of them.")
def loops_the_newest_pair_alone(solution):
    def lbfgs_direction(gradient, pairs):
        return solution.definitions["lbfgs_direction"](gradient, pairs[-1:])

    return lbfgs_direction


@mistake("lbfgs_direction", hint="Both loops in one: you come back from each pair before you have gone to the next. "
                                 "First all the way there, then all the way back.")
def loops_in_one(solution):
    def lbfgs_direction(gradient, pairs):
        q = gradient
        for s, y in reversed(pairs):
            alpha = (s @ q) / (s @ y)
            q = (q - alpha * y) * ((s @ y) / (y @ y))
            q = q + (alpha - (y @ q) / (s @ y)) * s
        return -q

    return lbfgs_direction


slip("lbfgs_direction", "loops_scale_of_s_alone", "(s @ y) / (y @ y)", "(s @ y) / (s @ s)",
     hint="Your scale has s s below: that is the curvature. One over it has y y below.")

slip("lbfgs_direction", "loops_scale_of_lengths", "(s @ y) / (y @ y)", "np.linalg.norm(s) / np.linalg.norm(y)",
     hint="Your scale is the ratio of the lengths. The docstring's has the inner product of s and y.")

slip("lbfgs_direction", "loops_beta_of_the_gradient", "(y @ r) / (s @ y)", "(y @ gradient) / (s @ y)",
     hint="Every beta is taken with the gradient as it came. r changes from pair to pair.")

slip("lbfgs_direction", "loops_leaves_out_the_newest", ("reversed(pairs):", "reversed(pairs[:-1]):"),
     ("zip(pairs, reversed", "zip(pairs[:-1], reversed"),
     hint="You leave out the newest pair. It knows where you are.")

slip("lbfgs_direction", "loops_leaves_out_the_oldest", ("reversed(pairs):", "reversed(pairs[1:]):"),
     ("zip(pairs, reversed", "zip(pairs[1:], reversed"),
     hint="You leave out the oldest pair. All that are given count.")

slip("lbfgs_direction", "loops_beta_along_y", "r = r + (alpha - (y @ r) / (s @ y)) * s",
     "r = r + alpha * s - (y @ r) / (s @ y) * y",
     hint="In the second loop both alpha and beta belong to s; yours takes beta off along y.")

slip("lbfgs_direction", "loops_alpha_of_y_alone", "(s @ q) / (s @ y)", "(y @ q) / (y @ y)",
     hint="Your alpha is the share of q along y. The formula's has s above, and s y below.")

slip("lbfgs_direction", "loops_nothing_without_pairs",
     "    q, alphas", "    if not pairs:\n        return 0 * gradient\n    q, alphas",
     hint="Without pairs you return zeros, and nobody moves. The direction is minus the gradient then.")

slip("lbfgs_direction", "loops_first_forward", "in reversed(pairs):", "in pairs:",
     hint="Your first loop goes from the oldest pair to the newest, and the alphas then meet the wrong pairs. Read the "
     "formula from the right: the newest comes first.")

slip("lbfgs_direction", "loops_pairs_reversed_twice", "zip(pairs, reversed(alphas), strict=True)",
     "zip(reversed(pairs), reversed(alphas), strict=True)",
     hint="In the second loop the pairs run from the newest again, and the alphas do not. It comes *back*: from the "
     "oldest pair, each with its own alpha.")

slip("lbfgs_direction", "loops_only_the_second", "        q = q - alphas[-1] * y\n", "",
     hint="Your first loop takes the alphas and leaves q as it was. The bracket takes a multiple of y off.")


slip("lbfgs_direction", "loops_rho_upside_down", ("(s @ q) / (s @ y)", "(s @ q) * (s @ y)"),
     ("(y @ r) / (s @ y)", "(y @ r) * (s @ y)"),
     hint="Your rho is the inner product itself, and not one over it.")

slip("lbfgs_direction", "loops_alpha_upside_down", "(s @ q) / (s @ y)", "(s @ q) * (s @ y)",
     hint="The rho of your alpha is the inner product of s and y itself, and not one over it.")

slip("lbfgs_direction", "loops_beta_upside_down", "(y @ r) / (s @ y)", "(y @ r) * (s @ y)",
     hint="The rho of your beta is the inner product of s and y itself, and not one over it.")


# --- minimize_lbfgs -------------------------------------------------------------------------------------------

slip("minimize_lbfgs", "minimizer_keeps_every_pair", "if s @ y > 0:", "if True:",
     hint="You keep pairs with s y of 0 or less. After such a pair the direction may point uphill, and the search "
     "finds nothing.")

slip("minimize_lbfgs", "minimizer_keeps_the_oldest", "[-memory:]", "[:memory]",
     hint="You keep the *first* pairs and drop the new ones. They tell of ground that you have left.")

slip("minimize_lbfgs", "minimizer_never_forgets", "[-memory:]", "",
     hint="`memory` changes nothing: you keep all pairs.")

slip("minimize_lbfgs", "minimizer_newest_first", "[*pairs, (s, y)][-memory:]", "[(s, y), *pairs][:memory]",
     hint="Your list begins with the newest pair. `lbfgs_direction` wants the oldest first.")

slip("minimize_lbfgs", "minimizer_first_step_whole", "first = 1.0 if pairs else min(1.0, 1 / np.linalg.norm(g))",
     "first = 1.0",
     hint="With a long gradient your first step is as long as that. Without a pair the first step has length 1 at "
     "most.")

slip("minimize_lbfgs", "minimizer_first_step_stretched", "min(1.0, 1 / np.linalg.norm(g))", "1 / np.linalg.norm(g)",
     hint="Where the gradient is short you stretch the first step to length 1. It is to be shortened only.")

slip("minimize_lbfgs", "minimizer_always_short", "1.0 if pairs else min(1.0, 1 / np.linalg.norm(g))",
     "min(1.0, 1 / np.linalg.norm(g))",
     hint="You shorten the first try in every step. Once a pair is known, the direction has the right length by "
     "itself.")

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
     hint="You go on where the ground is flat enough. Compare the gradient's length with the tolerance before each "
     "step.")

slip("minimize_lbfgs", "minimizer_skips_small_products", "if s @ y > 0:", "if s @ y > 1e-10:",
     hint="You leave out pairs whose s y is small. Where steps are short every s y is small; the docstring says 0 or "
     "less.")

slip("minimize_lbfgs", "minimizer_keeps_all_but_zero", "if s @ y > 0:", "if s @ y != 0:",
     hint="You keep pairs with a negative s y. After such a pair the direction may point uphill.")

slip("minimize_lbfgs", "minimizer_starts_over", "        w, (value, g) =", "        else:\n            pairs = []\n"
     "        w, (value, g) =",
     hint="Where a pair is useless you forget all the others too. Leave out the one.")

slip("minimize_lbfgs", "minimizer_stops_at_a_useless_pair",
     "        w, (value, g) =", "        else:\n            break\n"
     "        w, (value, g) =",
     hint="Where a pair is useless you end. The step itself is good: make it, and go on without the pair.")

slip("minimize_lbfgs", "minimizer_walks_on_nothing", "        if t is None:\n            break\n", "",
     hint="The search may find nothing and return None. Your code goes on as if it were a length.")


def by_looking_along(name, moved):
    """Keep a mistake that goes on with the None that `look_along` has returned."""

    def make(solution):
        def minimize_lbfgs(objective, w, memory=10, steps=100, tolerance=1e-6):
            value, g = objective(w)
            path, pairs = [w], []
            while len(path) <= steps and np.linalg.norm(g) > tolerance:
                p, first = solution.definitions["lbfgs_direction"](g, pairs), 1.0 if pairs else min(
                    1.0, 1 / np.linalg.norm(g)
                )
                found = solution.definitions["look_along"](objective, w, value, g, p, first)
                there, value, ahead = moved(found)
                s, y = there - w, ahead - g
                if s @ y > 0:
                    pairs = [*pairs, (s, y)][-memory:]
                w, g = there, ahead
                path.append(w)
            return np.stack(path)

        return minimize_lbfgs

    make.__name__ = name
    mistake("minimize_lbfgs", hint="The search may find nothing, and then `look_along` returns None. Your code takes "
                                   "it apart all the same. Ask first: the path ends there.")(make)


def taken_apart(found):
    """Three names for what was found."""
    there, value, ahead = found
    return there, value, ahead


by_looking_along("minimizer_takes_nothing_apart", taken_apart)
by_looking_along("minimizer_indexes_nothing", lambda found: (found[0], found[1], found[2]))

slip("minimize_lbfgs", "minimizer_keeps_places_and_gradients",
     ("s, y = t * p, seen[t][1] - g", "s, y = w + t * p, seen[t][1]"),
     ("w + s, seen[t]", "s, seen[t]"),
     hint="Your pair is the new place and the new gradient. s and y are their *changes*.")

slip("minimize_lbfgs", "minimizer_stays", "w, (value, g) = w + s, seen[t]\n        path.append(w)",
     "value, g = seen[t]\n        path.append(w + s)",
     hint="You write the new place down, but `w` stays what it was: every step begins at the start.")

slip("minimize_lbfgs", "minimizer_ends_by_the_step", "np.linalg.norm(g) > tolerance",
     "(len(path) < 2 or np.linalg.norm(path[-1] - path[-2]) > tolerance)",
     hint="You end where the last *step* is short. The docstring asks for the length of the gradient, before each "
     "step, the first one too.")

slip("minimize_lbfgs", "minimizer_stays_and_notes", "        if t is None:\n            break\n",
     "        if t is None:\n            t, seen[0.0] = 0.0, (value, g)\n",
     hint="Where the search finds nothing you stay and write the same point down again and again. It ends there.")

slip("minimize_lbfgs", "minimizer_returns_nothing", "        if t is None:\n            break\n",
     "        if t is None:\n            return None\n",
     hint="Where the search finds nothing you return None. The path up to there is asked for.")

slip("minimize_lbfgs", "minimizer_one_step_less", "len(path) <= steps", "len(path) < steps",
     hint="You make one step less than `steps`: the start is a point of the path, but no step.")

slip("minimize_lbfgs", "minimizer_without_the_start", ("path, pairs = [w], []", "path, pairs = [], []"),
     ("len(path) <= steps", "len(path) < steps"), ("return np.stack(path)",
     "return np.array(path).reshape(-1, len(w))"),
     hint="The start is missing: it is the first row of the path.")

slip("minimize_lbfgs", "minimizer_ends_by_the_loss", "np.linalg.norm(g) > tolerance", "value > tolerance",
     hint="You compare the *loss* with the tolerance. The minimum need not be 0; the gradient's length is asked for.")

slip("minimize_lbfgs", "minimizer_ends_by_the_square", "np.linalg.norm(g) > tolerance", "g @ g > tolerance",
     hint="You compare the square of the gradient's length with the tolerance.")

slip("minimize_lbfgs", "minimizer_flat_enough_is_not", "> tolerance", ">= tolerance",
     hint="Where the length is exactly the tolerance you go on. The docstring says: this or less.")

slip("minimize_lbfgs", "minimizer_whole_after_a_step", "1.0 if pairs else", "1.0 if len(path) > 1 else",
     hint="You try the whole length after the first *step*. It is due as soon as a pair is kept.")

slip("minimize_lbfgs", "minimizer_short_with_pairs", "1.0 if pairs else", "1.0 if not pairs else",
     hint="You shorten the first try where pairs are known, and not where none is. It is the other way around.")

slip("minimize_lbfgs", "minimizer_y_is_the_gradient", "seen[t][1] - g", "seen[t][1]",
     hint="Your y is the new gradient. It should be its *change*.")

slip("minimize_lbfgs", "minimizer_s_is_the_place", ("s, y = t * p, seen", "s, y = w + t * p, seen"),
     ("w + s, seen[t]", "w + t * p, seen[t]"),
     hint="Your s is the new place. It should be the *change* of the weights.")

slip("minimize_lbfgs", "minimizer_s_without_the_length", ("s, y = t * p, seen", "s, y = p, seen"),
     ("w + s, seen[t]", "w + t * p, seen[t]"),
     hint="Your s is the whole direction, though you walk a share of it. s and y have to belong to one step.")

slip("minimize_lbfgs", "minimizer_s_and_y_exchanged", "[*pairs, (s, y)]", "[*pairs, (y, s)]",
     hint="Your pairs are (y, s). `lbfgs_direction` wants (s, y).")

slip("minimize_lbfgs", "minimizer_slope_upward", "g @ p, first", "-(g @ p), first",
     hint="The slope along the direction has to be negative; yours has the opposite sign, so the search lets the loss "
     "rise a little.")

slip("minimize_lbfgs", "minimizer_slope_of_the_gradient", "g @ p, first", "-(g @ g), first",
     hint="Your slope is that along minus the gradient. You walk along another direction.")

slip("minimize_lbfgs", "minimizer_old_value", "w, (value, g) = w + s, seen[t]", "w, (_, g) = w + s, seen[t]",
     hint="The search compares with the loss at the *start* in every step: `value` stays what it was.")

slip("minimize_lbfgs", "minimizer_old_gradient", "w, (value, g) = w + s, seen[t]", "w, (value, _) = w + s, seen[t]",
     hint="Your gradient stays that of the start.")

slip("minimize_lbfgs", "minimizer_one_pair_less",
     "[*pairs, (s, y)][-memory:]", "[*pairs, (s, y)][max(0, len(pairs) + 2 - memory):]",
     hint="You keep one pair less than `memory`.")

slip("minimize_lbfgs", "minimizer_one_pair_more", "[-memory:]", "[-memory - 1:]",
     hint="You keep one pair more than `memory`.")

slip("minimize_lbfgs", "minimizer_first_by_the_square", "1 / np.linalg.norm(g))", "1 / (g @ g))",
     hint="Your first length is one over the *square* of the gradient's length. The step is to have length 1 at most.")

slip("minimize_lbfgs", "minimizer_first_by_the_sum", "1 / np.linalg.norm(g))", "1 / np.sum(np.abs(g)))",
     hint="You add up the sizes of the gradient's entries. Its length is the root of the sum of squares.")

slip("minimize_lbfgs", "minimizer_first_the_larger", "min(1.0, 1 /", "max(1.0, 1 /",
     hint="You take the larger of the two lengths. The first step is to have length 1 at most.")

slip("minimize_lbfgs", "minimizer_first_the_length", "min(1.0, 1 / np.linalg.norm(g))", "min(1.0, np.linalg.norm(g))",
     hint="Your first length is the gradient's own. The direction has that length already: divide.")

slip("minimize_lbfgs", "minimizer_does_not_search", "t = backtracking_line_search(loss_at, value, g @ p, first)",
     "t = first\n        loss_at(t)",
     hint="You walk the first length without a search, so the loss may rise.")

slip("minimize_lbfgs", "minimizer_backward", "w + s, seen[t]", "w - s, seen[t]",
     hint="You walk against the direction. It points downhill already: add.")

slip("minimize_lbfgs", "minimizer_forgets_all_when_full", "pairs = [*pairs, (s, y)][-memory:]",
     "pairs = [*pairs, (s, y)] if len(pairs) < memory else []",
     hint="When the memory is full you forget everything. Only the oldest pair is dropped.")

slip("minimize_lbfgs", "minimizer_notes_directions", "path.append(w)", "path.append(p)",
     hint="Your path holds the directions. The weights are asked for.")

slip("minimize_lbfgs", "minimizer_turns_the_direction",
     "p, seen = lbfgs_direction(g, pairs)", "p, seen = -lbfgs_direction(g, pairs)",
     hint="`lbfgs_direction` points downhill already, and you turn it around.")

slip("minimize_lbfgs", "minimizer_along_the_gradient", "p, seen = lbfgs_direction(g, pairs)", "p, seen = -g",
     hint="You walk along minus the gradient in every step: your pairs are kept and not used.")

slip("minimize_lbfgs", "minimizer_takes_the_first_length", "        if t is None:\n            break\n",
     "        if t is None:\n            t = first\n",
     hint="Where the search finds nothing you walk all the same, and the loss rises. It ends there.")

slip("minimize_lbfgs", "minimizer_first_by_the_weights", "1 / np.linalg.norm(g))", "1 / np.linalg.norm(w))",
     hint="Your first length goes with the length of the *weights*. It is the gradient's that counts.")

slip("minimize_lbfgs", "minimizer_asks_twice_a_try", "return seen[t][0]", "return objective(w + t * p)[0]",
     hint="You ask for the same loss twice at each try.")

slip("minimize_lbfgs", "minimizer_keeps_at_zero", "s @ y > 0", "s @ y >= 0",
     hint="You keep a pair with s y of exactly 0, and then divide by it.")

slip("minimize_lbfgs", "minimizer_other_settings", "g @ p, first)", "g @ p, first, share=0.1)",
     hint="Your search has settings of its own. The docstring asks for the defaults.")

slip("minimize_lbfgs", "minimizer_shrinks_otherwise", "g @ p, first)", "g @ p, first, shrink=0.8)",
     hint="Your search has settings of its own. The docstring asks for the defaults.")

slip("minimize_lbfgs", "minimizer_ends_after_the_step",
     ("while len(path) <= steps and np.linalg.norm(g) > tolerance:", "while len(path) <= steps:"),
     ("        path.append(w)\n", "        path.append(w)\n        if np.linalg.norm(g) <= tolerance:\n            "
     "break\n"),
     hint="You look at the gradient *after* the step, so a start that is flat enough is left all the same.")


@mistake("minimize_lbfgs", hint="Your pairs outlive the call: the next minimization begins with those of the last "
                                "one, on other ground. Where is the list made?")
def minimizer_keeps_pairs_between_calls(solution):
    """A list outside of the function, as it stands when the public probes run in their order."""
    pairs = []

    def minimize_lbfgs(objective, w, memory=10, steps=100, tolerance=1e-6):
        if len(w) == 4 and memory == 10 and np.linalg.norm(w) > 1:
            pairs.clear()
        value, g = objective(w)
        path = [w]
        while len(path) <= steps and np.linalg.norm(g) > tolerance:
            p, seen = solution.lbfgs_direction(g, pairs), {}

            def loss_at(t, w=w, p=p, seen=seen):
                seen[t] = objective(w + t * p)
                return seen[t][0]

            first = 1.0 if pairs else min(1.0, 1 / np.linalg.norm(g))
            t = solution.backtracking_line_search(loss_at, value, g @ p, first)
            if t is None:
                break
            s, y = t * p, seen[t][1] - g
            if s @ y > 0:
                pairs[:] = [*pairs, (s, y)][-memory:]
            w, (value, g) = w + s, seen[t]
            path.append(w)
        return np.stack(path)

    return minimize_lbfgs


# --- quiz -----------------------------------------------------------------------------------------------------

wrong_letters(
    "quiz_promise",
    a="A fall of 2 is what the slope alone promises for this step. The curvature takes a part of it back.",
    c="A fall of 0.5 is what one of the two weights brings. The other one has a gradient, too.",
    d="Newton's step does lead to the model's minimum. But nothing says that the loss is 0 there.",
)

wrong_letters(
    "quiz_price",
    a="Three times the weights, three times of everything: so it would be for gradient descent. But a "
      "Hessian has a number for each pair of weights.",
    b="What has to be stored grows with the square of the number. But solving the equations takes more than "
      "looking once at each of their numbers.",
    d="The time grows with the third power of the number. But a Hessian has rows and columns, and no third "
      "side.",
)

wrong_letters(
    "quiz_saddle_step",
    a="In a bowl the minus sign is enough. Here the inverse of the Hessian turns one of the two parts "
      "around.",
    b="The two parts do pull in opposite ways. But each is divided by its own curvature: work out both.",
    d="Without positive curvature the step is a risk, not an impossibility. Which curvature could you not "
      "divide by?",
)

wrong_letters(
    "quiz_pairs",
    a="All three have measured something. But L-BFGS needs a curvature above zero along each step: work out "
      "the three inner products of s and y.",
    c="A step and a change of opposite signs look wrong, and the first pair holds such entries. But it is "
      "the whole inner product that counts.",
    d="The second pair looks balanced, since the entries of y cancel in a plain sum. But they are "
      "multiplied by those of s first.",
)

wrong_letters(
    "quiz_job",
    a="A few pairs of vectors are all that L-BFGS has to keep, that is true. But a pair compares two looks "
      "at the same data, and this text is seen once.",
    b="A look at all images may be affordable. But they are flipped and cropped anew each time, so two "
      "looks at the same weights give two losses.",
    d="A small data set does allow a look at all of it. But dropout draws other units each time, so two "
      "looks at the same weights give two losses.",
)
