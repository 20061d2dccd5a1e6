"""Other right implementations of `12-augmentation`: each must earn full points. They never ship."""

import numpy as np

from grader.author import accepted

# --- random_window --------------------------------------------------------------------------------------------


@accepted("random_window")
def window_by_indices(solution):
    def random_window(images, rng, margin=1, flip=0.5):
        n, _, h, w = images.shape
        down, across = rng.integers(-margin, margin, n, endpoint=True), rng.integers(-margin, margin, n, endpoint=True)
        rows = np.arange(h)[None, :] + down[:, None]
        columns = np.where((rng.random(n) < flip)[:, None], np.arange(w)[::-1], np.arange(w)) + across[:, None]
        inside = ((rows >= 0) & (rows < h))[:, :, None] & ((columns >= 0) & (columns < w))[:, None, :]
        each = np.arange(n)[:, None, None]
        taken = images[each, :, rows.clip(0, h - 1)[:, :, None], columns.clip(0, w - 1)[:, None, :]]
        return (np.moveaxis(taken, -1, 1) * inside[:, None]).astype(images.dtype)

    return random_window


@accepted("random_window")
def window_image_by_image(solution):
    def random_window(images, rng, margin=1, flip=0.5):
        made = []
        for image in images:
            if rng.random() < flip:
                image = np.flip(image, axis=2)
            frame = np.zeros((image.shape[0], image.shape[1] + 2 * margin, image.shape[2] + 2 * margin), image.dtype)
            frame[:, margin : margin + image.shape[1], margin : margin + image.shape[2]] = image
            top, left = rng.integers(2 * margin + 1), rng.integers(2 * margin + 1)
            made.append(frame[:, top : top + image.shape[1], left : left + image.shape[2]])
        return np.stack(made)

    return random_window


@accepted("random_window")
def window_flipped_last(solution):
    def random_window(images, rng, margin=1, flip=0.5):
        h, w = images.shape[2:]
        framed = np.pad(images, [(0, 0), (0, 0), (margin, margin), (margin, margin)])
        views = np.lib.stride_tricks.sliding_window_view(framed, (h, w), axis=(2, 3))
        places = rng.integers(0, 2 * margin + 1, (len(images), 2))
        cut = views[np.arange(len(images)), :, places[:, 0], places[:, 1]]
        return np.where(rng.random((len(images), 1, 1, 1)) >= flip, cut, cut[..., ::-1])

    return random_window


@accepted("random_window")
def window_by_binomials(solution):
    def random_window(images, rng, margin=1, flip=0.5):
        result = np.zeros_like(images)
        n, _, h, w = images.shape
        for i in range(n):
            dy, dx = (int(np.floor(rng.random() * (2 * margin + 1))) - margin for _ in range(2))
            image = images[i, :, :, ::-1] if rng.binomial(1, flip) else images[i]
            rows, columns = slice(max(-dy, 0), min(h - dy, h)), slice(max(-dx, 0), min(w - dx, w))
            result[i, :, rows, columns] = image[:, max(dy, 0) : h + min(dy, 0), max(dx, 0) : w + min(dx, 0)]
        return result

    return random_window


# --- read_between ---------------------------------------------------------------------------------------------


@accepted("read_between")
def read_in_a_frame(solution):
    def read_between(images, y, x):
        h, w = images.shape[2:]
        framed = np.pad(images, ((0, 0), (0, 0), (2, 2), (2, 2)))
        y, x = np.clip(y, -2, h) + 2, np.clip(x, -2, w) + 2
        i, j = np.floor(y).astype(int), np.floor(x).astype(int)
        a, b = (y - i)[:, None], (x - j)[:, None]
        n = np.arange(len(images))[:, None, None]
        tall, wide = np.minimum(i + 1, h + 3), np.minimum(j + 1, w + 3)
        four = [np.moveaxis(framed[n, :, k, m], -1, 1) for k in (i, tall) for m in (j, wide)]
        upper, lower = (1 - b) * four[0] + b * four[1], (1 - b) * four[2] + b * four[3]
        return ((1 - a) * upper + a * lower).astype(images.dtype)

    return read_between


