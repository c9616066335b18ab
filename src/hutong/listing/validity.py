"""Which certificates count, which are missing, and which batches failed."""

from collections.abc import Collection, Sequence
from datetime import date

from hutong.listing.models import Paper
from hutong.listing.states import PaperKind


def missing(wanted: Collection[str], papers: Sequence[Paper], today: date) -> list[PaperKind]:
    """The kinds of which no valid one is there."""
    valid = {paper.kind for paper in papers if is_valid(paper, today)}
    return [PaperKind(kind) for kind in wanted if kind not in valid]


def is_valid(paper: Paper, today: date) -> bool:
    in_time = paper.expires_on is None or paper.expires_on >= today
    return paper.withdrawn_at is None and paper.passed and in_time


def failed(papers: Sequence[Paper]) -> list[Paper]:
    """Batches whose latest inspection was not passed."""
    latest: dict[str, Paper] = {}
    for paper in sorted(papers, key=lambda each: (each.issued_on, each.added_at)):
        if paper.kind is PaperKind.INSPECTION and paper.withdrawn_at is None:
            latest[paper.batch] = paper
    return [paper for paper in latest.values() if not paper.passed]
