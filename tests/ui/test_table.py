"""The table's value: what the page shows, and what its file holds."""

import pytest

from playground.ui.table import Table


def test_rows_and_what_they_share() -> None:
    painted = Table(
        ["psi", "recall"], [[0.5, 0.2], [1.0, 0.7]], {"k": 3}, file="truncation"
    ).value()
    assert painted["rows"] == [[0.5, 0.2], [1.0, 0.7]]
    assert painted["constants"] == {"k": 3}
    assert (painted["file"], painted["axis"]) == ("truncation", "")


def test_a_row_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cells under 2 columns"):
        Table(["psi", "recall"], [[0.5]], {}, file="truncation").value()


@pytest.mark.parametrize("constants", [{}, {"psi": 1}])
def test_columns_of_one_name_are_refused(constants: dict[str, int]) -> None:
    columns = ["psi"] if constants else ["psi", "psi"]
    with pytest.raises(ValueError, match="psi"):
        Table(columns, [], constants, file="truncation").value()


def test_an_error_of_no_column_is_refused() -> None:
    with pytest.raises(ValueError, match="recall SE"):
        Table(["psi", "recall"], [], {}, file="truncation", errors={"recall": "recall SE"}).value()
