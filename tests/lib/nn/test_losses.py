"""Labels that are none, scores far out, smoothing and class weights, and the metrics beside the losses."""

import math

import numpy as np
import pytest

from gradschool import backend, nn

SCORES = np.log(np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]]))
TAKERS = {"cross-entropy": nn.softmax_cross_entropy, "accuracy": nn.accuracy}
WRONG = {
    "too large": ([0, 3], r"labels\[1\] is 3; with 3 classes a label is a whole number from 0 to 2"),
    "negative": ([-1, 0], r"labels\[0\] is -1;"),
    "fractional": ([1.0, 0.5], r"labels\[1\] is 0\.5;"),
    "NaN": ([math.nan, 1.0], r"labels\[0\] is nan;"),
    "a column": ([[0], [1]], r"labels have shape \(2, 1\); one class a row is shape \(2,\): labels\[:, 0\]"),
    "of another batch": ([0, 1, 2], r"labels have shape \(3,\); for scores of shape \(2, 3\) give \(2,\)"),
}


@pytest.mark.parametrize("taker", TAKERS)
@pytest.mark.parametrize("wrong", WRONG)
def test_a_label_that_is_no_class_is_refused_with_its_place(taker, wrong, device):
    labels, words = WRONG[wrong]
    with pytest.raises(ValueError, match=words):
        TAKERS[taker](backend.to_device(SCORES), backend.to_device(np.asarray(labels)))


@pytest.mark.parametrize("dtype", ["int64", "int32", "uint8", "float64", "bool"])
def test_classes_may_be_stored_in_any_dtype_that_holds_whole_numbers(dtype, device):
    labels = backend.to_device(np.array([0, 1]).astype(dtype))
    loss, _ = nn.softmax_cross_entropy(backend.to_device(SCORES), labels)
    np.testing.assert_allclose(backend.to_numpy(loss), -(math.log(0.7) + math.log(0.3)) / 2)


def test_class_numbers_of_the_shape_of_probabilities_are_refused(device):
    table = backend.to_device(np.array([[0.5, 0.5, 0.0], [1.0, 2.0, 0.0]]))
    with pytest.raises(ValueError, match=r"labels\[1\] is \[1\.0, 2\.0, 0\.0\]; a row of probabilities"):
        nn.softmax_cross_entropy(backend.to_device(SCORES), table)
    with pytest.raises(TypeError, match=r"labels of shape \(batch, classes\), probabilities: int64"):
        nn.softmax_cross_entropy(backend.to_device(SCORES), backend.to_device(np.eye(3, dtype="int64")[:2]))


def test_probabilities_are_no_labels_of_accuracy():
    with pytest.raises(ValueError, match="as probabilities have; give class numbers"):
        nn.accuracy(SCORES, np.full((2, 3), 1 / 3))


@pytest.mark.parametrize("target", [2.0, -0.1, math.nan])
@pytest.mark.parametrize("taker", [nn.binary_cross_entropy, nn.binary_accuracy])
def test_a_target_that_is_no_probability_is_refused_with_its_place(taker, target, device):
    targets = backend.to_device(np.array([[1.0], [target]]))
    with pytest.raises(ValueError, match=rf"targets\[1, 0\] is {target}; a target is a probability, from 0 to 1"):
        taker(backend.to_device(np.zeros((2, 1))), targets)


def test_targets_without_the_column_of_their_scores_are_told_how_to_get_it():
    with pytest.raises(ValueError, match=r"reshape one: targets\[:, None\] has shape \(2, 1\)"):
        nn.binary_cross_entropy(np.zeros((2, 1)), np.zeros(2))


@pytest.mark.parametrize("loss", [nn.softmax_cross_entropy, nn.binary_cross_entropy, nn.mean_squared_error])
def test_whole_numbers_as_scores_are_refused(loss):
    with pytest.raises(TypeError, match="int64 is neither float32 nor float64"):
        loss(np.ones((2, 2), "int64"), np.eye(2))


@pytest.mark.parametrize("dtype", ["int64", "uint8"])
def test_the_error_of_whole_targets_is_signed(dtype):
    loss, gradient = nn.mean_squared_error(np.array([0.0, 5.0]), np.array([3, 3], dtype))
    assert float(loss) == 6.5
    assert gradient.tolist() == [-3, 2]


