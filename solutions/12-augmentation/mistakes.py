"""Known wrong implementations of `12-augmentation`, each with the hint that it earns. They never ship."""

import numpy as np

from grader.author import mistake, slip, wrong_letters

# --- random_window --------------------------------------------------------------------------------------------

slip("random_window", "window_one_draw_for_all", "rng.integers(0, 2 * margin + 1, (2, batch))",
     "np.repeat(rng.integers(0, 2 * margin + 1, (2, 1)), batch, axis=1)",
     hint="All images of the batch get the same window. How many rows and columns do you draw?")

slip("random_window", "window_one_draw_for_everything",
     ("rng.integers(0, 2 * margin + 1, (2, batch))",
     "np.repeat(rng.integers(0, 2 * margin + 1, (2, 1)), batch, axis=1)"),
     ("rng.random(batch) < flip", "np.repeat(rng.random(1) < flip, batch)"),
     hint="You draw once for the whole batch. Each image should get a draw of its own.")

slip("random_window", "window_one_flip_for_all", "rng.random(batch) < flip", "np.repeat(rng.random(1) < flip, batch)",
     hint="All images of the batch are mirrored, or none is. How many draws decide?")

slip("random_window", "window_last_place_left_out", "2 * margin + 1, (2, batch)", "max(2 * margin, 1), (2, batch)",
     hint="Your windows never begin in the last row or column that the docstring allows. Does `rng.integers` draw "
     "its "
     "upper end?")

slip("random_window", "window_last_place_left_out_and_none_without_a_margin", "2 * margin + 1, (2, batch)",
     "2 * margin, (2, batch)",
     hint="Your windows never begin in the last row or column that the docstring allows, and without a margin there "
     "is no place left at all. Does `rng.integers` draw its upper end?")

slip("random_window", "window_in_a_frame_around_the_batch",
     ("np.pad(images, ((0, 0), (0, 0), (margin, margin), (margin, margin)))", "np.pad(images, margin)"),
     ("framed[i, :, top", "framed[i, : images.shape[1], top"),
     hint="`np.pad(images, margin)` frames all four axes: it adds images of zeros to the batch, and channels of zeros. "
     "How wide should the frame be along each axis?")

slip("random_window", "window_upside_down", "window[:, :, ::-1]", "window[:, ::-1, :]",
     hint="You mirror top to bottom. Which axis of a (channels, height, width) window runs from left to right?")

slip("random_window", "window_channels_turned_around", "window[:, :, ::-1]", "window[::-1]",
     hint="You turn the order of the channels around. Which axis of a (channels, height, width) window runs from "
     "left "
     "to right?")

slip("random_window", "window_never_mirrored", "if mirrored[i] else window", "if False else window",
     hint="No image is mirrored, not even with a probability of 1.")

slip("random_window", "window_flip_the_wrong_way_round", "rng.random(batch) < flip", "rng.random(batch) > flip",
     hint="Your images are mirrored when they should not be, and the other way round. With `flip=0` none is "
     "mirrored.")

slip("random_window", "window_mirrors_half", "rng.random(batch) < flip", "rng.random(batch) < 0.5",
     hint="Half of your images are mirrored, whatever `flip` says.")


@mistake("random_window", hint="One draw gives both row and column, so your windows move along a diagonal alone.")
def window_row_for_column(solution):
    def random_window(images, rng, margin=1, flip=0.5):
        result = np.empty_like(images)
        for i, image in enumerate(images):
            image = image[:, :, ::-1] if rng.random() < flip else image
            top = left = rng.integers(0, 2 * margin + 1)
            framed = np.pad(image, ((0, 0), (margin, margin), (margin, margin)))
            result[i] = framed[:, top : top + images.shape[2], left : left + images.shape[3]]
        return result

    return random_window


slip("random_window", "window_repeats_the_border", "(margin, margin)))", '(margin, margin)), mode="edge")',
     hint="Around the image, some of your windows hold something else than zeros, or they lie in another frame. How "
     "wide is "
     "the frame on each of the four sides, and what is it made of?")

slip("random_window", "window_of_another_source", ("rng.integers(", "np.random.randint("),
     ("rng.random(", "np.random.random("),
     hint="Your draws don't come from `rng`, so nobody can repeat a run.")

slip("random_window", "window_same_seed_each_call", "    batch, _,",
     "    rng = np.random.default_rng(0)\n    batch, _,",
     hint="Each call begins with a seed of its own, so all calls draw the same windows. Go on in `rng`.")

slip("random_window", "window_in_double", "np.empty_like(images)", "np.empty(images.shape)",
     hint="The result is float64, whatever the dtype of the images.")

# --- read_between ---------------------------------------------------------------------------------------------

slip("read_between", "read_weights_turned_around", "(1 - np.abs(y - i)) * (1 - np.abs(x - j))",
     "np.abs(y - i) * np.abs(x - j)",
     hint="Your far pixels count more than the near ones. What is the weight of a pixel that is met exactly?")

slip("read_between", "read_nearest_above", "weight = (1 - np.abs(y - i)) * (1 - np.abs(x - j))",
     "weight = 1.0 * (i == top) * (j == left)",
     hint="Between pixels you read the one above and to the left. All four around a place count.")

slip("read_between", "read_nearest", "weight = (1 - np.abs(y - i)) * (1 - np.abs(x - j))",
     "weight = 1.0 * (i == np.round(y)) * (j == np.round(x))",
     hint="Between pixels you read the nearest one. All four around a place count.")

slip("read_between", "read_three_pixels", "weight = (1 - np.abs(y - i)) * (1 - np.abs(x - j))",
     "weight = (1 - np.abs(y - i)) * (1 - np.abs(x - j)) * ((i == top) | (j == left))",
     hint="Your sum lacks the pixel below and to the right. Its weight is small only near the other three.")

slip("read_between", "read_distances_exchanged", "weight = (1 - np.abs(y - i)) * (1 - np.abs(x - j))",
     "weight = (1 - np.abs(x - left - (i - top))) * (1 - np.abs(y - top - (j - left)))",
     hint="You weigh rows by the distance across, and columns by the distance down.")

slip("read_between", "read_mean_of_four", "weight = (1 - np.abs(y - i)) * (1 - np.abs(x - j))", "weight = 0.25",
     hint="All four pixels count alike, so that even a place right on a pixel gets a mean.")

slip("read_between", "read_down_alone", "(1 - np.abs(y - i)) * (1 - np.abs(x - j))",
     "(1 - np.abs(y - i)) * (j == left)",
     hint="You weigh by the distance down alone. Across, your reading jumps from pixel to pixel.")

slip("read_between", "read_across_alone", "(1 - np.abs(y - i)) * (1 - np.abs(x - j))",
     "(i == top) * (1 - np.abs(x - j))",
     hint="You weigh by the distance across alone. Downward, your reading jumps from pixel to pixel.")

slip("read_between", "read_repeats_the_border", "(i >= 0) & (i < height) & (j >= 0) & (j < width)", "(i == i)",
     hint="Outside the image you go on reading the pixel at its border. Pixels outside count as 0.")

@mistake("read_between", hint="A place that lies outside gives 0 at once. The pixels around it that lie inside still "
         "count.")
def read_zero_outside(solution):
    def read_between(images, y, x):
        height, width = images.shape[2:]
        within = (y >= 0) & (y <= height - 1) & (x >= 0) & (x <= width - 1)
        return (solution.read_between(images, y, x) * within[:, None]).astype(images.dtype)

    return read_between