@accepted("read_between")
def read_by_tents(solution):
    def read_between(images, y, x):
        h, w = images.shape[2:]
        down = np.maximum(0, 1 - np.abs(y[..., None] - np.arange(h)))
        across = np.maximum(0, 1 - np.abs(x[..., None] - np.arange(w)))
        return np.einsum("nchw,nrsh,nrsw->ncrs", images, down, across).astype(images.dtype)

    return read_between


@accepted("read_between")
def read_place_by_place(solution):
    def read_between(images, y, x):
        n, channels, h, w = images.shape
        result = np.zeros((n, channels, *y.shape[1:]), images.dtype)
        for k, r, s in np.ndindex(*y.shape):
            top, left = int(np.floor(y[k, r, s])), int(np.floor(x[k, r, s]))
            a, b = y[k, r, s] - top, x[k, r, s] - left
            for i, j, weight in (
                (top, left, (1 - a) * (1 - b)),
                (top, left + 1, (1 - a) * b),
                (top + 1, left, a * (1 - b)),
                (top + 1, left + 1, a * b),
            ):
                if 0 <= i < h and 0 <= j < w:
                    result[k, :, r, s] += weight * images[k, :, i, j]
        return result

    return read_between


@accepted("read_between")
def read_by_rolling_the_sum(solution):
    def read_between(images, y, x):
        n, channels, h, w = images.shape
        flat = images.reshape(n, channels, h * w)
        result = np.zeros((n, channels, y.shape[1] * y.shape[2]))
        for down in (np.floor(y), np.floor(y) + 1):
            for across in (np.floor(x), np.floor(x) + 1):
                there = (down > -1) & (down < h) & (across > -1) & (across < w)
                index = np.where(there, down * w + across, 0).astype(int).reshape(n, 1, -1)
                weight = np.where(there, (1 - abs(y - down)) * (1 - abs(x - across)), 0).reshape(n, 1, -1)
                result += weight * np.take_along_axis(flat, np.repeat(index, channels, axis=1), axis=2)
        return result.reshape(n, channels, *y.shape[1:]).astype(images.dtype)

    return read_between


# --- affine_places --------------------------------------------------------------------------------------------


@accepted("affine_places")
def places_solved(solution):
    def affine_places(height, width, matrix, shift):
        rows, columns = np.meshgrid(np.arange(height), np.arange(width), indexing="ij")
        new = np.stack([rows.ravel() - (height - 1) / 2, columns.ravel() - (width - 1) / 2])[None]
        old = np.linalg.solve(matrix.astype(float), new - shift[:, :, None])
        old = old.reshape(len(matrix), 2, height, width).astype(matrix.dtype)
        return old[:, 0] + matrix.dtype.type((height - 1) / 2), old[:, 1] + matrix.dtype.type((width - 1) / 2)

    return affine_places


@accepted("affine_places")
def places_written_out(solution):
    def affine_places(height, width, matrix, shift):
        a, b, c, d = (matrix[:, i, j][:, None, None] for i in (0, 1) for j in (0, 1))
        down = np.arange(height)[None, :, None] - (height - 1) / 2 - shift[:, 0, None, None]
        across = np.arange(width)[None, None, :] - (width - 1) / 2 - shift[:, 1, None, None]
        determinant = a * d - b * c
        y = (d * down - b * across) / determinant + (height - 1) / 2
        x = (a * across - c * down) / determinant + (width - 1) / 2
        return y.astype(matrix.dtype), x.astype(matrix.dtype)

    return affine_places


@accepted("affine_places")
def places_image_by_image(solution):
    def affine_places(height, width, matrix, shift):
        middle = np.array([(height - 1) / 2, (width - 1) / 2])
        y, x = np.empty((2, len(matrix), height, width), matrix.dtype)
        for n, (one, t) in enumerate(zip(matrix, shift, strict=True)):
            back = np.linalg.inv(one)
            for i in range(height):
                for j in range(width):
                    y[n, i, j], x[n, i, j] = back @ (np.array([i, j]) - middle - t) + middle
        return y, x

    return affine_places