@pytest.mark.filterwarnings("error")
def test_a_class_that_can_t_be_costs_nothing_where_it_is_not_the_label(device):
    logits = backend.to_device(np.array([[1.0, 2.0, -np.inf]]))
    loss, gradient = nn.softmax_cross_entropy(logits, backend.to_device(np.array([0])))
    np.testing.assert_allclose(backend.to_numpy(loss), math.log(1 + math.e))
    assert np.isfinite(backend.to_numpy(gradient)).all()
    assert backend.to_numpy(nn.softmax_cross_entropy(logits, backend.to_device(np.array([2])))[0]) == np.inf


@pytest.mark.filterwarnings("error")
def test_sure_scores_that_are_right_cost_nothing_in_a_binary_loss(device):
    logits, targets = backend.to_device(np.array([-np.inf, np.inf])), backend.to_device(np.array([0.0, 1.0]))
    assert backend.to_numpy(nn.binary_cross_entropy(logits, targets)[0]) == 0
    assert backend.to_numpy(nn.binary_cross_entropy(-logits, targets)[0]) == np.inf


def test_smoothing_takes_its_share_from_the_label_and_spreads_it(device):
    soft = np.array([[0.8 + 0.2 / 3, 0.2 / 3, 0.2 / 3], [0.2 / 3, 0.2 / 3, 0.8 + 0.2 / 3]])
    expected = nn.softmax_cross_entropy(SCORES, soft)
    found = nn.softmax_cross_entropy(backend.to_device(SCORES), backend.to_device(np.array([0, 2])), smoothing=0.2)
    for ours, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(backend.to_numpy(ours), theirs, rtol=1e-12)


def test_a_weight_of_two_counts_as_two_examples(device):
    weights = backend.to_device(np.array([1.0, 2.0, 1.0]))
    weighted, _ = nn.softmax_cross_entropy(
        backend.to_device(SCORES), backend.to_device(np.array([0, 1])), class_weights=weights
    )
    twice, _ = nn.softmax_cross_entropy(SCORES[[0, 1, 1]], np.array([0, 1, 1]))
    np.testing.assert_allclose(backend.to_numpy(weighted), twice)


@pytest.mark.parametrize("smoothing", [1.5, -0.1, None])
def test_smoothing_out_of_its_range_is_refused(smoothing):
    with pytest.raises(ValueError, match=r"smoothing is .*; it must be in \[0, 1\]"):
        nn.softmax_cross_entropy(SCORES, np.array([0, 1]), smoothing=smoothing)


def test_class_weights_of_another_number_than_the_classes_are_refused():
    with pytest.raises(ValueError, match=r"class_weights have shape \(2,\); one a class is \(3,\)"):
        nn.softmax_cross_entropy(SCORES, np.array([0, 1]), class_weights=np.ones(2))


def test_a_score_that_is_no_number_is_wrong_in_every_metric(device):
    logits = backend.to_device(np.array([[np.nan, 0.0], [0.0, np.nan], [1.0, 0.0]]))
    assert float(nn.accuracy(logits, backend.to_device(np.array([0, 0, 0])))) == pytest.approx(1 / 3)
    scores = backend.to_device(np.array([np.nan, np.nan, 1.0]))
    assert float(nn.binary_accuracy(scores, backend.to_device(np.array([0.0, 1.0, 1.0])))) == pytest.approx(1 / 3)


def test_binary_accuracy_counts_the_right_side_of_zero(device):
    logits = backend.to_device(np.array([[-1.0], [2.0], [3.0], [-4.0]], "float32"))
    targets = backend.to_device(np.array([[0], [1], [0], [0]]))
    assert float(nn.binary_accuracy(logits, targets)) == 0.75


@pytest.mark.parametrize("taker", [nn.accuracy, nn.softmax_cross_entropy, nn.binary_accuracy, nn.mean_squared_error])
def test_the_mean_over_nothing_is_refused(taker):
    with pytest.raises(ValueError, match=r"batch of at least 1|at least one row|no scores|empty"):
        taker(np.ones((0, 2)), np.ones((0, 2)))