slip("read_between", "read_goes_round", ("(i >= 0) & (i < height) & (j >= 0) & (j < width)", "(i == i)"),
     ("np.clip(i, 0, height - 1), np.clip(j, 0, width - 1)", "i % height, j % width"),
     hint="Beyond the last row you read the first one. Pixels outside count as 0.")

slip("read_between", "read_below_zero_from_the_other_end",
     ("(i >= 0) & (i < height) & (j >= 0) & (j < width)", "(i < height) & (j < width)"),
     ("np.clip(i, 0, height - 1)", "np.clip(i, -1, height - 1)"), ("np.clip(j, 0, width - 1)", "np.clip(j, -1, width - "
     "1)"),
     hint="Above and left of the image your index is -1, which reads the last row or column. Such a pixel counts as 0.")

@mistake("read_between", hint="Near the border you scale the weights of the pixels inside up to 1. Pixels outside "
                              "count as 0, with their weights: the image fades there.")
def read_weights_of_those_inside(solution):
    def read_between(images, y, x):
        inside = solution.read_between(np.ones_like(images[:, :1]), y, x)
        return solution.read_between(images, y, x) / np.where(inside > 0, inside, 1)

    return read_between


slip("read_between", "read_cut_toward_zero", ("np.floor(y).astype(int)", "np.trunc(y).astype(int)"),
     ("np.floor(x).astype(int)", "np.trunc(x).astype(int)"),
     hint="Inside all is right; above the first row or to the left of the first column it is not. `int` cuts -0.3 "
     "to 0.")

slip("read_between", "read_cut_toward_zero_with_weights_beyond_one",
     ("np.floor(y).astype(int)", "np.trunc(y).astype(int)"), ("np.floor(x).astype(int)", "np.trunc(x).astype(int)"),
     ("(1 - np.abs(y - i)) * (1 - np.abs(x - j))",
      "np.where(i == top, 1 - (y - top), y - top) * np.where(j == left, 1 - (x - left), x - left)"),
     hint="Inside all is right; above the first row or to the left of the first column it is not. `int` cuts -0.3 "
     "to 0, which leaves a weight of 1.3.")

slip("read_between", "read_down_for_across", "top, left = np.floor(y).astype(int), np.floor(x).astype(int)",
     "y, x = x, y\n    top, left = np.floor(y).astype(int), np.floor(x).astype(int)",
     hint="Your y and x have changed places. y counts rows, downward.")

slip("read_between", "read_last_row_left_out", "(i < height)", "(i < height - 1)",
     hint="The last row of the image counts as outside.")

slip("read_between", "read_last_column_left_out", "(j < width)", "(j < width - 1)",
     hint="The last column of the image counts as outside.")

slip("read_between", "read_first_row_left_out", "(i >= 0)", "(i > 0)",
     hint="The first row of the image counts as outside.")

slip("read_between", "read_first_column_left_out", "(j >= 0)", "(j > 0)",
     hint="The first column of the image counts as outside.")

slip("read_between", "read_channels_behind", "np.moveaxis(total, -1, 1)", "total",
     hint="The channels stand behind rows and columns.")

slip("read_between", "read_channels_by_reshape", "np.moveaxis(total, -1, 1)",
     "total.reshape(len(images), -1, *y.shape[1:])",
     hint="You bring the channels forward by a reshape. It keeps the numbers in their order, so channels and places "
     "are mixed up: an axis is to be moved.")

slip("read_between", "read_in_double", ".astype(images.dtype)", ".astype(float)",
     hint="The result is float64, whatever the dtype of the images.")

slip("read_between", "read_from_the_first_image", "images[batch,", "images[0 * batch,",
     hint="All places read from the first image of the batch.")

slip("read_between", "read_half_a_pixel_off", "    height, width = images.shape[2:]\n",
     "    height, width = images.shape[2:]\n    y, x = y - 0.5, x - 0.5\n",
     hint="You read half a pixel above and to the left of the place. (0, 0) is the middle of the first pixel, not "
     "its corner.")

# --- affine_places --------------------------------------------------------------------------------------------

slip("affine_places", "places_forward", "np.linalg.inv(matrix)", "matrix",
     hint="You use A where its inverse is due: that says where a thing goes, not where a pixel comes from.")

slip("affine_places", "places_forward_throughout", ("np.linalg.inv(matrix)", "matrix"), ("new[None] - shift",
     "new[None] + shift"),
     hint="You multiply by A and add the shift: that is the way of a thing, from old to new. A pixel asks the way "
     "back.")

slip("affine_places", "places_shift_the_wrong_way", "new[None] - shift", "new[None] + shift",
     hint="Your shift has the wrong sign: if things move down, a pixel comes from further up.")

slip("affine_places", "places_shift_behind_the_matrix",
     ("offset = new[None] - shift[:, None, None, :]", "offset = new[None] + 0 * shift[:, None, None, :]"),
     ("offset) + middle", "offset) + middle - shift[:, None, None, :]"),
     hint="You take the shift off behind the matrix. The thing was moved last, so on the way back the move comes "
     "first.")

slip("affine_places", "places_shift_left_out", "new[None] - shift[:", "new[None] - 0 * shift[:",
     hint="Your places don't depend on the shift.")

slip("affine_places", "places_transposed", "np.linalg.inv(matrix)", "np.swapaxes(np.linalg.inv(matrix), 1, 2)",
     hint="You multiply by the inverse, but from the other side: (down, across) is a column, to the right of the "
     "matrix.")

slip("affine_places", "places_transposed_for_inverted", "np.linalg.inv(matrix)", "np.swapaxes(matrix, 1, 2)",
     hint="You transpose A instead of inverting it. That is the same for turns alone.")

slip("affine_places", "places_about_the_corner", "[(height - 1) / 2, (width - 1) / 2]", "[0, 0]",
     hint="You turn about the first pixel. Places are counted from the middle of the image.")

slip("affine_places", "places_about_half_the_size", "[(height - 1) / 2, (width - 1) / 2]", "[height / 2, width / 2]",
     hint="Your middle is half a pixel too far down and to the right. In three rows, 0, 1 and 2, which is the "
     "middle one?")

slip("affine_places", "places_about_a_whole_pixel", "[(height - 1) / 2, (width - 1) / 2]",
     "[(height - 1) // 2, (width - 1) // 2]",
     hint="With an even number of rows the middle lies between two of them; yours is a whole number.")

slip("affine_places", "places_about_the_next_pixel", "[(height - 1) / 2, (width - 1) / 2]",
     "[height // 2, width // 2]",
     hint="With an even number of rows the middle lies between two of them; yours is the lower one.")

slip("affine_places", "places_middles_exchanged", "[(height - 1) / 2, (width - 1) / 2]",
     "[(width - 1) / 2, (height - 1) / 2]",
     hint="Your middle has row and column exchanged, which nobody would see in a square image.")

slip("affine_places", "places_from_the_middle", "offset) + middle", "offset)",
     hint="Your places are counted from the middle. What is asked for are rows and columns of the old image.")

slip("affine_places", "places_across_first", "return old[..., 0], old[..., 1]", "return old[..., 1], old[..., 0]",
     hint="You return columns first. Rows, y, come first.")

slip("affine_places", "places_across_and_down", ("shift[:, None, None, :]", "shift[:, None, None, ::-1]"),
     ("np.linalg.inv(matrix)", "np.linalg.inv(matrix)[:, ::-1, ::-1]"),
     hint="You take matrix and shift as (across, down). The first entry is down.")

slip("affine_places", "places_in_double", "return old[..., 0], old[..., 1]",
     "old = old.astype(float)\n    return old[..., 0], old[..., 1]",
     hint="Your places are float64, whatever the dtype of the matrix.")

