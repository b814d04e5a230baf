"""What the sentences of the pages on attention claim: as the pages open, and elsewhere."""

import datetime
import itertools
import random
from typing import Any

import numpy as np
import pytest
import torch

from playground.core.attention import attention
from playground.engine.attention import (
    by_hand,
    deletion,
    generation,
    gpt,
    images,
    sentences,
    translation,
)
from playground.engine.attention.ablation import HEAD, WORD, AblationResult, explain
from playground.engine.attention.by_hand import DECODER, ENCODER, PARTS, opened_up
from playground.engine.attention.heads import places
from playground.engine.attention.images import ImageRequest, Seen
from playground.engine.attention.induction import LETTERS, Repeated
from playground.engine.attention.translation import Translated, translate
from playground.engine.attention.word_order import Ordered, shuffle
from playground.engine.attention.zero_ablation import silenced
from playground.models import catalog
from playground.models.dates import FAULTS, FORMATS, NO_DAY, UNTAUGHT
from playground.models.translator import Translator
from playground.training.dates import write
from playground.ui import messages
from playground.ui.heads import TEMPERATURES
from playground.ui.tab import Tab
from playground.ui.tabs import TABS
from playground.ui.tabs.attention import dates as dates_page
from playground.ui.tabs.attention import induction as induction_page
from playground.ui.tabs.attention.gpt import PROMPTS

PAGES = {tab.name: tab for tab in TABS}
#: Days that years of two digits tell, too.
ORDINALS = datetime.date(1969, 1, 1).toordinal(), datetime.date(2068, 12, 31).toordinal()
MODEL, EXAMPLE = sentences.MODEL, tuple(sentences.EXAMPLE.split())


def opens(name: str) -> Any:
    tab = PAGES[name]
    return tab.answer(tab.request())


def sentence(name: str, **fields: Any) -> Any:
    """What follows the answer; None: the hint stands."""
    tab: Tab = PAGES[name]
    request = tab.request(**fields)
    return tab.seen(request, tab.answer(request))


def told(name: str, **fields: Any) -> dict[str, Any]:
    """The values in the sentence that follows the answer."""
    words = sentence(name, **fields)
    assert isinstance(words, dict), words
    assert words["t"] in messages.words("fr", name)
    # A word of the text is nobody's to translate.
    return {key: one["own"] if isinstance(one, dict) else one for key, one in words["args"].items()}


# --- translation ------------------------------------------------------------------------------


def check_agreement(masculine: str, feminine: str, place: int) -> None:
    """What agrees with the noun changes with it, and does not look at it."""
    one, other = (translate(MODEL, tuple(words.split())) for words in (masculine, feminine))
    changed = [i for i, (a, b) in enumerate(zip(one.french, other.french, strict=True)) if a != b]
    assert len(changed) == 4
    looks = [bool(one.alignment[i, place] > 0.5) for i in changed]
    assert looks == [False, False, True, False], "the noun alone looks at the noun"
    assert (np.delete(one.alignment[changed, place], 2) < 0.06).all()


def test_attention_as_it_opens() -> None:
    found: Translated = opens("attention")
    looked = {
        word: found.english[s]
        for word, s in zip(found.french, found.alignment.argmax(1), strict=True)
    }
    assert (looked["fatigué"], looked["le"]) == ("tired", "it")
    french, english = list(found.french), list(found.english)
    assert french.index("fatigué") > english.index("tired")
    assert french.index("le") < english.index("it")
    check_agreement(sentences.EXAMPLE, sentences.EXAMPLE.replace("king", "queen"), 3)