NO_NUMBERS = {
    "words": np.array(["cat", "1"]),
    "objects": np.array([0, None], dtype=object),
    "dates": np.array([0, 1], "datetime64[s]"),
    "complex numbers": np.array([0, 1], complex),
}


@pytest.mark.parametrize("labels", NO_NUMBERS)
@pytest.mark.parametrize("taker", [nn.softmax_cross_entropy, nn.accuracy])
def test_labels_that_are_no_numbers_are_refused_with_their_dtype(taker, labels):
    with pytest.raises(TypeError, match=r"labels have dtype .*, which holds no real numbers; give each name a number"):
        taker(SCORES, NO_NUMBERS[labels])


@pytest.mark.parametrize("targets", NO_NUMBERS)
@pytest.mark.parametrize("taker", [nn.mean_squared_error, nn.binary_cross_entropy, nn.binary_accuracy])
def test_targets_that_are_no_numbers_are_refused_with_their_dtype(taker, targets):
    with pytest.raises(TypeError, match=r"targets have dtype .*, which holds no real numbers"):
        taker(np.zeros(2), NO_NUMBERS[targets])


@pytest.mark.parametrize("taker", [nn.softmax_cross_entropy, nn.accuracy])
def test_a_masked_array_is_no_array_of_labels(taker):
    with pytest.raises(TypeError, match="labels is a MaskedArray, whose masks or products are its own; fill"):
        taker(SCORES, np.ma.array([0, 1], mask=[False, True]))


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ([1.0, -1.0, 1.0], r"class_weights\[1\] is -1\.0; a class counts a number from 0 on"),
        ([1.0, 1.0, math.nan], r"class_weights\[2\] is nan"),
        ([math.inf, 1.0, 1.0], r"class_weights\[0\] is inf"),
        ([0.0, 0.0, 1.0], "all labels of the batch are of classes whose class_weights are 0"),
    ],
)
def test_class_weights_that_give_no_mean_are_refused(weights, words, device):
    with pytest.raises(ValueError, match=words):
        nn.softmax_cross_entropy(
            backend.to_device(SCORES),
            backend.to_device(np.array([0, 1])),
            class_weights=backend.to_device(np.array(weights)),
        )


def test_a_class_may_weigh_nothing_beside_others():
    loss, gradient = nn.softmax_cross_entropy(SCORES, np.array([0, 1]), class_weights=np.array([0.0, 1.0, 1.0]))
    np.testing.assert_allclose(loss, -math.log(0.3))
    assert (gradient[0] == 0).all()


@pytest.mark.parametrize(
    ("taker", "other"),
    [(nn.softmax_cross_entropy, "binary_cross_entropy"), (nn.accuracy, "binary_accuracy")],
)
@pytest.mark.parametrize("labels", [np.array([0, 0]), np.array([0, 1]), np.ones((2, 1))])
def test_one_score_a_row_is_sent_to_the_binary_function(taker, other, labels):
    with pytest.raises(ValueError, match=rf"a single score a row, .*\(2, 1\).*{other}\(logits, labels\[:, None\]\)"):
        taker(np.ones((2, 1)), labels)


def test_a_row_of_targets_beside_a_column_of_predictions_is_told_how_to_become_one():
    with pytest.raises(ValueError, match=r"targets\[:, None\] has shape \(2, 1\)"):
        nn.mean_squared_error(np.zeros((2, 1)), np.zeros(2))


@pytest.mark.parametrize("strength", [-1, math.nan, "0.1"])
@pytest.mark.parametrize("penalty", [nn.l1_penalty, nn.l2_penalty])
def test_a_penalty_that_would_reward_large_weights_is_refused(penalty, strength):
    with pytest.raises(ValueError, match=r"l[12]_penalty: strength is .*; it must be in \[0, inf\)"):
        penalty(np.ones(3), strength)


def test_a_penalty_on_whole_numbers_is_refused():
    with pytest.raises(TypeError, match="l2_penalty: w: int64 is neither"):
        nn.l2_penalty(np.ones(3, "int64"), 0.1)


def test_labels_in_the_place_of_logits_are_told_the_order():
    with pytest.raises(ValueError, match=r"logits have shape \(2,\) and labels \(2, 3\); logits come first"):
        nn.softmax_cross_entropy(np.array([0, 1]), np.zeros((2, 3), "float32"))
