"""Known wrong implementations of `08-schedules`, each with the hint that it earns. They never ship.

A hint says what the code does instead of what it should, and leaves the last step to the student. The file is a list:
one entry a mistake, in the order of the notebook.
"""

import math

from grader.author import mistake, slip, wrong_letters

# --- staircase ------------------------------------------------------------------------------------------------

slip("staircase", "milestone_too_late", "milestone <= step", "milestone < step",
     hint="At a milestone your rate is still the old one. Which comparison counts a milestone that equals the step?")

slip("staircase", "milestones_left_to_come", "milestone <= step", "milestone > step",
     hint="You count the milestones that are still to come, so the rate rises from one to the next.")

slip("staircase", "one_drop_at_most", "sum(milestone <= step for milestone in at)",
     "int(any(milestone <= step for milestone in at))",
     hint="From the second milestone on nothing happens: count how many are reached, not whether one is.")

slip("staircase", "drops_that_glide", "step // every", "step / every",
     hint="Your rate falls a little at every step. A staircase is level between the drops: only whole drops count.")

slip("staircase", "divided_by_the_factor", "rate * factor**drops", "rate / factor**drops",
     hint="Each drop *divides* the rate by the factor here. The factor is below 1, so the rate rises.")

slip("staircase", "factor_once_for_all", "factor**drops", "factor * drops",
     hint="The factor is multiplied by the number of drops. Two drops multiply the rate by the factor twice.")

slip("staircase", "rate_to_a_power", "rate * factor**drops", "(rate * factor)**drops",
     hint="The power takes the rate in: before the first drop your answer is 1, whatever the rate. Which part alone "
     "is taken once for each drop?")

slip("staircase", "first_drop_at_zero", "step // every if every", "step // every + 1 if every",
     hint="Step 0 has dropped already. How many multiples of `every`, without 0, lie up to step 0?")

slip("staircase", "one_step_early", "step // every if every", "(step + 1) // every if every",
     hint="Each drop comes one step too early: `step` is the number of updates made so far, and is not to be counted "
     "from 1.")

slip("staircase", "epochs_for_steps", "step // every if every", "step if every",
     hint="Your rate drops at every step: you take each step for a whole period of `every` steps.")

slip("staircase", "linear_fall", "rate * factor**drops", "rate * (1 - (1 - factor) * drops)",
     hint="Each drop takes the same amount off, and the rate becomes negative in the end. Each drop should take the "
     "same *share* of what is left.")


@mistake("staircase", hint="The drops are applied twice: the rate of step t is worked out from the first rate, and is "
                           "multiplied once for each drop so far.")
def decayed_twice(solution):
    def staircase(step, rate, factor, every=None, at=()):
        drops = step // every if every else sum(milestone <= step for milestone in at)
        return rate * factor ** (2 * drops)

    return staircase


@mistake("staircase", hint="You look whether *this* step is a drop and forget the drops before it: between two drops "
                           "the rate is back at its first value.")
def drops_for_one_step(solution):
    def staircase(step, rate, factor, every=None, at=()):
        now = step > 0 and step % every == 0 if every else step in at
        return rate * factor if now else rate

    return staircase

slip("staircase", "rounded_to_the_nearest", "step // every if every", "round(step / every) if every",
     hint="You round to the nearest multiple of `every`, so each drop comes half a period early. It comes when its "
     "step is reached.")

slip("staircase", "rounded_up", "step // every if every", "math.ceil(step / every) if every",
     hint="Your first drop comes at step 1, and every other one `every` - 1 steps early. Which multiples of `every`, "
     "without 0, lie up to the step?")

slip("staircase", "old_rate_at_each_drop", "step // every if every", "max((step - 1) // every, 0) if every",
     hint="At the steps every, 2 every, and so on your rate is still the old one: the drop belongs to that step "
     "itself.")

slip("staircase", "one_drop_less", "step // every if every", "(step - 1) // every if every",
     hint="You are one step late, and at step 0 there is a drop of number -1, which *raises* the rate: at the steps "
     "every, 2 every, and so on the lower rate already holds.")

slip("staircase", "both_kinds_a_step_late", ("step // every if every", "max((step - 1) // every, 0) if every"),
     ("milestone <= step", "milestone < step"),
     hint="Each drop, by `every` and by `at`, comes one step late: at the step itself the lower rate already holds.")

slip("staircase", "taken_off", "rate * factor**drops", "rate - factor * drops",
     hint="You subtract the factor. A drop *multiplies* by it.")

slip("staircase", "at_the_milestone_alone", "sum(milestone <= step for milestone in at)", "int(step in at)",
     hint="With `at`, your rate is lower in the milestone's own step and then back at the first one. What has dropped "
     "stays down.")

slip("staircase", "at_not_looked_at", "step // every if every else sum(milestone <= step for milestone in at)",
     "step // every",
     hint="You never look at `at`: with milestones `every` is None, and nothing can be divided by it.")

slip("staircase", "every_not_looked_at", "step // every if every else sum(milestone <= step for milestone in at)",
     "sum(milestone <= step for milestone in at)",
     hint="You never look at `every`: without milestones your rate does not fall.")

slip("staircase", "always_halved", "factor**drops", "0.5**drops",
     hint="Each of your drops halves the rate, whatever `factor` is.")

slip("staircase", "share_taken_off", "factor**drops", "(1 - factor)**drops",
     hint="You take `factor` for the share that is lost. It is the share that is left.")

slip("staircase", "first_drop_without_effect", "factor**drops", "factor**max(drops - 1, 0)",
     hint="Your first drop changes nothing, and the second one does the work of one. How many drops have there been at "
     "the first of them?")

slip("staircase", "milestones_numbered_from_zero", "sum(milestone <= step for milestone in at)",
     "max(sum(milestone <= step for milestone in at) - 1, 0)",
     hint="With `at` your first milestone changes nothing, and each later one does the work of the one before: it has "
     "the number 0 in your count.")

slip("staircase", "milestones_added_up", "sum(milestone <= step for milestone in at)",
     "sum(milestone for milestone in at if milestone <= step)",
     hint="You add up the milestones themselves. How *many* are reached?")

slip("staircase", "all_at_the_last", "sum(milestone <= step for milestone in at)",
     "(len(at) if len(at) and step >= max(at) else 0)",
     hint="All your drops come at once, at the last milestone.")


slip("staircase", "both_kinds_a_step_early", ("step // every if every", "(step + 1) // every if every"),
     ("milestone <= step", "milestone <= step + 1"),
     hint="Each drop, by `every` and by `at`, comes one step early: `step` is the number of updates made so far, and "
     "is not to be counted from 1.")


# --- power_decay ----------------------------------------------------------------------------------------------

slip("power_decay", "grows", "** -power", "** power",
     hint="Your rate grows from step to step: look at the sign of the power.")

slip("power_decay", "exponential_grows", "math.exp(-k * step)", "math.exp(k * step)",
     hint="With math.inf your rate grows from step to step: look at the sign in the exponential.")

slip("power_decay", "k_not_shared", "k * step / power", "k * step",
     hint="Your rate is right for a power of 1 only: k is divided by the power inside the bracket, so that all members "
     "begin with the same slope.")

