"""Arithmetic with codes in French."""

_AT_ONE = "minus the mean {b} plus the mean {c}: at s = 1 the classifier reads {read}, and the"
_AT_ONE += " nearest class mean is {near}. The chart says where the classifier changes its mind."
SEEN = {"image": f"This {{a}} {_AT_ONE}", "mean": f"The mean {{a}} {_AT_ONE}"}
_EN_UN = (
    "moins la moyenne de {b}, plus la moyenne de {c} : à s = 1 le classifieur lit {read}, et la"
)
_EN_UN += " moyenne de classe la plus proche est {near}. La courbe dit où il change d'avis."
