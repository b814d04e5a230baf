"""The page of all cards says what the catalog says."""

from playground.models.catalog import cards
from playground.shipped import trained_dir
from playground.training import table


def test_the_page_is_that_of_the_catalog() -> None:
    written = (trained_dir() / "README.md").read_text(encoding="utf-8")
    assert written == table.text(), "Run: python -m playground.training table"


def test_every_card_has_a_row_with_all_its_figures() -> None:
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in table.text().splitlines()}
    for card in cards().values():
        assert card.command in rows[card.name]
        assert all(f"{metric.value:.4g}" in rows[card.name] for metric in card.metrics)