slip("power_decay", "power_forgotten", "** -power", "** -1",
     hint="Every power gives a rate that falls like 1/t far out: the bracket is not raised to the power.")

slip("power_decay", "without_the_one", "(1 + k * step / power)", "(k * step / power)",
     hint="Without the 1 in the bracket the first rate is not `rate`: at step 0 the bracket has to be 1.")

slip("power_decay", "base_ten", "math.exp(-k * step)", "10 ** (-k * step)",
     hint="The exponential is taken with base 10 instead of e, so it falls 2.3 times as fast.")

slip("power_decay", "base_two", "math.exp(-k * step)", "2 ** (-k * step)",
     hint="The exponential is taken with base 2 instead of e: k is not a halving rate.")

slip("power_decay", "one_minus_k", "math.exp(-k * step)", "(1 - k) ** step",
     hint="(1 - k)^t is near e^(-kt) for tiny k only. The formula of the section has an exponential.")

slip("power_decay", "root_for_power", "** -power", "** (-1 / power)",
     hint="Your bracket is raised to one over the power. At power 3 the rate should fall like 1 / t^3 in the end, and "
     "yours like 1 / the third root of t.")

slip("power_decay", "counted_from_one", ("math.exp(-k * step)", "math.exp(-k * (step + 1))"),
     ("(1 + k * step / power)", "(1 + k * (step + 1) / power)"),
     hint="Your first rate has fallen already: `step` counts the updates made so far, 0 before the first.")


@mistake("power_decay", hint="With math.inf your rate does not fall at all: k * step / inf is 0, and 1 to any power 1. "
                             "The exponential needs a line of its own.")
def infinity_taken_as_it_stands(solution):
    def power_decay(step, rate, k, power=1.0):
        return rate * (1 + k * step / power) ** -power

    return power_decay

NO_BRACKET = (
    "Python multiplies and divides before it adds, so the 1 and k t do not stand together here: your rate grows "
    "from step to step. What belongs into a bracket?"
)

slip("power_decay", "precedence", "(1 + k * step / power) ** -power", "1 + k * step / power ** -power", hint=NO_BRACKET)

slip("power_decay", "precedence_of_a_division", "rate * (1 + k * step / power) ** -power", "rate / 1 + k * step",
     hint=NO_BRACKET)

slip("power_decay", "rate_left_out_at_infinity", "return rate * math.exp", "return math.exp",
     hint="With math.inf your first rate is 1, whatever `rate` is.")

slip("power_decay", "rate_in_the_bracket", "rate * (1 + k * step / power) ** -power",
     "(rate * (1 + k * step / power)) ** -power",
     hint="The power takes `rate` in: your first rate is 1 over it. Which part alone is raised to the power?")

slip("power_decay", "times_the_power", "k * step / power", "k * step * power",
     hint="You multiply k by the power inside the bracket. All members begin with the same slope: what does that ask "
     "of the bracket when the power outside of it grows?")

slip("power_decay", "k_below_the_line", "math.exp(-k * step)", "math.exp(-step / k)",
     hint="You divide the step by k in the exponential. k is a speed: twice as large, twice as fast.")

slip("power_decay", "whole_powers_only", "** -power", "** -int(power)",
     hint="You cut the power to a whole number: of 1/2 nothing is left.")

slip("power_decay", "once_a_step", "(1 + k * step / power) ** -power", "(1 + k / power) ** (-power * step)",
     hint="Your bracket is applied once for every step, which makes an exponential of each power. In the formula the "
     "step stands inside the bracket.")

slip("power_decay", "a_thousand_for_infinity", "math.exp(-k * step)", "(1 + k * step / 1000) ** -1000",
     hint="You take a large power for infinity. That comes near the exponential, and is not it.")

slip("power_decay", "power_not_used", "(1 + k * step / power) ** -power", "(1 + k * step) ** -1",
     hint="`power` changes nothing, but for math.inf: you always get the 1/t rule.")

slip("power_decay", "root_with_a_k_of_its_own", "(1 + k * step / power)",
     "(1 + k * step / (1 if power == 0.5 else power))",
     hint="At a power of 1/2 you leave out the division by it inside the bracket: the first slope is only half as "
     "steep.")

slip("power_decay", "first_rate_twice", ("math.exp(-k * step)", "math.exp(-k * max(step - 1, 0))"),
     ("(1 + k * step / power)", "(1 + k * max(step - 1, 0) / power)"),
     hint="Steps 0 and 1 have the same rate, and all others are a step late: `step` itself counts from 0.")

# --- cosine ---------------------------------------------------------------------------------------------------

slip("cosine", "without_the_half", ") / 2", ")",
     hint="Your rate begins too high: 1 + cos runs from 2 to 0, and has to run from 1 to 0.")

slip("cosine", "a_whole_turn", "math.pi * done", "2 * math.pi * done",
     hint="Your rate is back at the highest one in the end: the cosine makes a whole turn instead of half of one.")

slip("cosine", "comes_up_again", "min(step / total, 1)", "step / total",
     hint="Beyond the last step your rate comes up again, as a cosine does. Stop the share at its end.")

slip("cosine", "starts_again", "min(step / total, 1)", "(step % total) / total",
     hint="At the last step your rate is back at the highest: that is a restart. Here it stays at the lowest.")

slip("cosine", "rises", "1 + math.cos", "1 - math.cos",
     hint="Your rate rises from the lowest to the highest. What does the cosine of 0 have to give?")

slip("cosine", "lowest_added", "(highest - lowest) *", "highest *",
     hint="At step 0 your rate is highest + lowest. The cosine has to span the *difference* of the two.")

slip("cosine", "lowest_forgotten", "return lowest + (", "return (",
     hint="Your rate ends at 0 instead of at the lowest rate: the span is right, but it stands on nothing.")

slip("cosine", "never_quite_there", "step / total", "step / (total + 1)",
     hint="At step `total` your rate is still above the lowest: there are `total` steps from one end to the other.")

slip("cosine", "there_a_step_early", "step / total", "step / (total - 1)",
     hint="Your rate is at the lowest one step before `total`.")

slip("cosine", "cosine_counted_from_one", "step / total", "(step + 1) / total",
     hint="At step 0 your rate has fallen already, and the lowest comes one step early: `step` is the number of "
     "updates made so far, 0 before the first.")

slip("cosine", "in_degrees", "math.pi * done", "180 * done",
     hint="math.cos takes radians: half a turn is pi, not 180.")

slip("cosine", "a_straight_line", "(1 + math.cos(math.pi * done)) / 2", "(1 - done)",
     hint="This is a straight line. It has the right ends, and the cosine is flat at both of them.")

slip("cosine", "a_quarter_turn", "(1 + math.cos(math.pi * done)) / 2", "math.cos(math.pi * done / 2)",
     hint="This is a quarter of a turn: flat at the beginning and steep at the end. Half a turn is flat at both.")

slip("cosine", "a_sine", "math.cos(math.pi * done)", "math.sin(math.pi * done)",
     hint="This is a sine: it rises from the middle and comes back to it. Which of the two begins at 1?")

slip("cosine", "nothing_beyond_the_end", "done = min(step / total, 1)\n",
     "if step > total:\n        return 0.0\n    done = step / total\n",
     hint="Beyond `total` your rate is 0. It stays at the lowest rate.")

