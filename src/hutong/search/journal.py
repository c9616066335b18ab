"""What shoppers look for and what comes of it, on its way to the database."""

from prometheus_client import Counter

from hutong.kernel import journal
from hutong.search import recording
from hutong.search.notes import Note

LOST = Counter("hutong_search_notes_lost", "Searches and clicks that were not written down")


class Journal(journal.Journal[Note]):
    def __init__(self) -> None:
        super().__init__(recording.write, LOST)
