"""Names for a sample class: people whose work the course teaches, as folder names, some with spaces and accents."""

NAMES = (
    "ada", "alan", "barbara", "boris", "claude", "corinna", "diederik", "donald", "frank", "geoffrey",
    "grace", "ilya", "jimmy", "john", "juergen", "kaiming", "kunihiko", "leslie", "marvin", "matthew",
    "ruslan", "sepp", "sergey", "seymour", "tijmen", "vladimir", "walter", "warren", "xavier", "yann",
    "yoshua", "yurii", "Émilie du Châtelet", "Søren Å", "李 明", "o'neill", "bernard", "marcian", "katherine",
    "rosalind", "dorothy", "mary", "annie", "emmy", "sofya", "hypatia", "carl", "isaac", "joseph", "augustin",
)  # fmt: skip