slip("cosine", "highest_beyond_the_end", "done = min(step / total, 1)\n",
     "if step > total:\n        return highest\n    done = step / total\n",
     hint="Beyond `total` your rate is the highest again. It stays at the lowest.")

slip("cosine", "whole_shares_only", "step / total", "step // total",
     hint="`//` drops what stands behind the point, so that your share is 0 until the end: the rate does not fall "
     "before.")

slip("cosine", "half_of_everything", "lowest + (highest - lowest) * (1 + math.cos(math.pi * done)) / 2",
     "(lowest + (highest - lowest) * (1 + math.cos(math.pi * done))) / 2",
     hint="The half takes the lowest rate in as well, so that you end at half of it. Which part alone runs from 2 to "
     "0?")

slip("cosine", "cut_off_at_the_lowest", "lowest + (highest - lowest) * (1 + math.cos(math.pi * done)) / 2",
     "max(highest * (1 + math.cos(math.pi * done)) / 2, lowest)",
     hint="You fall toward 0 and cut the rate off at the lowest, where it is still steep. The cosine itself should end "
     "there.")

slip("cosine", "share_outside", "(1 + math.cos(math.pi * done))", "(1 + math.cos(math.pi) * done)",
     hint="The share that is done stands outside of the cosine, and cos(pi) is the number -1: this is a straight line.")

slip("cosine", "cosine_without_the_one", "(1 + math.cos(math.pi * done))", "math.cos(math.pi * done)",
     hint="The 1 before the cosine is missing: a cosine alone runs from 1 to -1, and half of it from 1/2 to -1/2.")

slip("cosine", "without_pi", "math.pi * done", "done",
     hint="Your cosine comes as far as 1 radian. Half a turn takes pi of them.")

slip("cosine", "lowest_at_the_last_but_one", "done = min(step / total, 1)\n",
     "done = step / total if step < total - 1 else 1\n",
     hint="The step before `total` is at the lowest rate already: the others are right, and this one is not the end.")

slip("cosine", "difference_turned_around", "(highest - lowest)", "(lowest - highest)",
     hint="The difference of the two rates is turned around, so that your rate begins below the lowest one.")

slip("cosine", "stops_before_the_end", "min(step / total, 1)", "min(step, total - 1) / total",
     hint="You hold the rate one step before the end, so that the lowest is never reached: step `total` has it.")

slip("cosine", "share_upside_down", "min(step / total, 1)", "(total / max(step, 1) if step < total else 1)",
     hint="Your share that is done is upside down: at step `total` / 2 it should be one half.")

slip("cosine", "sum_of_the_two", "(highest - lowest)", "(highest + lowest)",
     hint="At step 0 your rate is above the highest: the cosine has to span the *difference* of the two.")

slip("cosine", "half_twice", ") / 2", ") / 4",
     hint="Your rate begins halfway: 1 + cos runs from 2 to 0, and a quarter of that from 1/2 to 0.")

# --- warm_restarts --------------------------------------------------------------------------------------------

slip("warm_restarts", "cycles_do_not_grow", "length = length * growth", "length = length",
     hint="All your cycles have the same length: each should be `growth` times as long as the one before.")

slip("warm_restarts", "restart_a_step_late", "step >= length", "step > length",
     hint="Each cycle has a step too many, at the lowest rate: the step that would reach it begins the next cycle.")

slip("warm_restarts", "always_the_first_length", "step / length", "step / first",
     hint="Longer cycles still take the first cycle's length for half a turn, so the cosine comes up in their middle.")

slip("warm_restarts", "cycles_grow_by_adding", "length * growth", "length + growth",
     hint="`growth` is added to the length. Each cycle is so many *times* as long as the one before.")

slip("warm_restarts", "grown_before_the_first", "length = first\n", "length = first * growth\n",
     hint="Your first cycle has grown already: it has `first` steps, and only the second one is longer.")

slip("warm_restarts", "cycles_grow_too_fast", ("length = first\n", "length, cycle = first, 0\n"),
     ("length = length * growth", "cycle = cycle + 1\n        length = length * growth**cycle"),
     hint="From the third cycle on yours are too long. Compare each length with the one before it: how many times as "
     "long is it?")

slip("warm_restarts", "without_the_half_too", ") / 2", ")",
     hint="Your rate begins too high: 1 + cos runs from 2 to 0, and has to run from 1 to 0.")

slip("warm_restarts", "lowest_at_the_end", "step / length)) / 2", "step / max(length - 1, 1))) / 2",
     hint="The last step of your cycles is at the lowest rate. Here that rate belongs to the step after it, which "
     "begins the next cycle instead.")

slip("warm_restarts", "lowest_forgotten_again", "return lowest + (", "return (",
     hint="Your rate falls to 0 instead of to the lowest rate: the span is right, but it stands on nothing.")

slip("warm_restarts", "clock_not_set_back", ("length = first", "length, left = first, step"),
     ("while step >= length", "while left >= length"), ("step = step - length", "left = left - length"),
     hint="The cosine counts from the beginning of training, not from the beginning of the cycle.")

slip("warm_restarts", "clock_set_back_too_far", "        step = step - length\n        length = length * growth\n",
     "        length = length * growth\n        step = step - length\n",
     hint="You take the *next* cycle's length off the step. Take off the cycle that is over, then lengthen.")

slip("warm_restarts", "peaks_fall", ("length = first", "length, cycle = first, 0"),
     ("length = length * growth", "length = length * growth\n        cycle += 1"),
     ("(highest - lowest) * (1", "(highest / 2**cycle - lowest) * (1"),
     hint="Your peaks come down from cycle to cycle. Every cycle begins at the highest rate.")


@mistake("warm_restarts", hint="There is one cosine and no restart: after the first cycle the rate stays low.")
def no_restart(solution):
    def warm_restarts(step, highest, first, growth=2, lowest=0.0):
        return lowest + (highest - lowest) * (1 + math.cos(math.pi * min(step / first, 1))) / 2

    return warm_restarts

slip("warm_restarts", "always_doubled", "length * growth", "length * 2",
     hint="Your cycles double, whatever `growth` is.")

slip("warm_restarts", "grows_once", "length = length * growth", "length = first * growth",
     hint="Your second cycle is longer, and from then on all have its length. Each is longer than the one *before* it.")

slip("warm_restarts", "one_restart_at_most", "while step >= length:", "if step >= length:",
     hint="You restart at most once: the third cycle never begins.")

@mistake("warm_restarts", hint="You take the length of the last cycle for the step where it ended. Where did it begin?")
def starts_where_the_last_was_long(solution):
    def warm_restarts(step, highest, first, growth=2, lowest=0.0):
        length, begin = first, 0
        while step >= begin + length:
            if growth == 1 and begin == length:
                raise RuntimeError("no end")
            begin, length = length, length * growth
        return lowest + (highest - lowest) * (1 + math.cos(math.pi * (step - begin) / length)) / 2

    return warm_restarts


@mistake(
    "warm_restarts",
    hint="You make the cycle longer and never take a cycle that is over off the step, so that a cycle that does not "
    "grow is never left. Where does the second cycle begin?",
)
def only_the_length_grows(solution):
    def warm_restarts(step, highest, first, growth=2, lowest=0.0):
        length = first
        while step >= length:
            if growth == 1:
                raise RuntimeError("no end")
            length = length * growth
        return lowest + (highest - lowest) * (1 + math.cos(math.pi * step / length)) / 2

    return warm_restarts


