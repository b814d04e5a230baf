import pickle

from playground.errors import BadValue, Filled, PlaygroundError, UnknownName


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


def test_a_filled_template_is_a_text_that_knows_its_blanks() -> None:
    text = Filled("one of {known}, or {more}", known=("a", "{b}"), more=3)
    assert text == "one of a, {b}, or 3"
    assert (text.template, text.blanks["known"]) == ("one of {known}, or {more}", ("a", "{b}"))


def test_an_error_carries_its_parts() -> None:
    error = BadValue("eps", 2.0, Filled("at most {most}", most=1), "Try 0.3.")
    assert (error.name, error.value, error.way_out) == ("eps", 2.0, "Try 0.3.")
    assert isinstance(error.allowed, Filled)


def test_an_error_is_the_same_in_another_process() -> None:
    known = UnknownName("sampler", "{di}", ["ddim", "ddpm"])
    filled = BadValue("eps", 2.0, Filled("below {most}", most="{x}"), "Try 0.3.")
    for error in (known, filled, PlaygroundError(filled.allowed)):
        there = pickle.loads(pickle.dumps(error))
        assert (type(there), str(there)) == (type(error), str(error))
        assert there.__dict__ == error.__dict__
    assert pickle.loads(pickle.dumps(filled)).allowed.blanks == {"most": "{x}"}


def test_a_value_is_told_short_however_it_is_nested() -> None:
    nested: object = "x" * 1000
    for _ in range(5):
        nested = [nested] * 9
    assert len(BadValue("x", nested, "less", "Try less.").shown) < 100
