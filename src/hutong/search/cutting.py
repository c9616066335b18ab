"""Chinese is written without spaces: a run of it is cut into its words."""

from hutong.search.libraries import rjieba

WORD_MAX = 8
LOUD = 10**6  # how often a word must be said to be cut out whole


class Cutter:
    """Knows a dictionary, and the names that it was told of."""

    def __init__(self) -> None:
        self._cutter = rjieba.Jieba() if rjieba is not None else None
        self._known: set[str] = set()

    def learn(self, name: str) -> bool:
        """It is cut out whole from now on. Whether anything may be cut another way than before."""
        if self._cutter is None or name in self._known or not 1 < len(name) <= WORD_MAX:
            return False
        self._known.add(name)
        if name.isascii() or " " in name:
            return False
        self._cutter.add_word(name, LOUD, "n")
        return True

    def cut(self, run: str) -> list[str]:
        return list(self._cutter.cut(run)) if self._cutter is not None else [run]