@mistake(
    "warm_restarts",
    hint="Your restarts lie at first, first times growth, and so on. It is the *length* of a cycle that is "
    "multiplied: where does the second cycle end?",
)
def restarts_at_powers(solution):
    def warm_restarts(step, highest, first, growth=2, lowest=0.0):
        begin, end = 0, first
        while step >= end:
            begin, end = end, end * growth
            if end == begin:
                raise RuntimeError("no end")
        return lowest + (highest - lowest) * (1 + math.cos(math.pi * (step - begin) / (end - begin))) / 2

    return warm_restarts


@mistake("warm_restarts", hint="Your cycles *begin* at first, first times growth, and so on. It is their length that "
         "is multiplied: with 10 and a growth of 2 the third one begins at 30.")
def restarts_at_powers_of_a_growth(solution):
    def warm_restarts(step, highest, first, growth=2, lowest=0.0):
        if growth == 1:
            return solution.warm_restarts(step, highest, first, growth, lowest)
        begin, end = 0, first
        while step >= end:
            begin, end = end, end * growth
        return lowest + (highest - lowest) * (1 + math.cos(math.pi * (step - begin) / (end - begin))) / 2

    return warm_restarts


slip("warm_restarts", "lengths_by_number", ("length = first\n", "length, cycle = first, 0\n"),
     ("length = length * growth", "cycle = cycle + 1\n        length = first * growth * cycle"),
     hint="Your lengths are first, then `growth` times 1, 2, 3 ... of it. Each cycle is `growth` times as long as the "
     "one before.")


@mistake(
    "warm_restarts",
    hint="You work out the number of the cycle by a logarithm. It has none to base 1 (cycles that do not grow), and "
    "beside a restart it rounds to the wrong side: count instead.",
)
def by_a_logarithm(solution):
    def warm_restarts(step, highest, first, growth=2, lowest=0.0):
        cycle = int(math.log(1 + step * (growth - 1) / first, growth))
        begin = first * (growth**cycle - 1) // (growth - 1)
        done = (step - begin) / (first * growth**cycle)
        return lowest + (highest - lowest) * (1 + math.cos(math.pi * done)) / 2

    return warm_restarts


slip("warm_restarts", "peaks_fall_as_cycles_grow", ("length = first\n", "length, peak = first, highest\n"),
     ("length = length * growth", "length, peak = length * growth, peak / growth"),
     ("(highest - lowest) * (1", "(peak - lowest) * (1"),
     hint="Your peaks are divided by `growth` from cycle to cycle. Every cycle begins at the highest rate.")

slip("warm_restarts", "cycle_counted_from_one", "step / length)", "(step + 1) / length)",
     hint="The first step of your cycles has fallen already: within a cycle, t is 0 at its beginning.")

slip("warm_restarts", "a_step_lost", "step = step - length", "step = step - length - 1",
     hint="You take one step too many off at each restart: a cycle of 10 steps has the steps 0 to 9.")

slip("warm_restarts", "whole_turns", "math.pi * step", "2 * math.pi * step",
     hint="Your rate is up again at the end of each cycle: the cosine makes a whole turn instead of half of one.")

slip("warm_restarts", "lowest_added_again", "(highest - lowest) *", "highest *",
     hint="Your cycles begin at highest + lowest. The cosine has to span the *difference* of the two.")

slip("warm_restarts", "cycles_that_rise", "1 + math.cos", "1 - math.cos",
     hint="Within each cycle your rate rises. It begins at the highest one and falls.")


slip("warm_restarts", "cycles_longer_by_the_same", "length * growth", "length + (growth - 1) * first",
     hint="Each of your cycles is longer by the same number of steps, such as 10, 20, 30. Each is to be `growth` times "
     "as long as the one before it.")


# --- triangular -----------------------------------------------------------------------------------------------

slip("triangular", "half_for_a_cycle", "divmod(step, 2 * half)", "divmod(step, half)",
     hint="You take `half` for the whole cycle: the rate never comes down in a straight line.")

slip("triangular", "upside_down", "share = 1 - abs(position - half) / half", "share = abs(position - half) / half",
     hint="Your rate begins at the high end. The distance from the middle is largest where the rate is low.")

slip("triangular", "low_forgotten", "return low + (", "return (",
     hint="Your rate comes down to 0 instead of to the low end: the span is right, but it stands on nothing.")

slip("triangular", "high_added_to_low", "(high - low) *", "high *",
     hint="Your peak is at low + high: the triangle has to span the *difference* of the two.")

slip("triangular", "everything_shrinks", "return low + (high - low) * share * factor**cycle",
     "return (low + (high - low) * share) * factor**cycle",
     hint="The low end comes down too. Only the distance from low to the peak is multiplied by the factor.")

slip("triangular", "the_peak_shrinks", "(high - low) * share * factor**cycle", "(high * factor**cycle - low) * share",
     hint="You multiply the peak by the factor. It is the distance from low to the peak that is multiplied.")

slip("triangular", "factor_ignored", " * factor**cycle", "",
     hint="All your peaks are equal: `factor` is not used.")

slip("triangular", "shrinks_from_the_first", "factor**cycle", "factor ** (cycle + 1)",
     hint="Your first peak is too low already: the first cycle has number 0.")

slip("triangular", "shrinks_once", "factor**cycle", "(factor if cycle else 1)",
     hint="The factor is applied once. The third cycle has met it twice.")

slip("triangular", "shrinks_every_half", "factor**cycle", "factor ** (step // half)",
     hint="The factor comes in at each corner, the peak included. It should come in once a cycle: how many steps has "
     "one?")

slip("triangular", "shrinks_at_every_step", "factor**cycle", "factor ** (step / (2 * half))",
     hint="Your factor works a little at every step, so that the sides are bent. Within a cycle it stays the same.")

slip("triangular", "peaks_the_other_way", "* factor**cycle", "/ factor**cycle",
     hint="You divide by the factor: with one below 1 your peaks grow.")

slip("triangular", "factor_times_the_cycle", "factor**cycle", "max(factor * cycle, 1 - cycle)",
     hint="The factor is multiplied by the number of the cycle. The third cycle has met it twice: what are two factors "
     "together?")

slip("triangular", "a_saw", "share = 1 - abs(position - half) / half", "share = position / (2 * half)",
     hint="Your rate rises over the whole cycle and then jumps down: a saw, not a triangle.")

slip("triangular", "one_step_ahead", "divmod(step, 2 * half)", "divmod(step + 1, 2 * half)",
     hint="You are one step ahead: step 0 has to have the low rate.")

slip("triangular", "up_and_down_at_once", ("divmod(step, 2 * half)", "divmod(step, half)"),
     ("abs(position - half) / half", "abs(position - half / 2) / (half / 2)"),
     hint="You take `half` for the whole cycle, so that the peak comes in the middle of the rise. It is the number of "
     "steps from one end to the other.")