slip("affine_places", "places_of_the_first_matrix", "np.linalg.inv(matrix)",
     "np.linalg.inv(matrix[:1]).repeat(len(matrix), 0)",
     hint="All images get the first one's matrix.")


slip("affine_places", "places_matrix_across_first", "np.linalg.inv(matrix)", "np.linalg.inv(matrix)[:, ::-1, ::-1]",
     hint="Your matrix multiplies (across, down). In the column that it multiplies, down comes first.")


# --- smooth_field ---------------------------------------------------------------------------------------------

slip("smooth_field", "field_left_rough", "range(-radius, radius + 1)) / (2 * radius + 1)", "(0,))",
     hint="Your field is scaled, but it is not smoothed.")

slip("smooth_field", "field_smoothed_once", "range(3)", "range(1)",
     hint="You smooth once. Three times is asked for.")

slip("smooth_field", "field_smoothed_twice", "range(3)", "range(2)",
     hint="You smooth twice. Three times is asked for.")

slip("smooth_field", "field_smoothed_down_alone", "for axis in (2, 3)", "for axis in (2,)",
     hint="You smooth down alone. Neighbors across go together, too.")

slip("smooth_field", "field_smoothed_across_alone", "for axis in (2, 3)", "for axis in (3,)",
     hint="You smooth across alone. Neighbors down go together, too.")

slip("smooth_field", "field_planes_smoothed_together", "for axis in (2, 3)", "for axis in (1, 2, 3)",
     hint="You smooth over the two planes as well. The moves down and those across are two fields.")

slip("smooth_field", "field_window_too_small", ("range(-radius, radius + 1)", "range(-radius, radius)"),
     ("/ (2 * radius + 1)", "/ max(2 * radius, 1)"),
     hint="Your window has the last neighbor missing. `range` ends before its second number.")

slip("smooth_field", "field_window_empty_at_radius_0", "range(-radius, radius + 1)) / (2 * radius + 1)",
     "range(-radius, radius)) / (2 * radius)",
     hint="Your window has the last neighbor missing, and at radius 0 nothing is left of it. `range` ends before its "
     "second number.")

slip("smooth_field", "field_rolled_without_an_axis", "np.roll(field, step, axis)", "np.roll(field, step)",
     hint="`np.roll` without an axis rolls the whole batch as one long row: rows, planes and images run into each "
     "other.")

@mistake("smooth_field", hint="Your neighbors form a plus. The mean is over a square, corners too.")
def field_of_a_plus(solution):
    def smooth_field(noise, radius=1, strength=0.5):
        field, steps = noise, [step for step in range(-radius, radius + 1) if step]
        for _ in range(3):
            arms = sum(np.roll(field, step, axis) for step in steps for axis in (2, 3))
            field = (field + arms) / (4 * radius + 1)
        return strength * field / np.sqrt((field**2).mean(axis=(1, 2, 3), keepdims=True))

    return smooth_field

slip("smooth_field", "field_window_of_the_radius", ("range(-radius, radius + 1)",
     "range(-(radius // 2), radius // 2 + 1)"),
     hint="Your window is too narrow: it reaches `radius` to each side of a number.")

slip("smooth_field", "field_by_the_deviation", "np.sqrt((field**2).mean(axis=(1, 2, 3), keepdims=True))",
     "field.std(axis=(1, 2, 3), keepdims=True)",
     hint="You divide by the standard deviation, which leaves the mean out. The root of the mean square is asked "
     "for.")

slip("smooth_field", "field_by_the_norm", "mean(axis=(1, 2, 3), keepdims=True)", "sum(axis=(1, 2, 3), keepdims=True)",
     hint="You divide by the root of the *sum* of the squares. The root of their mean is asked for.")

slip("smooth_field", "field_by_the_length", "(field**2).mean(axis=(1, 2, 3), keepdims=True)",
     "(field**2).sum(axis=1, keepdims=True).mean(axis=(1, 2, 3), keepdims=True)",
     hint="`strength` is the root mean square *length* of your displacements. It should be that of the numbers, both "
     "planes together.")

slip("smooth_field", "field_by_the_variance", "np.sqrt((field**2).mean(axis=(1, 2, 3), keepdims=True))",
     "(field**2).mean(axis=(1, 2, 3), keepdims=True)",
     hint="You divide by the mean square, without its root.")

slip("smooth_field", "field_by_the_largest", "np.sqrt((field**2).mean(axis=(1, 2, 3), keepdims=True))",
     "np.abs(field).max(axis=(1, 2, 3), keepdims=True)",
     hint="Your largest displacement is `strength`. The root of the mean square should be.")

slip("smooth_field", "field_one_factor_for_all", "mean(axis=(1, 2, 3), keepdims=True)", "mean()",
     hint="One factor scales the whole batch. Each image's field has a size of its own.")

slip("smooth_field", "field_a_factor_for_each_plane", "mean(axis=(1, 2, 3), keepdims=True)",
     "mean(axis=(2, 3), keepdims=True)",
     hint="The two planes of an image are scaled each by itself. They share one factor.")

slip("smooth_field", "field_unscaled", "strength * field / size", "strength * field",
     hint="You multiply by the strength, but how large was the field before? Smoothing made it smaller.")

slip("smooth_field", "field_scaled_before", ("    field = noise\n",
     "    field = noise / np.sqrt((noise**2).mean(axis=(1, 2, 3), keepdims=True))\n"),
     ("strength * field / size", "strength * field"),
     hint="You scale the noise before it is smoothed, and smoothing makes it smaller again.")

def bordered(mode):
    """Smoothing in a frame of this kind."""

    def smooth_field(noise, radius=1, strength=0.5):
        h, w = noise.shape[2:]
        field, side = noise, range(2 * radius + 1)
        for _ in range(3):
            framed = np.pad(field, ((0, 0), (0, 0), (radius, radius), (radius, radius)), mode=mode)
            field = sum(framed[:, :, i : i + h, j : j + w] for i in side for j in side) / len(side) ** 2
        return strength * field / np.sqrt((field**2).mean(axis=(1, 2, 3), keepdims=True))

    return smooth_field

@mistake("smooth_field", hint="At the border your field is smoothed with zeros. It wraps around: beyond the last row "
         "comes the first.")
def field_with_a_border(solution):
    return bordered("constant")

@mistake("smooth_field", hint="At the border your field is smoothed with its own last numbers again. It wraps around: "
         "beyond the last row comes the first.")
def field_with_its_border_repeated(solution):
    return bordered("edge")

slip("smooth_field", "field_in_double", "return strength * field / size",
     "return strength * field.astype(float) / size",
     hint="The field is float64, whatever the dtype of the noise.")

# --- color_jitter ---------------------------------------------------------------------------------------------

slip("color_jitter", "jitter_contrast_about_half",
     "middle = images.mean(axis=(1, 2, 3), keepdims=True)", "middle = 0.5",
     hint="Contrast moves your values away from one half. Every image has a mean of its own.")

slip("color_jitter", "jitter_contrast_about_zero", "middle + contrasted * (images - middle)", "contrasted * images",
     hint="Your contrast is one more brightness: it multiplies the values, not their distances from the mean.")

slip("color_jitter", "jitter_contrast_of_each_channel", "axis=(1, 2, 3)", "axis=(2, 3)",
     hint="Contrast moves each channel away from its own mean, which changes the color of the light. One mean is "
     "over the "
     "whole image.")

slip("color_jitter", "jitter_contrast_of_the_batch", "images.mean(axis=(1, 2, 3), keepdims=True)", "images.mean()",
     hint="Contrast takes the mean over the whole batch, so that each image depends on the others.")