@accepted("affine_places")
def places_by_one_offset(solution):
    def affine_places(height, width, matrix, shift):
        back = np.linalg.inv(matrix)
        middle = np.array([height - 1, width - 1], matrix.dtype) / 2
        start = middle - np.einsum("nij,nj->ni", back, middle + shift)
        rows, columns = np.indices((height, width)).astype(matrix.dtype)
        return tuple(
            back[:, k, 0, None, None] * rows + back[:, k, 1, None, None] * columns + start[:, k, None, None]
            for k in (0, 1)
        )

    return affine_places


# --- smooth_field ---------------------------------------------------------------------------------------------


@accepted("smooth_field")
def field_by_a_matrix(solution):
    def smooth_field(noise, radius=1, strength=0.5):
        def mean_around(length):
            apart = np.arange(length)[:, None] - np.arange(length)
            near = sum(apart % length == step % length for step in range(-radius, radius + 1))
            return (near / (2 * radius + 1)).astype(noise.dtype)

        down, across = (np.linalg.matrix_power(mean_around(length), 3) for length in noise.shape[2:])
        field = down @ noise @ across.T
        root = (np.sum(field**2, axis=(1, 2, 3)) / field[0].size) ** 0.5
        return field * (strength / root).astype(noise.dtype)[:, None, None, None]

    return smooth_field


@accepted("smooth_field")
def field_by_frequencies(solution):
    def smooth_field(noise, radius=1, strength=0.5):
        h, w = noise.shape[2:]
        window = np.zeros((h, w))
        for i in range(-radius, radius + 1):
            for j in range(-radius, radius + 1):
                window[i % h, j % w] += 1 / (2 * radius + 1) ** 2
        field = np.fft.ifft2(np.fft.fft2(noise) * np.fft.fft2(window) ** 3).real
        field *= strength / np.sqrt(np.mean(field**2, axis=(1, 2, 3), keepdims=True))
        return field.astype(noise.dtype)

    return smooth_field


@accepted("smooth_field")
def field_in_a_frame(solution):
    def smooth_field(noise, radius=1, strength=0.5):
        h, w = noise.shape[2:]
        field = noise
        for _ in range(3):
            framed = np.pad(field, ((0, 0), (0, 0), (radius, radius), (radius, radius)), mode="wrap")
            side = range(2 * radius + 1)
            field = sum(framed[:, :, i : i + h, j : j + w] for i in side for j in side) / len(side) ** 2
        norms = np.linalg.norm(field.reshape(len(field), -1), axis=1) / np.sqrt(2 * h * w)
        return (strength * field / norms[:, None, None, None]).astype(noise.dtype)

    return smooth_field


@accepted("smooth_field")
def field_image_by_image(solution):
    def smooth_field(noise, radius=1, strength=0.5):
        made = []
        for field in noise:
            for _ in range(3):
                down = np.mean([np.roll(field, k, axis=1) for k in range(-radius, radius + 1)], axis=0)
                field = np.mean([np.roll(down, k, axis=2) for k in range(-radius, radius + 1)], axis=0)
            made.append(field * (strength / float(np.sqrt(np.mean(np.square(field))))))
        return np.array(made, dtype=noise.dtype)

    return smooth_field


# --- color_jitter ---------------------------------------------------------------------------------------------


@accepted("color_jitter")
def jitter_image_by_image(solution):
    def color_jitter(images, brightness, contrast, saturation):
        made = []
        for image, b, c, s in zip(images, brightness, contrast, saturation, strict=True):
            image = b * image
            image = image.mean() + c * (image - image.mean())
            gray = sum(image) / len(image)
            made.append(np.minimum(np.maximum(gray + s * (image - gray), 0), 1))
        return np.stack(made)

    return color_jitter


@accepted("color_jitter")
def jitter_in_another_order(solution):
    def color_jitter(images, brightness, contrast, saturation):
        def beside(factor):
            return factor.reshape(-1, 1, 1, 1)

        gray = np.mean(images, axis=1, keepdims=True)
        images = gray * (1 - beside(saturation)) + images * beside(saturation)
        mean = images.reshape(len(images), -1).mean(axis=1)
        images = beside((1 - contrast) * mean) + images * beside(contrast)
        return np.clip(images * beside(brightness), 0.0, 1.0)

    return color_jitter