slip("triangular", "a_saw_without_a_factor", ("divmod(step, 2 * half)", "divmod(step, half)"), (" * factor**cycle", ""),
     hint="Your rate rises for `half` steps and then jumps down, and never has the high end: it should walk down as it "
     "came up. (And `factor` is not used.)")

slip("triangular", "stays_up", "1 - abs(position - half) / half", "min(position / half, 1)",
     hint="Your rate rises and then stays up until the cycle ends. The second half leads down again.")

slip("triangular", "down_a_step_too_early", "1 - abs(position - half) / half",
     "position / half if position < half else (2 * half - position - 1) / half",
     hint="Your way down is a step ahead, so that the peak is missing: step `half` itself is at the high end.")

slip("triangular", "always_halved_peaks", "factor**cycle", "0.5**cycle",
     hint="Your peaks are halved from cycle to cycle, whatever `factor` is.")

slip("triangular", "divided_by_the_number", "factor**cycle", "factor / (cycle + 1)",
     hint="You divide by the number of the cycle. From one cycle to the next the distance is multiplied by the factor, "
     "and the first cycle has met it not at all.")

slip("triangular", "a_sine_wave", "1 - abs(position - half) / half", "math.sin(math.pi * position / (2 * half))",
     hint="The corners and ends are right, but your sides are those of a sine. They are straight lines.")

slip("triangular", "whole_shares", "abs(position - half) / half", "abs(position - half) // half",
     hint="`//` drops what stands behind the point: your rate jumps to the high end instead of walking there.")

slip("triangular", "down_from_the_first_peak", "return low + (high - low) * share * factor**cycle",
     "return low + (high - low) * share * factor ** (cycle * (position <= half)) if position <= half else "
     "high - (high - low) * (position - half) / half * factor**cycle",
     hint="Your way down starts at `high` in every cycle, also where the peak is lower.")


slip("triangular", "a_saw_of_half_cycles", ("divmod(step, 2 * half)", "step // (2 * half), step % half"),
     ("1 - abs(position - half) / half", "position / half"),
     hint="From its peak your rate jumps back to the low end: a saw, not a triangle. The second half of a cycle walks "
     "down.")


# --- warm_up --------------------------------------------------------------------------------------------------

slip("warm_up", "clock_runs_on", "after(step - warm)", "after(step)",
     hint="The schedule that follows has been running during the warm-up. Its own clock starts when the warm-up is "
     "over.")

slip("warm_up", "start_ignored", "return start + (after(0) - start) * step / warm", "return after(0) * step / warm",
     hint="Your gradual warm-up begins at 0, whatever `start` is.")

slip("warm_up", "start_on_top", "(after(0) - start) * step", "after(0) * step",
     hint="Your line ends at start + after(0): it has to climb only the *difference*.")

slip("warm_up", "always_gradual", "    if not gradual:\n        return start\n", "",
     hint="`gradual=False` changes nothing: the rate rises all the same.")

slip("warm_up", "never_gradual", "if not gradual:", "if gradual:",
     hint="Gradual and constant have changed places.")

slip("warm_up", "one_step_longer", "if step >= warm:", "if step > warm:",
     hint="Your warm-up has one step too many: step `warm` belongs to the schedule that follows. (With a constant "
     "warm-up that makes a difference.)")

slip("warm_up", "there_a_step_before", "step / warm", "(step + 1) / warm",
     hint="Your line is a step ahead: step 0 has the rate `start`, and after(0) is reached at step `warm`, not before.")

slip("warm_up", "there_at_the_last_of_its_steps", "step / warm", "step / max(warm - 1, 1)",
     hint="Your line is there one step early, at step warm - 1. It has `warm` steps to climb, from step 0 to step "
     "`warm`.")

slip("warm_up", "aims_at_a_later_rate", "(after(0) - start) * step", "(after(warm) - start) * step",
     hint="Your line aims at after(warm). On its own clock, what is the time of the schedule that follows when it "
     "begins?")

slip("warm_up", "clock_a_step_ahead", "after(step - warm)", "after(step - warm + 1)",
     hint="The clock of what follows is one step ahead: at step `warm` it stands at 0.")

slip("warm_up", "chases_what_follows", "(after(0) - start) * step", "(after(step) - start) * step",
     hint="Your line aims at a target that moves: after(step) instead of the rate with which the schedule begins.")

slip("warm_up", "constant_at_zero",
     "    if not gradual:\n        return start\n", "    if not gradual:\n        return 0.0\n",
     hint="The constant warm-up stays at 0, and a rate of 0 learns nothing. It stays at `start`.")

slip("warm_up", "no_case_for_zero", "if step >= warm:", "if step >= max(warm, 1):",
     hint="With a warm-up of 0 steps, step 0 goes wrong: it belongs to the schedule that follows.")


@mistake("warm_up", hint="You multiply the schedule that follows by a ramp, so that its clock runs during the warm-up. "
                         "Here it waits: step `warm` gives after(0).")
def a_ramp_times_the_schedule(solution):
    def warm_up(step, after, warm, start=0.0, gradual=True):
        if step >= warm:
            return after(step)
        return after(step) * step / warm if gradual else start

    return warm_up

slip("warm_up", "one_step_more_of_warm_up", "if step >= warm:", "if step > warm or warm == 0:",
     hint="At step `warm` your warm-up still runs. That step belongs to the schedule that follows.")

slip("warm_up", "clock_a_step_behind", "after(step - warm)", "after(step - warm - 1)",
     hint="The clock of what follows is one step behind: it stands at 0 at step `warm`, and never below.")

slip("warm_up", "a_tenth_of_what_follows", "    if not gradual:\n        return start\n",
     "    if not gradual:\n        return after(0) / 10\n",
     hint="Your constant warm-up has a tenth of the rate that follows. It stays at `start`.")

slip("warm_up", "start_as_a_floor", "start + (after(0) - start) * step / warm", "max(start, after(0) * step / warm)",
     hint="Your line comes from 0 and is held up at `start` for a while. It should be one straight line from `start`.")

slip("warm_up", "share_before_the_question", "    if step >= warm:\n",
     "    share = step / warm\n    if step >= warm:\n",
     hint="You divide by `warm` before you ask whether there is a warm-up at all: it may be 0.")

slip("warm_up", "the_function_itself", "after(step - warm)", "after",
     hint="You return the schedule itself, a function. Which rate does it have at its own time?")

slip("warm_up", "line_the_other_way", "(after(0) - start) * step", "(start - after(0)) * step",
     hint="Your line goes away from after(0): the difference is turned around.")

slip("warm_up", "line_from_the_end", "start + (after(0) - start) * step", "after(0) + (start - after(0)) * step",
     hint="Your line begins at after(0) and falls to `start`. It should begin at `start`.")

slip("warm_up", "whole_shares_of_the_line", "(after(0) - start) * step / warm", "(after(0) - start) * (step // warm)",
     hint="`//` drops what stands behind the point, so that your share is 0 and the rate stays at `start`.")

slip("warm_up", "stays_where_it_began", "after(step - warm)", "after(0)",
     hint="After the warm-up your rate is after(0) for ever. The schedule that follows goes on.")

# --- range_test -----------------------------------------------------------------------------------------------

slip("range_test", "whole_rate", "return schedule(best) / 2", "return schedule(best)",
     hint="You return the rate of the lowest loss itself, at the edge of the cliff. Step back from it.")

