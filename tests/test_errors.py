from playground.errors import BadValue, PlaygroundError, UnknownName


def test_a_message_names_value_limit_and_way_out() -> None:
    message = str(BadValue("eps", 2.0, "a number in [0, 1]", "Try 0.3."))
    assert message == "eps = 2.0 is not allowed: it must be a number in [0, 1]. Try 0.3."


def test_bad_values_are_value_errors_too() -> None:
    error = UnknownName("sampler", "dimm", ["ddim", "ddpm"])
    assert isinstance(error, ValueError)
    assert isinstance(error, PlaygroundError)
    assert "ddim, ddpm" in str(error)


def test_a_huge_text_is_shown_short() -> None:
    assert len(str(BadValue("sentence", "x" * 10**6, "short", "Cut it."))) < 200