slip("color_jitter", "jitter_contrast_of_the_old_image",
     ("    images = bright * images\n", "    old, images = images, bright * images\n"),
     ("middle = images.mean(", "middle = old.mean("),
     hint="Contrast takes the mean of the image before its brightness was changed, and the values after it.")

slip("color_jitter", "jitter_mean_left_out",
     "middle + contrasted * (images - middle)", "contrasted * (images - middle)",
     hint="The distances from the mean are multiplied. Then the mean has to come back.")

slip("color_jitter", "jitter_gray_left_out", "gray + saturated * (images - gray)", "saturated * (images - gray)",
     hint="The distances from the gray are multiplied. Then the gray has to come back.")

slip("color_jitter", "jitter_contrast_turned_around", "middle + contrasted * (images - middle)",
     "images + contrasted * (middle - images)",
     hint="A contrast of 1 makes your image flat, and 0 leaves it: the weights have changed places.")

slip("color_jitter", "jitter_saturation_turned_around", "gray + saturated * (images - gray)",
     "images + saturated * (gray - images)",
     hint="A saturation of 1 makes your image gray, and 0 leaves it: the weights have changed places.")

slip("color_jitter", "jitter_gray_of_the_image", "gray = images.mean(axis=1, keepdims=True)", "gray = middle",
     hint="Your gray is one for the whole image. Each pixel has its own: the mean over its channels.")

slip("color_jitter", "jitter_gray_of_each_channel", "gray = images.mean(axis=1, keepdims=True)",
     "gray = images.mean(axis=(2, 3), keepdims=True)",
     hint="Your gray is the mean of each channel over all pixels. It is each pixel's mean over its channels.")

slip("color_jitter", "jitter_gray_of_the_old_image",
     ("    images = bright * images\n", "    gray, images = (bright * images).mean(axis=1, keepdims=True), bright * "
     "images\n"),
     ("    gray = images.mean(axis=1, keepdims=True)\n", ""),
     hint="Your grays are those of the image before its contrast was changed, and the values those after it.")

@mistake("color_jitter", hint="You weigh red, green and blue as the eye does. The gray asked for is the plain mean "
"over "
         "however many channels there are.")
def jitter_gray_as_the_eye_sees(solution):
    def color_jitter(images, brightness, contrast, saturation):
        bright, contrasted, saturated = (part[:, None, None, None] for part in (brightness, contrast, saturation))
        images = bright * images
        middle = images.mean(axis=(1, 2, 3), keepdims=True)
        images = middle + contrasted * (images - middle)
        weights = np.array([0.299, 0.587, 0.114], images.dtype)[None, :, None, None]
        gray = (weights * images).sum(axis=1, keepdims=True)
        return np.clip(gray + saturated * (images - gray), 0, 1)

    return color_jitter

slip("color_jitter", "jitter_not_cut_off", "np.clip(gray + saturated * (images - gray), 0, 1)",
     "gray + saturated * (images - gray)",
     hint="Some of your values leave the range from 0 to 1.")

slip("color_jitter", "jitter_cut_off_above_alone", "np.clip(gray + saturated * (images - gray), 0, 1)",
     "np.minimum(gray + saturated * (images - gray), 1)",
     hint="Some of your values are below 0: you cut off above alone.")

slip("color_jitter", "jitter_cut_off_below_alone", "np.clip(gray + saturated * (images - gray), 0, 1)",
     "np.maximum(gray + saturated * (images - gray), 0)",
     hint="Some of your values are above 1. Is that cut off, and where do these images end: at 1, or at 255?")

slip("color_jitter", "jitter_cut_off_after_each",
     ("images = bright * images\n", "images = np.clip(bright * images, 0, 1)\n"),
     ("images = middle + contrasted * (images - middle)", "images = np.clip(middle + contrasted * (images - middle), "
     "0, 1)"),
     hint="You cut off after each of the three, so that what was too bright for a moment is lost. When is it due?")

slip("color_jitter", "jitter_cut_off_after_brightness", "images = bright * images\n",
     "images = np.clip(bright * images, 0, 1)\n",
     hint="You cut off after brightness as well, so that what was too bright for a moment is lost. When is it due?")

slip("color_jitter", "jitter_by_one_plus_the_factor",
     "part[:, None, None, None] for part", "1 + part[:, None, None, None] for part",
     hint="You multiply by 1 plus the factor. A factor of 1 should change nothing.")

slip("color_jitter", "jitter_brightness_added", "bright * images", "images + bright - 1",
     hint="You add to all values. Brightness multiplies them.")

slip("color_jitter", "jitter_one_factor_for_all",
     "part[:, None, None, None] for part", "part[:1, None, None, None] for part",
     hint="All images get the factors of the first.")

slip("color_jitter", "jitter_along_the_columns",
     "part[:, None, None, None] for part", "part[None, None, None, :] for part",
     hint="Your factors run along the columns of an image. There is one for each image: which axis is that?")

slip("color_jitter", "jitter_contrast_for_saturation",
     "bright, contrasted, saturated = (", "bright, saturated, contrasted = (",
     hint="Contrast and saturation have changed places.")

slip("color_jitter", "jitter_without_brightness", "images = bright * images\n", "images = 1 * images\n",
     hint="Your images don't depend on the brightness.")

slip("color_jitter", "jitter_in_double", "np.clip(gray", "np.clip(np.float64(1) * gray",
     hint="The result is float64, whatever the dtype of the images.")


slip("color_jitter", "jitter_gray_of_what_came_in",
     ("    images = bright * images\n", "    gray, images = images.mean(axis=1, keepdims=True), bright * images\n"),
     ("    gray = images.mean(axis=1, keepdims=True)\n", ""),
     hint="Your grays are those of the image that came in, and the values those after brightness and contrast.")

slip("color_jitter", "jitter_mean_and_gray_of_what_came_in",
     ("    images = bright * images\n", "    old, images = images, bright * images\n"),
     ("middle = images.mean(", "middle = old.mean("), ("gray = images.mean(", "gray = old.mean("),
     hint="Your mean and your grays are those of the image that came in. By its turn, each of them has changed.")

slip("color_jitter", "jitter_gray_along_the_columns", "gray = images.mean(axis=1", "gray = images.mean(axis=-1",
     hint="Your gray is a mean over the columns, the last axis. Which axis of (batch, channels, height, width) are the "
     "channels?")


# --- cutout ---------------------------------------------------------------------------------------------------

SQUARE = "rng.integers(0, height, batch), rng.integers(0, width, batch)"
CUT = "result[i, :, max(top, 0) : top + size, max(left, 0) : left + size] = 0"

slip("cutout", "cut_one_draw_for_all", SQUARE,
     "np.repeat(rng.integers(0, height, 1), batch), np.repeat(rng.integers(0, width, 1), batch)",
     hint="All images of the batch get the same square. How many rows and columns do you draw?")

slip("cutout", "cut_along_a_diagonal", f"rows, columns = {SQUARE}",
     "rows = columns = rng.integers(0, min(height, width), batch)",
     hint="One draw gives both row and column, so your squares lie along a diagonal alone.")

slip("cutout", "cut_last_place_left_out",
     SQUARE, "rng.integers(0, max(height - 1, 1), batch), rng.integers(0, max(width - 1, 1), batch)",
     hint="The middle is never in the last row or column. Does `rng.integers` draw its upper end?")

slip("cutout", "cut_places_exchanged", SQUARE, "rng.integers(0, width, batch), rng.integers(0, height, batch)",
     hint="You draw rows from as many as there are columns, which nobody would see in a square image.")