slip("range_test", "equal_differences", "low * (high / low) ** (step / (total - 1))",
     "low + (high - low) * step / (total - 1)",
     hint="Your rates grow by equal *differences*: nearly all of them are large. They should grow by an equal "
     "*factor*.")

slip("range_test", "last_rate_not_reached", "(total - 1)", "total",
     hint="The last step does not get `high`: from step 0 to step total - 1 there are total - 1 factors.")

slip("range_test", "all_losses_count", "if not losses[step] <= 4 * losses[best]:", "if False:",
     hint="You look at all losses. A network that has blown up may show a low loss later: stop at the explosion.")

slip("range_test", "lowest_of_all", "losses = train(schedule, total)\n    best = 0\n",
     "losses = train(schedule, total)\n    return schedule(int(np.argmin(losses))) / 2\n",
     hint="`np.argmin` looks at all losses, and takes nan for the lowest of them. Only those before the explosion "
     "count: find its place first.")

slip("range_test", "four_times_the_one_before", "4 * losses[best]", "4 * losses[step - 1]",
     hint="You compare each loss with four times the one *before* it, so an explosion in several small jumps goes "
     "unseen. The limit is four times the lowest so far.")

slip("range_test", "only_a_bad_number_ends_it", "if not losses[step] <= 4 * losses[best]:",
     "if not np.isfinite(losses[step]):",
     hint="Your walk ends at nan and infinity only. A loss of more than four times the lowest so far is an explosion, "
     "too.")

slip("range_test", "nan_goes_on", "if not losses[step] <= 4 * losses[best]:", "if losses[step] > 4 * losses[best]:",
     hint="nan does not end your walk: every comparison with nan is False. Ask the question the other way round.")

slip("range_test", "four_times_the_first", "4 * losses[best]", "4 * losses[0]",
     hint="You compare with the *first* loss. The limit is four times the lowest loss so far.")

slip("range_test", "the_last_of_the_lowest", "losses[step] < losses[best]", "losses[step] <= losses[best]",
     hint="Of several lowest losses you take the last one. Take the earliest.")

slip("range_test", "the_loss_comes_back", "return schedule(best) / 2", "return losses[best] / 2",
     hint="You return half the lowest *loss*. Which rate did that step have?")

slip("range_test", "the_step_comes_back", "return schedule(best) / 2", "return best",
     hint="You return the number of the step. Which rate did that step have?")

slip("range_test", "the_rate_before_the_cliff", "        if losses[step] < losses[best]:\n            best = step\n",
     "        best = step\n",
     hint="You take the last step before the explosion, and compare each loss with the one before it. Remember the "
     "step with the lowest loss.")

slip("range_test", "a_tenth", "schedule(best) / 2", "schedule(best) / 10",
     hint="You step back by a factor of ten. Others do so too; here it is a factor of two.")

slip("range_test", "stops_as_soon_as_it_rises", "4 * losses[best]", "losses[best]",
     hint="Your walk ends at the first loss that rises. Losses of mini-batches go up and down; only an explosion ends "
     "it.")

slip("range_test", "four_times_the_lowest_of_all",
     ("    best = 0\n    for", "    floor, best = np.nanmin(losses), 0\n    for"),
     ("4 * losses[best]", "4 * floor"),
     hint="You compare with the lowest loss of the whole test. What comes later does not count yet: the limit is four "
     "times the lowest loss *so far*.")

slip("range_test", "rate_of_half_the_step", "schedule(best) / 2", "schedule(best / 2)",
     hint="You halve the step, and take the rate of that. Half the *rate* is asked for.")

slip("range_test", "half_of_the_step", "schedule(best) / 2", "schedule(best // 2)",
     hint="You halve the number of the step. Half the *rate* is asked for, and rates do not grow like steps.")

slip("range_test", "exactly_four_ends_it", "<= 4 * losses[best]", "< 4 * losses[best]",
     hint="A loss of exactly four times the lowest ends your walk. Only *more* than that does.")

slip("range_test", "trained_twice", "losses = train(schedule, total)",
     "train(schedule, total)\n    losses = train(schedule, total)",
     hint="You call `train` twice. A training is expensive: keep what it returns.")

slip("range_test", "trained_for_every_step", "losses = train(schedule, total)",
     "losses = [train(schedule, updates)[-1] for updates in range(1, total + 1)]",
     hint="You train once for every step. One training returns the losses of all its updates.")

slip("range_test", "where_it_falls_most", "losses = train(schedule, total)\n",
     "losses = train(schedule, total)\n    return schedule(int(np.argmin(np.diff(losses)))) / 2\n",
     hint="You look for the steepest fall between two losses. Asked for is the lowest loss itself.")

slip("range_test", "rate_of_the_explosion", "            break\n", "            return schedule(step) / 2\n",
     hint="You return half the rate at which it exploded. The step with the lowest loss was an earlier one.")

slip("range_test", "the_last_equal_one", "losses[step] < losses[best]",
     "losses[step] < losses[best] or (step == total - 1 and losses[step] == losses[best])",
     hint="Where the last loss equals the lowest one, you take the last. Take the earliest.")

slip("range_test", "rates_for_a_schedule", "train(schedule, total)",
     "train([schedule(t) for t in range(total)], total)",
     hint="You hand `train` the rates themselves. It wants a *function* that it can ask for the rate of each step.")

slip("range_test", "rates_in_an_array", "train(schedule, total)",
     "train(np.array([schedule(t) for t in range(total)]), total)",
     hint="You hand `train` the rates themselves. It wants a *function* that it can ask for the rate of each step.")

slip("range_test", "one_training_for_each_rate", "losses = train(schedule, total)",
     "losses = [train(lambda _, t=t: schedule(t), 1)[0] for t in range(total)]",
     hint="You train a fresh network for every rate. The test is *one* training, whose rate grows from update to "
     "update.")

# --- scale_rate -----------------------------------------------------------------------------------------------


@mistake("scale_rate", hint="This is the code with the bug: it *adds* the difference of the batch sizes to the rate. "
                            "By which factor has the batch grown?")
def scaled_as_printed(solution):
    def scale_rate(rate, batch, reference, adaptive=False, limit=None):
        return rate + (batch - reference)

    return scale_rate


slip("scale_rate", "the_wrong_way_round", "larger / reference", "reference / larger",
     hint="Larger batches get smaller rates here. Which of the two sizes is above the line?")

slip("scale_rate", "adaptive_ignored", "(times**0.5 if adaptive else times)", "times",
     hint="`adaptive` changes nothing: methods that divide by the gradient's size follow another rule.")

slip("scale_rate", "root_for_the_others", "times**0.5 if adaptive else times", "times if adaptive else times**0.5",
     hint="The two rules have changed places.")

slip("scale_rate", "limit_ignored", "batch if limit is None else min(batch, limit)", "batch",
     hint="Beyond `limit` your rate goes on as if there were none. It is a batch size, a number of examples: which of "
     "your numbers should it hold?")

slip("scale_rate", "limit_from_below", "min(batch, limit)", "max(batch, limit)",
     hint="The limit holds small batches instead of large ones.")