def test_attention_elsewhere() -> None:
    nouns = (("king", "queen"), ("man", "woman"), ("boy", "girl"), ("cat", "mouse"))
    for start in ("her", "my", "the", "this"):
        for adjectives in ("beautiful tired", "small happy", "new heavy"):
            he, she = nouns[(len(start) + len(adjectives)) % len(nouns)]
            check_agreement(*(f"{start} {adjectives} {n} draws it" for n in (he, she)), 3)
    for number in range(10):
        said = told("attention", source=translation.DRAWN, example=number)
        found = translate(MODEL, sentences.shipped()[number].english)
        row = found.alignment[len(found.french) // 2]
        assert said["key"] == found.english[row.argmax()]
        assert float(said["weight"]) == pytest.approx(row.max(), abs=0.006)


# --- dates ------------------------------------------------------------------------------------


def check_date(day: datetime.date, style: str) -> None:
    """The year's digits look at the year, the month's at its name, or the last at its number."""
    pair = write(day, style)
    found = translate("dates", pair.source)
    assert "".join(found.french) == day.isoformat()
    best = [(t, int(s)) for t, s in enumerate(found.alignment.argmax(1))]
    digits = (0, 1, 2, 3, 5, 6) if "mon" in style else (0, 1, 2, 3, 6)
    aims = {
        t: {s for place, s in pair.links if (place < 4) == (t < 4) and place < 8} for t in digits
    }
    assert all(s in aims[t] for t, s in best if t in digits)


def test_attention_dates_as_it_opens() -> None:
    found = opens("attention-dates")
    assert found.right
    day = datetime.date(2024, 3, 5)
    assert "".join(found.english) == "".join(write(day, "weekday, the dth of month, y").source)
    check_date(day, "weekday, the dth of month, y")
    check_date(day, "d/m/y")
    short = translate("dates", tuple("5/3/2024"))
    assert short.english[short.alignment[6].argmax()] == "3"


def test_attention_dates_elsewhere() -> None:
    rng = random.Random(0)
    styles = ("weekday, the dth of month, y", "d month y", "month d, y", "d/m/y")
    for style in styles:
        for _ in range(12):
            first, last = datetime.date(1950, 1, 1), datetime.date(2068, 12, 31)
            check_date(
                datetime.date.fromordinal(rng.randint(first.toordinal(), last.toordinal())), style
            )
    assert set(FAULTS) <= set(messages.words("fr", dates_page.TAB.name))


def test_the_sentence_on_dates_goes_by_what_is_written() -> None:
    """Of a month in figures, of one in letters, and of what is no date."""
    rng = random.Random(0)
    for style in FORMATS:
        day = datetime.date.fromordinal(rng.randint(*ORDINALS))
        check_date(day, style)
        said = sentence("attention-dates", date="".join(write(day, style).source))
        assert (said == dates_page.FIGURES) == ("mon" not in style)
        assert (said is None) == ("mon" in style)
    for written, fault in (("yesterday", UNTAUGHT), ("31/02/2024", NO_DAY)):
        assert told("attention-dates", date=written) == {"fault": fault}


@pytest.mark.parametrize("name", ["attention-dates", "attention-all-heads"])
def test_a_page_that_writes_a_date_says_where_none_was_written(name: str) -> None:
    tab, asked = PAGES[name], {"date": "yesterday"}
    request = tab.request(**asked, **({"model": "dates"} if name.endswith("heads") else {}))
    told = tab.painted(request, tab.answer(request))["said"]["facts"]
    assert [fact["texts"] for fact in told if fact["label"] == "What was written"] == [[UNTAUGHT]]


# --- by hand ----------------------------------------------------------------------------------


def check_temperatures(english: tuple[str, ...], part: str) -> None:
    one = opened_up(MODEL, english, part)
    q, k, v = (torch.from_numpy(x) for x in (one.q, one.k, one.v))
    mask = torch.from_numpy(one.mask)
    assert bool(mask.all()) == (part != DECODER)
    weights = [attention(q, k, v, mask=mask, temperature=t).weights for t in TEMPERATURES]
    for cool, hot in itertools.pairwise(weights):
        assert (hot.amax(-1) <= cool.amax(-1) + 1e-6).all(), "the strongest key takes less"
        assert (hot.square().sum(-1) <= cool.square().sum(-1) + 1e-6).all(), "more alike"


def test_attention_by_hand_as_it_opens() -> None:
    assert isinstance(opens("attention-by-hand"), by_hand.Opened)
    check_temperatures(EXAMPLE, ENCODER)


@pytest.mark.parametrize("part", PARTS)
def test_attention_by_hand_elsewhere(part: str) -> None:
    for pair in sentences.shipped()[:12]:
        check_temperatures(pair.english, part)


# --- all heads --------------------------------------------------------------------------------


def test_attention_all_heads_as_it_opens() -> None:
    found = opens("attention-all-heads")
    noun = found.queries.index("king")
    assert (found.heads.weights[1, 3, :3, noun] > 0.9).all()
    cross = translate(MODEL, EXAMPLE)
    looks = cross.alignment[:, noun] > 0.1
    assert [word for word, so in zip(cross.french, looks, strict=True) if so] == ["roi"]


def agreeing(pair: sentences.Pair) -> list[tuple[int, int]]:
    """Determiners and adjectives of a sentence, each with its noun."""
    groups = sentences.groups()
    before = {*groups["determiners"], *groups["adjectives"]}
    found = []
    for i, word in enumerate(pair.english):
        after = (k for k in range(i + 1, len(pair.english)))
        noun = next((k for k in after if pair.english[k] not in before), None)
        if word in before and noun is not None and pair.english[noun] in groups["nouns"]:
            found.append((i, noun))
    return found


@pytest.mark.thorough
def test_attention_all_heads_elsewhere() -> None:
    """In head 2·4 they look at the noun; the French ones of the same words look at these."""
    at_noun, french_at_noun = [], []
    for pair in sentences.shipped()[:120]:
        encoder = opened_up(MODEL, pair.english, ENCODER).worked().weights[1, 3]
        cross = translate(MODEL, pair.english).alignment
        for word, noun in agreeing(pair):
            at_noun.append(int(encoder[word].argmax()) == noun)
            french = [t for t, s in pair.links if s == word]
            french_at_noun += [
                cross[t].argmax() == noun for t in french if (t, noun) not in pair.links
            ]
    assert len(at_noun) > 250
    assert np.mean(at_noun) > 0.97
    assert np.mean(french_at_noun) < 0.01


@pytest.mark.parametrize(
    "fields",
    [
        *({"sentence": " ".join(pair.english)} for pair in sentences.shipped()[:8]),
        *({"model": model} for model in ("translator-heads", "gpt", "induction")),
    ],
)
def test_of_other_heads_the_sentence_names_what_is_seen(fields: dict[str, str]) -> None:
    said = told("attention-all-heads", **fields)
    tab = PAGES["attention-all-heads"]
    result = tab.answer(tab.request(**fields))
    query, key = len(result.queries) // 2, list(result.keys).index(said["key"])
    assert said["query"] == result.queries[query]
    for place, figure in (("head", "weight"), ("other", "less")):
        layer, head = (int(number) - 1 for number in said[place].split("·"))
        rows = result.heads.weights[layer, head, query]
        keys = [i for i, name in enumerate(result.keys) if name == result.keys[key]]
        assert min(abs(rows[keys] - float(said[figure]))) < 0.006
    assert float(said["weight"]) == pytest.approx(
        result.heads.weights[:, :, query].max(), abs=0.006
    )


def test_heads_are_named_by_what_they_do_in_the_text_on_show() -> None:
    found = opens("attention-all-heads")
    numbers = {name: values[1, 3] for name, values in found.heads.numbers.items()}
    weights = torch.from_numpy(found.heads.weights[1, 3])
    assert numbers["next"] == pytest.approx(weights.diagonal(1).mean().item(), abs=1e-6)
    assert numbers["first"] == pytest.approx(weights[:, 0].mean().item(), abs=1e-6)
    tab = PAGES["attention-all-heads"]
    painted = tab.painted(tab.request(), found)["heads"]
    assert painted["numbers"]["next one"][1][3] == pytest.approx(numbers["next"])
    other = painted["others"][1][3]
    assert other["args"]["count"] == found.measured > 1


# --- take one away ----------------------------------------------------------------------------


def check_words(found: AblationResult) -> None:
    """Most words change most without the word that they look at most."""
    one = found.series[0]
    assert (one.weight.argmax(0) == one.change.argmax(0)).mean() > 0.5


def without(head: str) -> float:
    """The share of the shipped sentences that the translator then gets wrong."""
    layer, number = (int(part) - 1 for part in head.split("·"))
    network = silenced(catalog.load_as(Translator, MODEL), f"encoder.{layer}.attend", number)
    pairs = sentences.shipped()
    said = network.translate([pair.english for pair in pairs])
    return float(np.mean([t.words != p.french for t, p in zip(said, pairs, strict=True)]))


def test_attention_ablation_as_it_opens() -> None:
    hint = PAGES["attention-ablation"].hint
    check_words(opens("attention-ablation"))
    encoder = explain(MODEL, HEAD, EXAMPLE).series[0]
    place = encoder.things.index("2·4")
    assert f"is {encoder.weight[place, 0]:.2f}" in hint
    assert encoder.weight[:, 0].argmax() == place
    assert encoder.change[place].max() < 0.02


@pytest.mark.thorough
def test_attention_ablation_elsewhere() -> None:
    """Of words in other sentences; and of the head in the shipped ones, where all are right."""
    for pair in sentences.shipped()[:20]:
        check_words(explain(MODEL, WORD, pair.english))
    share = f"{100 * without('2·4'):.0f} %"
    assert share in PAGES["attention-ablation"].hint, share


@pytest.mark.thorough
@pytest.mark.parametrize("model", ["translator", "translator-heads", "gpt"])
@pytest.mark.parametrize("away", [WORD, HEAD])
def test_of_others_the_sentence_says_what_is_seen(model: str, away: str) -> None:
    for pair in sentences.shipped()[:5]:
        text = " ".join(pair.english)
        fields = {"model": model, "away": away, "sentence": text, "prompt": text}
        said, tab = told("attention-ablation", **fields), PAGES["attention-ablation"]
        one = tab.answer(tab.request(**fields)).series[0]
        if away == WORD:
            hits = (one.weight.argmax(0) == one.change.argmax(0)).sum()
            assert said == {"hits": hits, "count": one.weight.shape[1]}
            continue
        heavy, strong = (one.things.index(said[name]) for name in ("heavy", "strong"))
        assert one.weight[heavy].max() == one.weight.max()
        assert said["change"] == f"{one.change[heavy].max():.2f}"
        assert said["most"] == f"{one.change[strong].max():.2f}" == f"{one.change.max():.2f}"


# --- GPT --------------------------------------------------------------------------------------

#: Tokens that begin a speaker of Romeo and Juliet.
VERONA = ("JULIET", "ROMEO", "Nurse", "LADY", "FRIAR", "BENVOLIO", "CAPULET", "MERCUTIO")


def test_attention_gpt_as_it_opens() -> None:
    hint = PAGES["attention-gpt"].hint
    request = gpt.GPTRequest()
    result = gpt.answer(request)
    ids = [i for name in VERONA for i in generation.tokens().encode(name)]
    assert len(ids) == len(VERONA) == 8
    text = result.prompt_ids + result.said
    readings = (
        generation.read(text, len(result.prompt_ids)),
        generation.recount(text, len(result.prompt_ids), request.order),
    )
    shares = [float(one.logits[0].softmax(-1)[ids].sum()) for one in readings]
    assert all(f"{share:.2f}" in hint for share in shares), shares
    assert request.order == 2
    assert result.markov_context.moved[:, result.markov_context.lengths >= 2].max() == 0
    first = [
        dict(zip(one.tokens[0], one.own[0], strict=True)) for one in (result.gpt, result.markov)
    ]
    assert first[0]["ROMEO"] > 2 * first[1]["ROMEO"], "the GPT is the surer of Romeo"


@pytest.mark.thorough
@pytest.mark.parametrize("prompt", list(PROMPTS.values()))
def test_attention_gpt_elsewhere(prompt: str) -> None:
    for order in (1, 2, 3):
        for seed in (1, 2):
            request = gpt.GPTRequest(prompt=prompt, order=order, seed=seed, tokens=12)
            result = gpt.answer(request)
            moved, lengths = result.gpt_context.moved, result.gpt_context.lengths.tolist()
            share = moved[:, lengths.index(order)].mean()
            assert share > 0.1
            assert result.markov_context.moved[:, result.markov_context.lengths >= order].max() == 0
            if (prompt, order) != (gpt.EXAMPLE, 2):
                said = told("attention-gpt", prompt=prompt, order=order, seed=seed, tokens=12)
                assert said == {"order": order, "share": f"{share:.0%}"}


# --- word order -------------------------------------------------------------------------------


def test_attention_word_order_as_it_opens() -> None:
    found: Ordered = opens("attention-word-order")
    assert found.shuffle.without.max() < 2e-6
    assert found.shuffle.with_places.min() > 0.02
    check_products(found.products)


def check_products(products: np.ndarray) -> None:
    size = len(products)
    for distance in range(size):
        along = products.diagonal(distance)
        assert np.allclose(along, along[0], atol=1e-5)
        assert along.max() < 1 or distance == 0
    assert np.allclose(products, products.T, atol=1e-6)


@pytest.mark.thorough
def test_attention_word_order_elsewhere() -> None:
    for model in by_hand.MODELS:
        for seed, pair in enumerate(sentences.shipped()[:30]):
            one = shuffle(model, pair.english, seed)
            assert one.without.max() < 2e-6
            assert one.with_places.min() > 0.02
    tab = PAGES["attention-word-order"]
    for width in (2, 8, 64, 128, 256):
        check_products(tab.answer(tab.request(width=width, positions=60)).products)


# --- induction --------------------------------------------------------------------------------


def check_induction(found: Repeated) -> None:
    scores, lost = found.heads.numbers["induction"], found.mean[0] - found.mean[1:]
    assert scores[1].max() > 0.4, "the second layer's stripe"
    assert lost.argmax() < 4, "a head of the first layer"
    assert lost.max() > 0.1
    assert scores[0].max() < 0.15, "and it shows none"


def test_attention_induction_as_it_opens() -> None:
    check_induction(opens("attention-induction"))


def test_attention_induction_elsewhere() -> None:
    rng, tab = np.random.default_rng(0), PAGES["attention-induction"]
    for _ in range(24):
        period = int(rng.integers(4, 13))
        letters = "".join(LETTERS[i] for i in np.tile(rng.permutation(26)[:period], 5))
        check_induction(tab.answer(tab.request(letters=letters[: 3 * period + 2])))


@pytest.mark.parametrize("letters", ["ABCABC", "XYZXYZ", "AAAA", "HELLOWORLD", "MISSISSIPPI"])
def test_of_other_letters_the_sentence_says_what_is_seen(letters: str) -> None:
    request = induction_page.TAB.request(letters=letters)
    found, said = induction_page.TAB.answer(request), told("attention-induction", letters=letters)
    names = places(found.heads.weights)
    scores = dict(zip(names, found.heads.numbers["induction"].ravel(), strict=True))
    means = dict(zip(names, found.mean[1:], strict=True))
    assert scores[said["best"]] == max(scores.values())
    assert means[said["missed"]] == min(means.values())
    figures = scores[said["best"]], found.mean[0], means[said["missed"]]
    assert [said[one] for one in ("score", "before", "after")] == [f"{x:.2f}" for x in figures]


@pytest.mark.parametrize("letters", ["QWERTYUIOP", "ABA"])
def test_where_no_letter_goes_on_again_the_sentence_says_so(letters: str) -> None:
    assert sentence("attention-induction", letters=letters) == induction_page.NONE


# --- deletion ---------------------------------------------------------------------------------


def check_deletion(dataset: str, seed: int = 0, images: int = 50) -> None:
    request = deletion.DeletionRequest(dataset=dataset, samples=images, seed=seed)
    area = {curve.name: curve.area for curve in deletion.answer(request).curves}
    assert area["random"] == max(area.values())
    assert (area["rollout"] < area["ink"]) == (dataset == "mnist")
    assert abs(area["rollout"] - area["ink"]) < (0.05 if dataset == "mnist" else 0.1)
    assert area["last"] > area["rollout"]


def test_attention_deletion_as_it_opens() -> None:
    opening = deletion.DeletionRequest()
    check_deletion(opening.dataset, opening.seed, opening.samples)


@pytest.mark.thorough
@pytest.mark.parametrize("dataset", images.DATASETS)
def test_attention_deletion_elsewhere(dataset: str) -> None:
    for seed in range(1, 11):
        check_deletion(dataset, seed)


# --- images -----------------------------------------------------------------------------------


def gathered(seen: Seen) -> tuple[np.ndarray, np.ndarray]:
    """Of the last layer's heads [H]: CLS's share on patches of ink, and [H, 49] where it looks."""
    ink = (seen.image.reshape(7, 4, 7, 4).max((1, 3)) > 100).ravel()
    looks = seen.heads.weights[-1, :, 0, 1:]
    looks = looks / looks.sum(1, keepdims=True)
    return looks[:, ink].sum(1), looks


def apart(looks: np.ndarray) -> float:
    """Total variation of the two heads that look most alike."""
    pairs = [(i, j) for i in range(len(looks)) for j in range(i)]
    return min(float(np.abs(looks[i] - looks[j]).sum() / 2) for i, j in pairs)


def test_attention_images_as_it_opens() -> None:
    on_ink, looks = gathered(opens("attention-images"))
    assert (on_ink > 0.9).all()
    assert apart(looks) > 0.2


@pytest.mark.parametrize("dataset", images.DATASETS)
def test_attention_images_elsewhere(dataset: str) -> None:
    requests = (
        ImageRequest(dataset=dataset, label=label, index=i) for label in range(10) for i in (1, 2)
    )
    found = [gathered(images.answer(request)) for request in requests]
    on_ink = np.array([ink for ink, _ in found])
    assert min(apart(looks) for _, looks in found) > 0.2
    if dataset == "mnist":
        assert (on_ink.mean(1) > 0.7).all(), "mostly from the strokes"
        assert on_ink.mean() > 0.9
    else:
        assert on_ink.mean() < 0.9, "from the rim as well"