slip("cutout", "cut_as_if_square", SQUARE, "rng.integers(0, height, batch), rng.integers(0, height, batch)",
     hint="You draw rows and columns from equally many, which nobody would see in a square image.")

slip("cutout", "cut_always_inside", f"rows, columns = {SQUARE}",
     "rows = rng.integers(0, max(height - size, 0) + 1, batch) + size // 2\n"
     "    columns = rng.integers(0, max(width - size, 0) + 1, batch) + size // 2",
     hint="Your squares always lie inside the image. Their middle may be any pixel, and what then lies outside is "
     "cut off, "
     "not pushed back.")

slip("cutout", "cut_negative_start", CUT, "result[i, :, top : top + size, left : left + size] = 0",
     hint="Near the upper and the left border your square begins at a negative index. From which end does that count?")

slip("cutout", "cut_from_the_middle_on", "top, left = row - size // 2, column - size // 2", "top, left = row, column",
     hint="Your square *begins* at the pixel that should be its middle.")

slip("cutout", "cut_odd_sizes_lost", CUT,
     "result[i, :, max(top, 0) : row + size // 2, max(left, 0) : column + size // 2] = 0",
     hint="Half the size to each side of the middle is one row too few where the size is odd.")

slip("cutout", "cut_one_more", CUT,
     "result[i, :, max(top, 0) : top + size + 1, max(left, 0) : left + size + 1] = 0",
     hint="Your square has one row and one column too many. The end of a slice is not in it.")

slip("cutout", "cut_even_sizes_grow", CUT,
     "result[i, :, max(top, 0) : row + size // 2 + 1, max(left, 0) : column + size // 2 + 1] = 0",
     hint="Half the size to each side and the middle itself is one row too many where the size is even.")

slip("cutout", "cut_a_whole_size_each_way", "top, left = row - size // 2, column - size // 2\n        " + CUT,
     "result[i, :, max(row - size, 0) : row + size, max(column - size, 0) : column + size] = 0",
     hint="Your square reaches a whole size from its middle to each side.")

slip("cutout", "cut_the_later_middle", "top, left = row - size // 2, column - size // 2",
     "top, left = row - (size - 1) // 2, column - (size - 1) // 2",
     hint="Where the size is even, your square lies one pixel too far down and to the right. The docstring says in "
     "which "
     "row it begins.")

slip("cutout", "cut_rows_alone", CUT, "result[i, :, max(top, 0) : top + size] = 0",
     hint="You blank whole rows. A square has columns, too.")

slip("cutout", "cut_first_channel_alone", CUT, "result[i, 0, max(top, 0) : top + size, max(left, 0) : left + size] = 0",
     hint="Only the first channel is blanked.")

@mistake("cutout", hint="Each channel gets a square of its own, so that what is gone in one is still there in another.")
def cut_another_square_in_each_channel(solution):
    def cutout(images, rng, size=4):
        planes = images.reshape(-1, 1, *images.shape[2:])
        return solution.cutout(planes, rng, size).reshape(images.shape)

    return cutout

slip("cutout", "cut_all_but_the_square", ("result = images.copy()", "result = np.zeros_like(images)"),
     (CUT, "square = (slice(max(top, 0), top + size), slice(max(left, 0), left + size))\n"
      "        result[i, :, square[0], square[1]] = images[i, :, square[0], square[1]]"),
     hint="You keep the square, and blank everything else.")

slip("cutout", "cut_to_the_mean", "left + size] = 0", "left + size] = images[i].mean()",
     hint="Your square gets the mean of its image. The docstring says what it is set to.")

slip("cutout", "cut_to_white", "left + size] = 0", "left + size] = 1",
     hint="Your square is 1. The docstring says what it is set to.")

slip("cutout", "cut_of_another_source",
     SQUARE, "np.random.randint(0, height, batch), np.random.randint(0, width, batch)",
     hint="Your draws don't come from `rng`, so nobody can repeat a run.")

slip("cutout", "cut_same_seed_each_call",
     "    batch, _, height", "    rng = np.random.default_rng(0)\n    batch, _, height",
     hint="Each call begins with a seed of its own, so all calls draw the same squares. Go on in `rng`.")

slip("cutout", "cut_in_double", "result = images.copy()", "result = images.astype(float)",
     hint="The result is float64, whatever the dtype of the images.")

# --- repaired_mix ------------------------------------------------------------------------------------------

NO_ROOT = ("np.sqrt(1 - share)", "1 - share")
NO_BORDER = (
    ("max(center[0] - half_y, 0), min(center[0] + half_y, height)", "center[0] - half_y, center[0] + half_y"),
    ("max(center[1] - half_x, 0), min(center[1] + half_x, width)", "center[1] - half_x, center[1] + half_x"),
)
AS_DRAWN = ("kept = 1 - (bottom - top) * (right - left) / (height * width)", "kept = share")
AS_SLICED = ("(bottom - top) * (right - left) / (height", "images[0, 0, top:bottom, left:right].size / (height")

DARK = "(1 - share) * images[order], share", "(1 - share) * share * images[order], share"
"""What mixup does as it circulates: the partner is taken from images that are multiplied already."""

for name, edits, hint in (
    ("mix_as_found", (NO_ROOT, *NO_BORDER, AS_DRAWN),
     "CutMix is still as it circulates, with all three bugs. Follow one window: how large is its area, where does it "
     "begin "
     "when its middle is in row 0, and how many pixels does the label count?"),
    ("mix_root_alone", (*NO_BORDER, AS_DRAWN),
     "The sides of CutMix are mended, two of its three bugs are left. At the upper and the left border the window is "
     "lost: "
     "nothing is pasted. And the label takes the share as it was drawn."),
    ("mix_border_alone", (NO_ROOT, AS_DRAWN),
     "The border of CutMix is mended, two of its three bugs are left. How large is the area of a window whose sides "
     "shrink "
     "with the share itself? And which pixels does the label count?"),
    ("mix_label_by_the_slice_alone", (NO_ROOT, *NO_BORDER, AS_SLICED),
     "The label of CutMix is mended, two of its three bugs are left. How large is the area of a window whose sides "
     "shrink "
     "with the share itself? And at the upper and the left border the window is lost: nothing is pasted."),
    ("mix_label_by_the_area_alone", (NO_ROOT, *NO_BORDER),
     "The label of CutMix counts pixels, but those of the whole window, and two more bugs are left. How large is the "
     "area "
     "of a window whose sides shrink with the share itself? And what is pasted when its middle is in row 0?"),
    ("mix_window_lost_at_the_border", (*NO_BORDER, AS_SLICED),
     "One of CutMix's three bugs is left: at the upper and the left border the window is lost, and nothing is "
     "pasted. What "
     "does `image[-2:3]` read?"),
    ("mix_window_lost_and_counted", NO_BORDER,
     "At the upper and the left border CutMix's window is lost, so nothing is pasted, and your label counts the part "
     "outside the image as well. What does `image[-2:3]` read?"),
    ("mix_share_as_drawn", (AS_DRAWN,),
     "The labels of CutMix take the share as it was drawn. At the border a part of the window is cut off, and sides "
     "are "
     "whole pixels."),
    ("mix_without_the_root", (NO_ROOT,),
     "The sides of CutMix's window shrink with the share itself. Then the area shrinks with its square."),
):
    slip("repaired_mix", name, *edits, hint=hint)
    slip("repaired_mix", f"{name}_and_dark", DARK, *edits,
         hint=f"{hint} And in mixup the partner comes in too dark, since by then it has been multiplied, too.")

slip("repaired_mix", "mix_dark", DARK,
     hint="In mixup the partner comes in too dark: it is taken from images that have been multiplied by the share by "
     "then.")