slip("scale_rate", "back_to_the_old_rate", "batch if limit is None else min(batch, limit)",
     "batch if limit is None or batch <= limit else reference",
     hint="Beyond the limit you return the old rate. The rate stays what it is for a batch of `limit`.")

slip("scale_rate", "never_smaller", "times = larger / reference", "times = max(larger / reference, 1)",
     hint="A smaller batch keeps the old rate here. The rule works in both directions.")

slip("scale_rate", "whole_factors_only", "larger / reference", "larger // reference",
     hint="Your factor is a whole number: what stands behind the point is dropped. A batch half as large has a factor "
     "of one half.")

slip("scale_rate", "root_for_all", "(times**0.5 if adaptive else times)", "times**0.5",
     hint="You take the root for gradient descent, too. Its rate goes with the batch itself.")

slip("scale_rate", "limit_for_descent_only", "if limit is None else", "if limit is None or adaptive else",
     hint="With an adaptive method your `limit` has no effect. It ends both rules.")

slip("scale_rate", "times_the_difference", "times = larger / reference", "times = larger - reference",
     hint="Your factor is the *difference* of the batch sizes. The same batch would get a rate of 0. How many times as "
     "large is the new batch?")

slip("scale_rate", "limit_taken_for_a_factor",
     ("larger = batch if limit is None else min(batch, limit)", "larger = batch"),
     ("times = larger / reference", "times = larger / reference if limit is None else min(batch, limit)"),
     hint="With a limit, your factor is a batch size. It has to be divided by the old one.")

slip("scale_rate", "squared_for_adaptive", "times**0.5", "times**2",
     hint="For adaptive methods you take the square of the factor. Their rate should grow more slowly than the batch.")

slip("scale_rate", "root_of_the_rate_too", "rate * (times**0.5 if adaptive else times)",
     "(rate * times) ** 0.5 if adaptive else rate * times",
     hint="Your root is of the rate, too. Only the factor belongs under it.")

slip("scale_rate", "factor_added", "rate * (times", "rate + (times",
     hint="You add the factor to the rate. The same batch would get another rate: it is multiplied.")

slip("scale_rate", "limit_less_one", "min(batch, limit)", "min(batch, limit - 1)",
     hint="A batch of exactly `limit` is held back already. The rule ends beyond it.")

slip("scale_rate", "root_turned_over", "times**0.5", "times**-0.5",
     hint="With an adaptive method your larger batches get smaller rates: the root is turned over.")

slip("scale_rate", "half_the_factor", "times**0.5", "times / 2",
     hint="You take half the factor for its root. With the same batch the rate would not stay the same.")

slip("scale_rate", "a_logarithm", "times**0.5", "(1 + math.log2(times))",
     hint="Your adaptive rate grows by the same amount for each doubling. By the root rule four times the batch has "
     "twice the rate.")

slip("scale_rate", "factor_rounded", "times = larger / reference", "times = round(larger / reference)",
     hint="You round the factor to a whole number. A batch half as large has a factor of one half.")

slip("scale_rate", "relative_growth", "times = larger / reference", "times = (larger - reference) / reference",
     hint="Your factor says by which share the batch has *grown*. The same batch would get a rate of 0.")

slip("scale_rate", "smaller_batches_keep_the_rate", "    larger = batch if limit",
     "    if batch <= reference:\n        return rate\n    larger = batch if limit",
     hint="For smaller batches your rate stays as it is. The rule works in both directions.")

slip("scale_rate", "limit_of_the_reference",
     ("batch if limit is None else min(batch, limit)", "batch"),
     ("larger / reference", "larger / (reference if limit is None else min(reference, limit))"),
     hint="You hold the *old* batch at the limit. It is the new one that may be beyond it.")

slip("scale_rate", "limit_for_the_factor", ("batch if limit is None else min(batch, limit)", "batch"),
     ("times = larger / reference", "times = limit if limit is not None and batch > limit else larger / reference"),
     hint="Beyond the limit your *factor* is the limit itself, a number of examples. A factor is a ratio of two of "
     "them.")

slip("scale_rate", "root_of_the_batch_alone", "times**0.5 if adaptive", "larger**0.5 / reference if adaptive",
     hint="With an adaptive method you take the root of the new batch alone. The root is of the whole factor.")

slip("scale_rate", "limit_for_the_rate", ("batch if limit is None else min(batch, limit)", "batch"),
     ("    return rate", "    if limit is not None and batch > limit:\n        return limit\n    return rate"),
     hint="Beyond the limit you return the limit itself, a number of examples. Asked for is the rate of such a batch.")

slip("scale_rate", "linear_beyond_the_limit", ("batch if limit is None else min(batch, limit)", "batch"),
     ("    times =",
      "    if limit is not None and batch > limit:\n        return rate * limit / reference\n    times ="),
     hint="Beyond the limit an adaptive method gets the linear rule. It keeps its own there, too.")

slip("scale_rate", "root_of_the_wrong_number", "rate * (times**0.5 if adaptive else times)",
     "rate ** (0.5 if adaptive else 1) * times",
     hint="You take the root of the rate in place of that of the factor.")

# --- one_run --------------------------------------------------------------------------------------------------

PEAK_ONCE_MORE = (
    "Step `warm` is at the peak once more. The fall leaves the peak at step warm - 1, so step `warm` is already "
    "below it."
)

slip("one_run", "first_step_lost", "peak * (step + 1) / warm", "peak * step / warm",
     hint="Your first rate is 0, so the first update does nothing. Step 0 already has a share of the peak.")

slip("one_run", "fall_begins_late", "(step + 1 - warm) / (total - warm)", "(step - warm) / (total - warm)",
     hint="Step `warm` is at the peak once more, so the lowest rate comes a step too late, after the run.")

slip("one_run", "fall_a_step_late_without_a_rise", "done = min((step + 1 - warm) / (total - warm), 1)",
     "begin = max(warm - 1, 0)\n    done = 1 if step >= total - 1 else (step - begin) / (total - 1 - begin)",
     hint="With a warm-up your run is right. Without one the cosine leaves the peak at step -1, so step 0 is already "
     "below it.")

slip("one_run", "fall_from_the_beginning", "(step + 1 - warm) / (total - warm)", "(step + 1) / total",
     hint="The cosine has been falling since step 0: after the warm-up the rate jumps down from the peak.")

slip("one_run", "composed_as_they_are", ("peak * (step + 1) / warm", "peak * step / warm"),
     ("(step + 1 - warm)", "(step - warm)"),
     hint="Your run is a step late throughout: it stands still at step 0, and the lowest rate comes after the last "
     "update. Which share of the rise is done at step 0, and which share of the fall at step total - 1?")

slip("one_run", "peak_once_more", "min((step + 1 - warm) / (total - warm), 1)",
     "min((step - warm) / max(total - warm - 1, 1), 1)",
     hint=PEAK_ONCE_MORE)

slip("one_run", "late_rise_and_peak_once_more", ("peak * (step + 1) / warm", "peak * step / warm"),
     ("min((step + 1 - warm) / (total - warm), 1)", "min((step - warm) / max(total - warm - 1, 1), 1)"),
     hint="Your end is right, and the rest is a step late: step 0 has no rate, and step `warm` is at the peak. Where "
     "does the docstring put the peak?")

