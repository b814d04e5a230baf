"""The table of all recipes, in the order of their value to the page."""

from playground.errors import UnknownName
from playground.training import (
    adversaries,
    autoencoding,
    classification,
    flow,
    induction,
    language,
    latent_flow,
    photos,
    priors,
    robust,
    translation,
    variants,
)
from playground.training.recipe import Recipe

RECIPES: dict[str, Recipe] = {
    recipe.name: recipe
    for recipe in (
        *classification.RECIPES,
        *adversaries.RECIPES,
        *autoencoding.RECIPES,
        *flow.RECIPES,
        *latent_flow.RECIPES,
        *robust.RECIPES,
        *photos.RECIPES,
        *translation.RECIPES,
        *induction.RECIPES,
        *language.RECIPES,
        *priors.RECIPES,
        *variants.RECIPES,
    )
}


def find(name: str) -> Recipe:
    """A recipe by its name. Raises UnknownName."""
    if name not in RECIPES:
        raise UnknownName("recipe", name, list(RECIPES))
    return RECIPES[name]