slip("repaired_mix", "mix_blend_turned_around", "share * images + (1 - share) * images[order], share",
     "(1 - share) * images + share * images[order], share",
     hint="In mixup the share that should stay goes to the partner's image, while your labels give it to the image "
     "itself.")

slip("repaired_mix", "mix_blend_in_halves", "share * images + (1 - share) * images[order], share",
     "(images + images[order]) / 2, share",
     hint="In mixup you take the mean of both images, whatever the share.")

slip("repaired_mix", "mix_blend_of_another_order", "(1 - share) * images[order], share",
     "(1 - share) * images[np.argsort(order)], share",
     hint="In mixup, images and labels are mixed with different partners. Image i is blended with image `order[i]`.")

slip("repaired_mix", "mix_blend_labels_left_alone",
     ("(1 - share) * images[order], share", "(1 - share) * images[order], 1.0"),
     hint="In mixup the labels stay as they are. The partner has a share in them.")

slip("repaired_mix", "mix_blend_label_of_the_larger_share",
     ("(1 - share) * images[order], share", "(1 - share) * images[order], float(share >= 0.5)"),
     hint="In mixup your label is that of the larger share alone. It should say both.")

slip("repaired_mix", "mix_blend_left_out", "share * images + (1 - share) * images[order], share",
     "images.copy(), share",
     hint="Without a center your images come back as they are, and only the labels are mixed.")

slip("repaired_mix", "mix_center_of_zero_is_none", "if center is None", "if center is None or not all(center)",
     hint="A center in row 0 or column 0 is a center, too: ask whether it `is None`.")

slip("repaired_mix", "mix_cut_off_at_one_end", ("min(center[0] + half_y, height)", "center[0] + half_y"),
     ("min(center[1] + half_x, width)", "center[1] + half_x"),
     hint="Your window is cut off at the upper and the left border. At the lower and the right one your label counts "
     "pixels outside the image.")

slip("repaired_mix", "mix_odd_sides",
     ("int(height * root) // 2, int(width * root) // 2", "int(height * root), int(width * root)"),
     ("max(center[0] - half_y, 0), min(center[0] + half_y, height)",
      "max(center[0] - half_y // 2, 0), min(center[0] - half_y // 2 + half_y, height)"),
     ("max(center[1] - half_x, 0), min(center[1] + half_x, width)",
      "max(center[1] - half_x // 2, 0), min(center[1] - half_x // 2 + half_x, width)"),
     hint="Some of your windows have odd sides. The docstring rounds half a side down, and takes it twice.")

@mistake("repaired_mix", hint="You paste from images that have got a window themselves by then. Take each window "
         "from the images as they came.")