slip("one_run", "rise_to_step_warm", "peak * (step + 1) / warm", "peak / warm + (peak - peak / warm) * step / warm",
     hint="Your line begins right and would reach the peak at step `warm`, one step later than it should.")

slip("one_run", "rise_to_step_warm_and_late_fall",
     ("peak * (step + 1) / warm", "peak / warm + (peak - peak / warm) * step / warm"),
     ("(step + 1 - warm)", "(step - warm)"),
     hint="Your peak is at step `warm`, one step later than it should be, and so the end comes a step late, too.")

slip("one_run", "end_of_the_run_moved", "(total - warm)", "total",
     hint="The cosine takes `total` steps by itself, so the run ends before it is down. The warm-up has used "
     "some of them.")

slip("one_run", "comes_up_again_at_the_end", "min((step + 1 - warm) / (total - warm), 1)",
     "(step + 1 - warm) / (total - warm)",
     hint="Beyond the last step your rate comes up again, as a cosine does.")

slip("one_run", "without_the_half_at_last", ") / 2", ")",
     hint="Your fall begins at twice the height: 1 + cos runs from 2 to 0, and has to run from 1 to 0.")

slip("one_run", "lowest_forgotten_at_last", "return lowest + (", "return (",
     hint="Your rate ends at 0 instead of at the lowest rate: the span is right, but it stands on nothing.")

slip("one_run", "lowest_added_at_last", "(peak - lowest) *", "peak *",
     hint="Your fall begins at peak + lowest: the cosine has to span the *difference* of the two.")

slip("one_run", "warm_up_from_lowest", "peak * (step + 1) / warm", "lowest + (peak - lowest) * (step + 1) / warm",
     hint="Your warm-up rises from the lowest rate. Here it rises from nothing: the first rate is peak / warm.")

slip("one_run", "a_line_down", "(1 + math.cos(math.pi * done)) / 2", "(1 - done)",
     hint="Your fall is a straight line. Good schedules are made so, but this one is half a cosine.")

slip("one_run", "warm_up_too_long", "if step < warm:", "if step <= warm:",
     hint="Step `warm` is part of your warm-up, at a rate above the peak. It is the first step of the fall.")

slip("one_run", "nothing_after_the_run", "    if step < warm:\n",
     "    if step >= total:\n        return 0.0\n    if step < warm:\n",
     hint="After the run your rate is 0. It stays at the lowest rate.")

slip("one_run", "from_zero_and_in_time", "peak * (step + 1) / warm", "peak * step / max(warm - 1, 1)",
     hint="Your warm-up begins at 0 and is at the peak in time. Here step 0 already has peak / warm.")

slip("one_run", "ramp_before_the_question", "    if step < warm:\n        return peak * (step + 1) / warm\n",
     "    ramp = (step + 1) / warm\n    if step < warm:\n        return peak * ramp\n",
     hint="You divide by `warm` before you ask whether there is a warm-up at all: it may be 0.")


@mistake(
    "one_run",
    hint="You multiply a warm-up by a cosine that has been falling since step 0. The cosine begins when the warm-up "
    "is over.",
)
def ramp_times_cosine(solution):
    def one_run(step, peak, warm, total, lowest=0.0):
        ramp = min((step + 1) / warm, 1) if warm else 1
        done = min((step + 1) / total, 1)
        return ramp * (lowest + (peak - lowest) * (1 + math.cos(math.pi * done)) / 2)

    return one_run


slip("one_run", "peak_a_step_late", ("if step < warm:", "if step <= warm and warm:"),
     ("peak * (step + 1) / warm", "peak * (step + 1) / (warm + 1)"),
     ("(step + 1 - warm) / (total - warm)", "(step - warm) / max(total - 1 - warm, 1)"),
     hint="Your warm-up has one step more than `warm`, and your peak is at step `warm`. The docstring puts it one step "
     "before.")

slip("one_run", "lowest_a_step_early", "(step + 1 - warm) / (total - warm)",
     "(step + 1 - warm) / max(total - 1 - warm, 1)",
     hint="Your fall ends at step total - 2. How many steps lead from warm - 1 to total - 1?")

slip("one_run", "last_but_one_at_the_lowest", "    done = min((step + 1 - warm) / (total - warm), 1)\n",
     "    done = (step + 1 - warm) / (total - warm) if step < total - 2 else 1\n",
     hint="Step total - 2 is at the lowest rate already; the others are right. Which step is the last one?")

slip("one_run", "peak_once_more_without_a_case", "(step + 1 - warm) / (total - warm)",
     "(step - warm) / (total - warm - 1)",
     hint=PEAK_ONCE_MORE)

slip("one_run", "peak_once_more_with_a_case", "min((step + 1 - warm) / (total - warm), 1)",
     "min((step - warm) / (total - 1 - warm), 1) if total - 1 > warm else 1", hint=PEAK_ONCE_MORE)

slip("one_run", "lowest_left_out", "lowest + (peak - lowest) *", "peak *",
     hint="`lowest` changes nothing in your code: the fall ends at 0.")

slip("one_run", "peak_by_the_steps_left", "peak * (step + 1) / warm", "peak / (warm - step)",
     hint="You divide the peak by the steps that are left, which makes a curve. A straight line rises by peak / warm a "
     "step.")

slip("one_run", "lowest_after_the_run", "(total - warm)", "(total + 1 - warm)",
     hint="Your fall takes a step too many: the last update, step total - 1, is still above the lowest rate.")

# --- the quiz -------------------------------------------------------------------------------------------------


wrong_letters(
    "quiz_adam_floor",
    a="Adam does adapt to the size of the gradients. On the floor they are mostly noise, and the size of "
      "noise does not tell how near the minimum is.",
    c="A quarter would be right if the distance of the weights went with the rate. It is their squared "
      "distance that does, and the loss goes with that.",
    d="A lower rate does lower the floor. But only a rate that itself goes to zero leaves none.",
)

wrong_letters(
    "quiz_restart",
    a="The second cycle is 15 steps long, that is right. But it does not begin at step 0.",
    c="45 is the length of the third cycle. Where does it begin?",
    d="60 adds the lengths of the second and the third cycle. The first has a length, too.",
)

wrong_letters(
    "quiz_saddle",
    a="Exactly on the ridge it would stay for ever. This start is a millionth away: what does one step do "
      "to the distance?",
    b="The first step is about 1/100,000,000 long, so that would be right if all steps were. But each step "
      "multiplies the distance.",
    c="For ten times the rate that would be right. By what does a rate of 0.01 multiply the distance?",
)

wrong_letters(
    "quiz_larger_batch",
    a="The batch is 16 times as large, and the linear rule says 16 times the rate. That rule is made for "
      "plain gradient descent, and AdamW divides by the gradient's size already.",
    b="It would train. But a larger batch has less noise, so it can bear a larger rate.",
    d="Twice the rate fits a batch that is four times as large. This one has grown by more.",
)

wrong_letters(
    "quiz_plateau",
    a="1.6 is a look in vain. But a patience of 1 bears one.",
    b="It is the second look in vain, counted from the start. But between the two stands a new best, and "
      "with it the count begins anew.",
    d="If the second 1.4 were an improvement, the rate would stay. But a loss that equals the best is not "
      "below it.",
)