@accepted("color_jitter")
def jitter_in_one_formula(solution):
    def color_jitter(images, brightness, contrast, saturation):
        gray = images.mean(axis=1, keepdims=True)
        middle = gray.mean(axis=(2, 3), keepdims=True)
        c, s = contrast[:, None, None, None], saturation[:, None, None, None]
        whole = middle + c * (gray - middle) + c * s * (images - gray)
        return np.einsum("n,nchw->nchw", brightness, whole).clip(0, 1)

    return color_jitter


# --- cutout ---------------------------------------------------------------------------------------------------


@accepted("cutout")
def cut_by_a_mask(solution):
    def cutout(images, rng, size=4):
        n, _, h, w = images.shape
        y, x = rng.integers(h, size=(n, 1)), rng.integers(w, size=(n, 1))
        rows, columns = np.arange(h) - (y - size // 2), np.arange(w) - (x - size // 2)
        hidden = ((rows >= 0) & (rows < size))[:, :, None] & ((columns >= 0) & (columns < size))[:, None, :]
        return np.where(hidden[:, None], 0, images).astype(images.dtype)

    return cutout


@accepted("cutout")
def cut_in_a_frame(solution):
    def cutout(images, rng, size=4):
        h, w = images.shape[2:]
        framed = np.pad(images, ((0, 0), (0, 0), (size, size), (size, size)))
        for image in framed:
            top, left = rng.integers(h) + size - size // 2, rng.integers(w) + size - size // 2
            image[:, top : top + size, left : left + size] = 0
        return framed[:, :, size : size + h, size : size + w]

    return cutout


@accepted("cutout")
def cut_about_a_pixel_by_number(solution):
    def cutout(images, rng, size=4):
        result = np.array(images)
        h, w = result.shape[2:]
        for i, pixel in enumerate(rng.choice(h * w, len(result))):
            down, across = np.indices((h, w)) - np.array(divmod(int(pixel), w))[:, None, None] + size // 2
            result[i] *= ~((down >= 0) & (down < size) & (across >= 0) & (across < size))
        return result

    return cutout


# --- repaired_mix ------------------------------------------------------------------------------------------


@accepted("repaired_mix")
def mix_by_a_mask(solution):
    def repaired_mix(images, targets, order, share, center=None):
        if center is None:
            return np.add(share * images, (1 - share) * images[order]), share * targets + (1 - share) * targets[order]
        h, w = images.shape[2:]
        half_y, half_x = int(h * (1 - share) ** 0.5) // 2, int(w * (1 - share) ** 0.5) // 2
        rows, columns = np.arange(h)[:, None] - center[0], np.arange(w)[None, :] - center[1]
        pasted = (rows >= -half_y) & (rows < half_y) & (columns >= -half_x) & (columns < half_x)
        kept = float(1 - pasted.mean())
        mixed = np.where(pasted, images[order], images)
        return mixed, (kept * targets + (1 - kept) * targets[order]).astype(targets.dtype)

    return repaired_mix


@accepted("repaired_mix")
def mix_by_clipping(solution):
    def repaired_mix(images, targets, order, share, center=None):
        if center is None:
            blend = [part + (1 - share) * (np.take(part, order, axis=0) - part) for part in (images, targets)]
            return blend[0], blend[1]
        h, w = images.shape[2:]
        y, x = center
        root = np.sqrt(1.0 - share)
        half_y, half_x = int(h * root) // 2, int(w * root) // 2
        a, b = np.clip([y - half_y, y + half_y], 0, h)
        c, d = np.clip([x - half_x, x + half_x], 0, w)
        result = np.array(images)
        result[..., a:b, c:d] = np.take(images, order, axis=0)[..., a:b, c:d]
        lost = float((b - a) * (d - c) / (h * w))
        return result, targets + lost * (np.take(targets, order, axis=0) - targets)

    return repaired_mix


@accepted("repaired_mix")
def mix_pixel_by_pixel(solution):
    def repaired_mix(images, targets, order, share, center=None):
        if center is None:
            pairs = [
                (share * images[n] + (1 - share) * images[p], share * targets[n] + (1 - share) * targets[p])
                for n, p in enumerate(order)
            ]
            return np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])
        h, w = images.shape[2:]
        half_y, half_x = (int(side * np.sqrt(1 - share)) // 2 for side in (h, w))
        result, count = images.copy(), 0
        for i in range(center[0] - half_y, center[0] + half_y):
            for j in range(center[1] - half_x, center[1] + half_x):
                if 0 <= i < h and 0 <= j < w:
                    result[:, :, i, j] = images[order, :, i, j]
                    count += 1
        labels = np.empty_like(targets)
        for n, partner in enumerate(order):
            labels[n] = ((h * w - count) * targets[n] + count * targets[partner]) / (h * w)
        return result, labels

    return repaired_mix


# --- predict_over_crops ---------------------------------------------------------------------------------------


@accepted("predict_over_crops")
def crops_in_one_call(solution):
    def predict_over_crops(predict, images, size):
        n, _, h, w = images.shape
        tops, lefts = (0, 0, h - size, h - size, (h - size) // 2), (0, w - size, 0, w - size, (w - size) // 2)
        five = [images[:, :, t : t + size, s : s + size] for t, s in zip(tops, lefts, strict=True)]
        return predict(np.concatenate(five + [one[..., ::-1] for one in five])).reshape(10, n, -1).mean(axis=0)

    return predict_over_crops


@accepted("predict_over_crops")
def crops_of_mirrored_images(solution):
    def predict_over_crops(predict, images, size):
        def five(whole, spare):
            h, w = whole.shape[2] - size, whole.shape[3] - size
            middle = w - w // 2 if spare else w // 2
            for top, left in ((0, 0), (0, w), (h, 0), (h, w), (h // 2, middle)):
                yield predict(whole[:, :, top : top + size, left : left + size])

        answers = [*five(images, False), *five(np.flip(images, axis=3), True)]
        return np.mean(answers, axis=0)

    return predict_over_crops


@accepted("predict_over_crops")
def crops_image_by_image(solution):
    def predict_over_crops(predict, images, size):
        rows = []
        for image in images:
            down, across = image.shape[1] - size, image.shape[2] - size
            ten = []
            for top, left in ((0, 0), (0, across), (down, 0), (down, across), (down // 2, across // 2)):
                window = image[:, top : top + size, left : left + size]
                ten += [window, window[:, :, ::-1]]
            rows.append(predict(np.stack(ten)).mean(axis=0))
        return np.array(rows)

    return predict_over_crops


# --- worth_in_labels ------------------------------------------------------------------------------------------


@accepted("worth_in_labels")
def worth_by_argmax(solution):
    def worth_in_labels(sizes, right, reached):
        there = np.asarray(right) >= reached
        if not there.any():
            return np.inf
        i = int(there.argmax())
        if i == 0:
            return float(sizes[0])
        a, b = np.log(sizes[i - 1]), np.log(sizes[i])
        return float(np.exp(a + (reached - right[i - 1]) / (right[i] - right[i - 1]) * (b - a)))

    return worth_in_labels


@accepted("worth_in_labels")
def worth_by_the_highest_so_far(solution):
    def worth_in_labels(sizes, right, reached):
        highest = np.maximum.accumulate(right)
        if reached > highest[-1]:
            return float("inf")
        i = int(np.searchsorted(highest, reached, side="left"))
        if i == 0:
            return float(sizes[0])
        return float(np.exp(np.interp(reached, [right[i - 1], right[i]], np.log([sizes[i - 1], sizes[i]]))))

    return worth_in_labels


@accepted("worth_in_labels")
def worth_gap_by_gap(solution):
    def worth_in_labels(sizes, right, reached):
        points = list(zip(np.log(sizes).tolist(), right.tolist(), strict=True))
        before = None
        for place, share in points:
            if share >= reached:
                if before is None:
                    return float(sizes[0])
                slope = (share - before[1]) / (place - before[0])
                return float(np.exp(before[0] + (reached - before[1]) / slope))
            before = place, share
        return float("inf")

    return worth_in_labels