def mix_from_mixed_images(solution):
    def repaired_mix(images, targets, order, share, center=None):
        if center is None:
            return solution.repaired_mix(images, targets, order, share)
        height, width = images.shape[2:]
        half_y, half_x = (int(side * np.sqrt(1 - share)) // 2 for side in (height, width))
        rows = slice(max(center[0] - half_y, 0), min(center[0] + half_y, height))
        columns = slice(max(center[1] - half_x, 0), min(center[1] + half_x, width))
        mixed = images.copy()
        for i, partner in enumerate(order):
            mixed[i, :, rows, columns] = mixed[partner, :, rows, columns]
        return mixed, solution.repaired_mix(images, targets, order, share, center)[1]

    return repaired_mix

slip("repaired_mix", "mix_share_before_the_border", "kept = 1 - (bottom - top) * (right - left)",
     "kept = 1 - 4 * half_y * half_x",
     hint="Your label counts the whole window, with the part that lies outside the image.")

slip("repaired_mix", "mix_root_of_the_share", "np.sqrt(1 - share)", "np.sqrt(share)",
     hint="Your window is as large as what should *stay*.")

slip("repaired_mix", "mix_negative_start", ("max(center[0] - half_y, 0)", "center[0] - half_y"),
     ("max(center[1] - half_x, 0)", "center[1] - half_x"),
     hint="Near the upper and the left border your window begins at a negative index. From which end does that "
     "count?")

slip("repaired_mix", "mix_moved_inside", ("max(center[0] - half_y, 0), min(center[0] + half_y, height)",
     "np.clip(center[0] - half_y, 0, height - 2 * half_y), np.clip(center[0] - half_y, 0, height - 2 * half_y) + 2 "
     "* half_y"),
     ("max(center[1] - half_x, 0), min(center[1] + half_x, width)",
      "np.clip(center[1] - half_x, 0, width - 2 * half_x), "
      "np.clip(center[1] - half_x, 0, width - 2 * half_x) + 2 * half_x"),
     hint="You push the window back into the image, so that it keeps its size. What lies outside is to be cut off.")

slip("repaired_mix", "mix_labels_exchanged", "kept * targets + (1 - kept) * targets[order]",
     "(1 - kept) * targets + kept * targets[order]",
     hint="Your labels give the partner the share that stays.")

slip("repaired_mix", "mix_labels_of_the_window", "kept = 1 - (bottom - top)", "kept = (bottom - top)",
     hint="In CutMix your label gives the window's share to the image itself. Whose pixels does the window hold?")

slip("repaired_mix", "mix_labels_left_alone", "kept * targets + (1 - kept) * targets[order]", "targets.copy()",
     hint="Your labels are those of the images before. The window's owner has a share in them.")

slip("repaired_mix", "mix_labels_of_another_order", "(1 - kept) * targets[order]",
     "(1 - kept) * targets[np.argsort(order)]",
     hint="Labels and images are mixed with different partners. In your labels, whose partner is whose?")

slip("repaired_mix", "mix_images_of_another_order", "images[order][", "images[np.argsort(order)][",
     hint="CutMix's windows come from the wrong images. Image i gets its window from image `order[i]`.")

slip("repaired_mix", "mix_labels_of_the_neighbor", "(1 - kept) * targets[order]", "(1 - kept) * targets[::-1]",
     hint="Your labels are mixed with those of the batch turned around, not with the partner's.")

slip("repaired_mix", "mix_center_exchanged", "height, width = images.shape[2:]\n",
     "height, width = images.shape[2:]\n        center = center[::-1]\n",
     hint="You take the center as (column, row).")

slip("repaired_mix", "mix_sides_exchanged", "half_y, half_x = int(height * root) // 2, int(width * root) // 2",
     "half_x, half_y = int(height * root) // 2, int(width * root) // 2",
     hint="Your window's height and width have changed places, which nobody would see in a square image.")

slip("repaired_mix", "mix_a_square_window", "int(width * root) // 2", "int(height * root) // 2",
     hint="Your window is a square. Its sides are to each other as the image's.")

slip("repaired_mix", "mix_twice_as_large", ("int(height * root) // 2", "int(height * root)"),
     ("int(width * root) // 2", "int(width * root)"),
     hint="Your window reaches a whole side from its middle to each end.")

slip("repaired_mix", "mix_halves_rounded", ("int(height * root) // 2", "round(height * root / 2)"),
     ("int(width * root) // 2", "round(width * root / 2)"),
     hint="You round half the side to the nearest whole number. The docstring says how it gets whole.")

slip("repaired_mix", "mix_from_the_center_on", ("max(center[0] - half_y, 0)", "max(center[0], 0)"),
     ("min(center[0] + half_y, height)", "min(center[0] + 2 * half_y, height)"),
     ("max(center[1] - half_x, 0)", "max(center[1], 0)"), ("min(center[1] + half_x, width)",
     "min(center[1] + 2 * half_x, width)"),
     hint="Your window *begins* at the center.")

slip("repaired_mix", "mix_last_pixel_too_many", ("min(center[0] + half_y, height)",
     "min(center[0] + half_y + 1, height)"),
     ("min(center[1] + half_x, width)", "min(center[1] + half_x + 1, width)"),
     hint="Your window is one row and one column too large at its ends.")

slip("repaired_mix", "mix_outside_in", ("mixed = images.copy()", "mixed = images[order].copy()"),
     ("images[order][:, :, top:bottom, left:right]", "images[:, :, top:bottom, left:right]"),
     hint="You paste a window of the image into its partner: what should stay around the window is gone.")

slip("repaired_mix", "mix_blends", "= images[order][:, :, top:bottom, left:right]",
     "= (mixed + images[order])[:, :, top:bottom, left:right] / 2",
     hint="Inside the window you blend two images. CutMix pastes.")

slip("repaired_mix", "mix_pastes_black", "= images[order][:, :, top:bottom, left:right]", "= 0",
     hint="You paste zeros: that is cutout. The window comes from the partner.")

slip("repaired_mix", "mix_targets_in_double", "return mixed, kept * targets",
     "return mixed, np.float64(kept) * targets",
     hint="Your labels are float64, whatever the dtype of the targets. A NumPy number widens an array, a Python "
     "float does "
     "not.")


@mistake("repaired_mix", hint="You blend in the same array from which later images take their partners, so some "
         "partners are blended already.")
def mix_blends_with_blended_images(solution):
    def repaired_mix(images, targets, order, share, center=None):
        mixed, labels = solution.repaired_mix(images, targets, order, share, center)
        if center is None:
            mixed = images.copy()
            for i, partner in enumerate(order):
                mixed[i] = share * mixed[i] + (1 - share) * mixed[partner]
        return mixed, labels

    return repaired_mix


@mistake("repaired_mix", hint="You mix image by image in one array, so a partner that comes earlier is read when it "
         "has been mixed itself. Take all partners from the images as they came.")
def mix_image_by_image(solution):
    def repaired_mix(images, targets, order, share, center=None):
        way = mix_blends_with_blended_images if center is None else mix_from_mixed_images
        return way(solution)(images, targets, order, share, center)

    return repaired_mix


# --- predict_over_crops ---------------------------------------------------------------------------------------

slip("predict_over_crops", "crops_not_mirrored", ("predict(window) + predict(window[:, :, :, ::-1])",
     "predict(window)"),
     ("total / 10", "total / 5"),
     hint="Your five windows come as they are alone. Their mirror images are missing.")

slip("predict_over_crops", "crops_middle_of_halves", "(down // 2, across // 2)",
     "(images.shape[2] // 2 - size // 2, images.shape[3] // 2 - size // 2)",
     hint="Your window in the middle is a pixel off where the size is odd and the image's is not. Halve the room that "
     "is left, not the sides.")

@mistake("predict_over_crops", hint="You mirror the whole image and cut five windows again. Where the middle lies "
         "between two columns, that is not the mirror image of your middle window.")
def crops_of_the_mirrored_image(solution):
    def predict_over_crops(predict, images, size):
        down, across = images.shape[2] - size, images.shape[3] - size
        corners = ((0, 0), (0, across), (down, 0), (down, across), (down // 2, across // 2))
        both = (images, images[..., ::-1])
        return sum(predict(whole[:, :, a : a + size, b : b + size]) for whole in both for a, b in corners) / 10

    return predict_over_crops

@mistake("predict_over_crops", hint="Your ten answers of one image are those of several images. All first windows lie "
         "one behind the other in your batch: which axis comes first, windows or images?")
def crops_of_several_images(solution):
    def predict_over_crops(predict, images, size):
        down, across = images.shape[2] - size, images.shape[3] - size
        corners = ((0, 0), (0, across), (down, 0), (down, across), (down // 2, across // 2))
        five = [images[:, :, a : a + size, b : b + size] for a, b in corners]
        answers = predict(np.concatenate(five + [one[..., ::-1] for one in five]))
        return answers.reshape(len(images), 10, -1).mean(axis=1)

    return predict_over_crops

slip("predict_over_crops", "crops_upside_down", "window[:, :, :, ::-1]", "window[:, :, ::-1, :]",
     hint="You mirror top to bottom.")

slip("predict_over_crops", "crops_turned_around", "window[:, :, :, ::-1]", "window[:, :, ::-1, ::-1]",
     hint="You turn the windows upside down as well. A mirror exchanges left and right alone.")

slip("predict_over_crops", "crops_four_corners", (", (down // 2, across // 2))", ")"), ("total / 10", "total / 8"),
     hint="The window in the middle is missing.")

slip("predict_over_crops", "crops_the_middle_alone",
     ("((0, 0), (0, across), (down, 0), (down, across), (down // 2, across // 2))", "((down // 2, across // 2),)"),
     ("total / 10", "total / 2"),
     hint="You look at the window in the middle alone. The four corners are missing.")

slip("predict_over_crops", "crops_a_sum", "total / 10", "total",
     hint="You return a sum. The probabilities of an image should add up to 1.")

slip("predict_over_crops", "crops_by_five", "total / 10", "total / 5",
     hint="The probabilities of an image add up to 2. How many answers went into your sum?")

slip("predict_over_crops", "crops_middle_rounded_up", "(down // 2, across // 2)", "(-(-down // 2), -(-across // 2))",
     hint="Where the middle lies between two rows or columns, you take the later one.")

slip("predict_over_crops", "crops_corners_twice", "(0, 0), (0, across), (down, 0), (down, across)",
     "(0, 0), (0, 0), (down, across), (down, across)",
     hint="Two of your corners come twice, and two are missing.")

slip("predict_over_crops", "crops_last_row_left_out", "images.shape[2] - size, images.shape[3] - size",
     "max(images.shape[2] - size - 1, 0), max(images.shape[3] - size - 1, 0)",
     hint="Your lower and right windows end one pixel before the border. Where does the last window begin?")

slip("predict_over_crops", "crops_down_for_across", "images.shape[2] - size, images.shape[3] - size",
     "images.shape[3] - size, images.shape[2] - size",
     hint="You have exchanged the room below and the room beside, so some windows are cut off at the border.")

slip("predict_over_crops", "crops_images_averaged", "    total = 0.0\n",
     "    corners = ((0, 0), (0, across), (down, 0), (down, across), (down // 2, across // 2))\n"
     "    ten = [images[:, :, a : a + size, b : b + size] for a, b in corners]\n"
     "    return predict(sum(one + one[..., ::-1] for one in ten) / 10)\n    total = 0.0\n",
     hint="You average the windows and ask once. It is the answers that are to be averaged.")

slip("predict_over_crops", "crops_a_vote", "predict(window) + predict(window[:, :, :, ::-1])",
     "sum(np.eye(p.shape[1])[p.argmax(axis=1)] for p in (predict(window), predict(window[:, :, :, ::-1])))",
     hint="Each window gives one whole vote to its best class. How sure it was is lost.")

slip("predict_over_crops", "crops_geometric", ("total + predict(window) + predict(window[:, :, :, ::-1])",
     "total + np.log(predict(window)) + np.log(predict(window[:, :, :, ::-1]))"), ("total / 10",
     "np.exp(total / 10)"),
     hint="You average the logarithms. The mean of the probabilities themselves is asked for.")

slip("predict_over_crops", "crops_geometric_and_scaled",
     ("total + predict(window) + predict(window[:, :, :, ::-1])",
     "total + np.log(predict(window)) + np.log(predict(window[:, :, :, ::-1]))"), ("return total / 10",
     "total = np.exp(total / 10)\n    return total / total.sum(axis=1, keepdims=True)"),
     hint="You average the logarithms of the probabilities. Average the probabilities themselves: their sum is 1 "
     "already.")

slip("predict_over_crops", "crops_the_last_counts", "total = total + predict(window)", "total = predict(window)",
     hint="Each window's answer replaces those before it.")


slip("predict_over_crops", "crops_middle_window_ends_in_the_middle", "(down // 2, across // 2)",
     "(max(images.shape[2] // 2 - size, 0), max(images.shape[3] // 2 - size, 0))",
     hint="Your fifth window ends where the middle of the image is. How much room is left above it and below it?")


# --- worth_in_labels ------------------------------------------------------------------------------------------

slip("worth_in_labels", "worth_over_the_labels", "sizes[i - 1] * (sizes[i] / sizes[i - 1]) ** way",
     "sizes[i - 1] + way * (sizes[i] - sizes[i - 1])",
     hint="You go in a straight line over the labels. The line is straight over their logarithm.")

slip("worth_in_labels", "worth_of_the_best_so_far", "if right[0] >= reached:",
     "right = np.maximum.accumulate(right)\n    if right[0] >= reached:",
     hint="You put the best share so far in the place of the curve. Behind a dip the line rises from the dip itself.")

slip("worth_in_labels", "worth_next_size", "float(sizes[i - 1] * (sizes[i] / sizes[i - 1]) ** way)",
     "float(sizes[i])",
     hint="You return the first size of the list that gets there. The curve gets there earlier, between two sizes.")

slip("worth_in_labels", "worth_size_before", "float(sizes[i - 1] * (sizes[i] / sizes[i - 1]) ** way)",
     "float(sizes[i - 1])",
     hint="You return the last size that does not get there. The curve gets there between it and the next.")

slip("worth_in_labels", "worth_way_turned_around", "(reached - right[i - 1]) / (right[i] - right[i - 1])",
     "(right[i] - reached) / (right[i] - right[i - 1])",
     hint="You measure the way from the right end of the gap. Which share does your result have if `reached` is "
     "nearly the left one?")

slip("worth_in_labels", "worth_in_logarithms", "float(sizes[i - 1] * (sizes[i] / sizes[i - 1]) ** way)",
     "float(np.log(sizes[i - 1]) + way * np.log(sizes[i] / sizes[i - 1]))",
     hint="You return the logarithm of the labels.")

slip("worth_in_labels", "worth_never_is_the_last", 'return float("inf")', "return float(sizes[-1])",
     hint="A share that the curve never reaches is worth more than the last size. How many labels, nobody knows.")

slip("worth_in_labels", "worth_infinite_before_the_first", "return float(sizes[0])",
     'return float(sizes[0]) if right[0] == reached else float("inf")',
     hint="For a share below the curve's beginning you return infinity. The docstring says what is due.")

slip("worth_in_labels", "worth_nothing_before_the_first", "return float(sizes[0])", "return 0.0",
     hint="For a share below the curve's beginning you return 0. The docstring says what is due.")

slip("worth_in_labels", "worth_strictly_above", "right[i] >= reached", "right[i] > reached",
     hint="A point that has exactly the share counts as reached.")

slip("worth_in_labels", "worth_last_crossing", "    for i in range(1, len(sizes)):\n",
     "    for i in range(len(sizes) - 1, 0, -1):\n"
     "        if right[i - 1] >= reached:\n            continue\n",
     hint="Where the curve gets there twice you take the later place.")

slip("worth_in_labels", "worth_by_interp",
     "    if right[0] >= reached:\n        return float(sizes[0])\n",
     "    return float(np.exp(np.interp(reached, right, np.log(sizes))))\n",
     hint="`np.interp` asks for shares that rise, and beyond the last it stays there. What does the docstring say "
     "about both?")

@mistake("worth_in_labels", hint="A search by halves asks for a list that rises. This curve may dip, and the first "
         "place that gets there counts.")
def worth_by_searchsorted(solution):
    def worth_in_labels(sizes, right, reached):
        if reached > right.max():
            return float("inf")
        i = int(np.searchsorted(right, reached))
        if i == 0:
            return float(sizes[0])
        way = (reached - right[i - 1]) / (right[i] - right[i - 1])
        return float(sizes[i - 1] * (sizes[i] / sizes[i - 1]) ** way)

    return worth_in_labels

@mistake("worth_in_labels", hint="`np.interp` asks for shares that rise. This curve may dip, and the first place that "
         "gets there counts.")
def worth_by_interp_with_ends(solution):
    def worth_in_labels(sizes, right, reached):
        if reached > right[-1]:
            return float("inf")
        return float(np.exp(np.interp(reached, right, np.log(sizes))))

    return worth_in_labels

@mistake("worth_in_labels", hint="A share that is never reached is worth the first size by your function. `argmax` of "
         "nothing but False is 0: ask first whether any is True.")
def worth_by_argmax_alone(solution):
    def worth_in_labels(sizes, right, reached):
        i = int(np.argmax(right >= reached))
        if i == 0:
            return float(sizes[0])
        way = (reached - right[i - 1]) / (right[i] - right[i - 1])
        return float(sizes[i - 1] * (sizes[i] / sizes[i - 1]) ** way)

    return worth_in_labels

slip("worth_in_labels", "worth_extended_to_the_left",
     "    if right[0] >= reached:\n        return float(sizes[0])\n", "",
     hint="Below the curve's beginning you extend its first gap to the left. The docstring says what is due there.")

@mistake("worth_in_labels", hint="Where the first size gets there already, `i - 1` is -1, and your gap runs from the "
         "last size to the first.")
def worth_around_the_end(solution):
    def worth_in_labels(sizes, right, reached):
        for i in range(len(sizes)):
            if right[i] >= reached:
                way = (reached - right[i - 1]) / (right[i] - right[i - 1])
                return float(sizes[i - 1] * (sizes[i] / sizes[i - 1]) ** way)
        return float("inf")

    return worth_in_labels


@mistake("worth_in_labels", hint="`np.interp` asks for shares that rise. Where this curve dips, the first place that "
         "gets there counts.")
def worth_by_interp_between(solution):
    def worth_in_labels(sizes, right, reached):
        if reached <= right[0] or reached > right.max():
            return solution.worth_in_labels(sizes, right, reached)
        return float(np.exp(np.interp(reached, right, np.log(sizes))))

    return worth_in_labels


# --- the quiz -------------------------------------------------------------------------------------------------

wrong_letters(
    "quiz_windows",
    a="These are the windows of the framed image. The function draws one more thing for each image.",
    b="Eight rows and eight columns: a frame of four pixels on both sides leaves one place more. Count them from 0.",
    d="This is the count for 224 from 256, where 32 pixels are left over. Here the room is twice the margin.",
)

wrong_letters(
    "quiz_corner",
    a="This is the share as it was drawn. It would stay if the whole window lay inside the image.",
    b="This is the whole window's share of the image, 36 of 64 pixels, and it is what goes, not what stays.",
    c="This is the window's side as a share of the image's. A label is mixed by pixels, and a part of the window is "
      "cut off.",
)

wrong_letters(
    "quiz_detector",
    a="On ImageNet mixup helps, in the first row. A detector is the last row, and there the number has another sign.",
    c="Cutout does lose less than mixup in detection. But it loses, and you need a gain.",
    d="The gains of the first row are those of another task.",
)

wrong_letters(
    "quiz_claims",
    a="Hold a *b* against a mirror: what do you read?",
    b="The image still shows a tomato. But the question was about its color.",
    d="A bird without its wing is a bird. But the label is a number, and half of the birds are gone.",
)
