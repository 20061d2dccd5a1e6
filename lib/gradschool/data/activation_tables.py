"""Five printed tables of activations, to be reproduced: what ten layers of 500 units make of a random input.

They stand on the slides of Stanford's CS231n (F.-F. Li, A. Karpathy, J. Johnson 2016, lecture 5), where thousands
learned to choose the size of random weights; the course's lecture notes 003 print them again.
"""

import numpy as np

_PRINTED = {
    "tanh, 0.01": """0.000927 0.998388  -0.000117 0.213081  -0.000001 0.047551  -0.000002 0.010630  0.000001 0.002378
        0.000002 0.000532  -0.000000 0.000119  0.000000 0.000026  -0.000000 0.000006  0.000000 0.000001
        -0.000000 0.000000""",
    "tanh, 1": """0.001800 1.001311  -0.000430 0.981879  -0.000849 0.981649  0.000566 0.981601  0.000483 0.981755
        -0.000682 0.981614  -0.000401 0.981560  -0.000237 0.981520  -0.000448 0.981913  -0.000899 0.981728
        0.000584 0.981736""",
    "tanh, sqrt(1/500)": """0.001800 1.001311  0.001198 0.627953  -0.000175 0.486051  0.000055 0.407723
        -0.000306 0.357108  0.000142 0.320917  -0.000389 0.292116  -0.000228 0.273387  -0.000291 0.254935
        0.000361 0.239266  0.000139 0.228008""",
    "ReLU, sqrt(1/500)": """0.000501 0.999444  0.398623 0.582273  0.272352 0.403795  0.186076 0.276912
        0.136442 0.198685  0.099568 0.140299  0.072234 0.103280  0.049775 0.072748  0.035138 0.051572
        0.025404 0.038583  0.018408 0.026076""",
    "ReLU, sqrt(2/500)": """0.000501 0.999444  0.562488 0.825232  0.553614 0.827835  0.545867 0.813855
        0.565396 0.826902  0.547678 0.834092  0.587103 0.860035  0.596867 0.870610  0.623214 0.889348
        0.567498 0.845357  0.552531 0.844523""",
}


def activation_tables() -> dict[str, np.ndarray]:
    """Return mean and standard deviation of the activations by layer, as CS231n printed them to six decimals.

    Returns
    -------
    dict of array, shape (11, 2)
        For each kind of unit and size of the weights (such as ``"tanh, 0.01"``), a row for the input and one for each
        of ten layers of 500 units, over 1,000 random vectors of 500 features.

    Examples
    --------
    >>> activation_tables()["ReLU, sqrt(2/500)"][10].tolist()
    [0.552531, 0.844523]
    """
    return {name: np.array(text.split(), dtype=float).reshape(11, 2) for name, text in _PRINTED.items()}
