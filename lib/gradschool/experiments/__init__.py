"""What the units run to show something: small networks of many seeds at once, contests of rules, planted bugs.

An experiment belongs to the unit whose text it carries, and nothing else in the library stands on one. Each computes
with NumPy, since its networks are small (`devices` alone asks for a GPU), and those that graded cells call do without
`gradschool.nn`, which is not there while work is graded. What draws their results is in `gradschool.plots`.

| module | what it runs |
| --- | --- |
| `mlp` | what most of the others train: dense layers in plain arrays |
| `images` | what several of them look at: digits in a black square, shapes at half their size |
| `planted` | unit 02: backward passes, some with a bug planted in them |
| `deep` | unit 05: deep networks that learn from the weights that they are handed |
| `contest` | unit 07: update rules on a surface and on the digits |
| `patient` | unit 08: networks under a learning rate that changes, and which of their units die |
| `side_by_side` | unit 10: deep networks with a normalization between their layers, or none |
| `between_layers` | unit 10: that normalization |
| `overfit` | unit 11: two hundred points, and networks that learn them by heart |
| `small_networks` | unit 11: those networks |
| `few_labels` | unit 12: readers that learn from a few labeled digits |
| `few_shapes` | unit 12: the same for colored shapes |
| `convnets` | unit 13: dense, local and convolutional networks on digits and shapes |
| `sensitivities` | unit 13: what one unit sees, and how gradients fare in many blocks |
| `devices` | units 13, 15 and 17: the same work on the CPU and on a GPU, with its times |
| `several` | unit 14: networks that learn the same digits, to be asked together |
| `tasks` | unit 15: six shapes, four others, and digits, in images of one size |
| `transfer` | unit 15: convolutional networks that have learned the six shapes, and are taught the others |
| `knobs` | unit 16: nine knobs of one training run, and what is read when some are turned |
| `illnesses` | unit 16: twelve faults that make a training run sick |
| `clinic` | unit 16: runs with these faults, and what examinations find |
| `ward` | unit 16: twelve patients who have one each |

>>> from gradschool.experiments.deep import BATCH
>>> from gradschool.experiments.side_by_side import Networks
>>> Networks(hidden=(16,), seeds=range(2)).train(rate=0.1, updates=3, batch=BATCH).shape
(2, 3)
"""
