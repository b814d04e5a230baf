"""Diffusion: noise becomes a digit, step by step."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.diffusion import reverse
from playground.engine.diffusion.reverse import DiffusionRequest, DiffusionResult
from playground.ui import chart, figures, strip
from playground.ui.chart import Cursor
from playground.ui.strip import Axis, Row
from playground.ui.tab import Control, Endpoint, Tab, View
from playground.ui.texts import phrase

SAMPLERS = {
    "ddpm": "DDPM (ancestral)",
    "ddim": "DDIM",
    "dpmpp_2m": "DPM-Solver++ (2M)",
    "euler": "Flow, Euler",
    "heun": "Flow, Heun",
    "midpoint": "Flow, midpoint",
    "rk4": "Flow, RK4",
}

#: The example opens here: x_t is still mostly noise, the predicted image is not.
START = 0.55

SNIPPET = """\
import torch
from playground.engine.diffusion.reverse import DiffusionRequest, MODEL, trajectory
from playground.models import catalog

request = {request}
with torch.inference_mode():
    path = trajectory(catalog.load(MODEL), request)
images = (path.states[-1].clamp(-1, 1) + 1) / 2   # [4, 1, 28, 28]; path.denoised: every step
"""


def paint(request: DiffusionRequest, result: DiffusionResult) -> dict[str, Any]:
    """The three pictures and the three charts, all under the step's cursor."""
    steps = np.arange(len(result.times))
    cursor = Cursor("step", steps.tolist())
    share = {"image: ᾱ": result.alpha_bar, "noise: 1 − ᾱ": 1 - result.alpha_bar}
    snr = {"log10 SNR": result.log_snr}
    return {
        "pictures": _pictures(request, result),
        "share": chart.value(
            figures.lines(steps, share, x="step", y="share of the power of x_t"), cursor
        ),
        "snr": chart.value(
            figures.lines(steps[:-1], snr, x="step", y="log10 of signal over noise"), cursor
        ),
        "decided": chart.value(_decided(steps, result), cursor),
    }


def _pictures(request: DiffusionRequest, result: DiffusionResult) -> dict[str, Any]:
    names = [*(f"{i}: t = {t:.4g}" for i, t in enumerate(result.times[:-1])), "result"]
    calls = phrase(
        "{sampler}, {calls} network calls",
        sampler=SAMPLERS[request.sampler],
        calls=result.evaluations,
    )
    rows = [
        Row(
            "x_t: what the sampler holds", _tiled(result.noisy), ("step",), size="large", note=calls
        ),
        Row(
            "Predicted image",
            _tiled(result.denoised),
            ("step",),
            size="large",
            note="where x_t would end if all its noise were taken away now",
        ),
        Row(
            "Predicted noise",
            _tiled(result.noise),
            ("step",),
            size="large",
            note="grey is 0, black -3, white 3",
        ),
    ]
    start = round(START * (len(names) - 1))
    return strip.value([Axis("step", "step", names, start=start)], rows)


def _tiled(frames: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return strip.tile(frames, columns=2, ink=128)


def _decided(steps: NDArray[np.int64], result: DiffusionResult) -> Any:
    """For each sample, the probability of the class that it ends in: when is it decided?"""
    ends = result.probabilities[-1].argmax(-1)
    curves = {f"{i + 1} → {end}": result.probabilities[:, i, end] for i, end in enumerate(ends)}
    drawn = figures.lines(steps, curves, x="step", y="p(its final class | predicted image)")
    drawn.update_yaxes(range=[-0.02, 1.05])
    return drawn


def _images(result: DiffusionResult) -> dict[str, NDArray[np.uint8]]:
    return {
        "noisy": _tiled(result.noisy),
        "denoised": _tiled(result.denoised),
        "noise": _tiled(result.noise),
    }


TAB = Tab(
    name="diffusion",
    title="Diffusion",
    hint=(
        "Drag the step from pure noise to the result: the predicted image shows a digit long"
        " before x_t does. Then take DDIM down to 5 steps, and DDPM too."
    ),
    request=DiffusionRequest,
    answer=reverse.answer,
    controls=(
        Control("digit", "Digit", kind="dropdown"),
        Control("sampler", "Sampler", kind="dropdown", names=SAMPLERS),
        Control("steps", "Steps"),
        Control("guidance", "Guidance scale", when=("digit", reverse.DIGITS)),
        Control("seed", "Seed of the noise", kind="dice"),
        Control("eta", "DDIM's eta", more=True, when=("sampler", ("ddim",))),
    ),
    views=(
        (View("pictures", "strip"),),
        (
            View("share", "chart", "Image and noise in x_t", height=260),
            View("snr", "chart", "Signal-to-noise ratio", height=260),
            View("decided", "chart", "When is the digit decided?", height=260),
        ),
    ),
    paint=paint,
    cards=lambda request: (reverse.MODEL, reverse.CLASSIFIER),
    endpoint=Endpoint(
        "diffuse",
        "Samples four digits and returns every step: alpha-bar, SNR and class probabilities as"
        " numbers; x_t, predicted image and predicted noise as pictures, the first step on top.",
        images=_images,
    ),
    snippet=lambda request: SNIPPET.format(request=request),
    french={
        "Diffusion": "Diffusion",
        "Drag the step from pure noise to the result: the predicted image shows a digit long"
        " before x_t does. Then take DDIM down to 5 steps, and DDPM too.": (
            "Faites glisser l'étape du bruit pur au résultat : l'image prédite montre un chiffre"
            " bien avant x_t. Essayez ensuite DDIM en 5 étapes, puis DDPM."
        ),
        "Digit": "Chiffre",
        "Sampler": "Échantillonneur",
        "Steps": "Étapes",
        "step": "étape",
        "result": "résultat",
        "Guidance scale": "Force du guidage",
        "Seed of the noise": "Graine du bruit",
        "DDIM's eta": "Eta de DDIM",
        "{sampler}, {calls} network calls": "{sampler}, {calls} appels du réseau",
        "x_t: what the sampler holds": "x_t : ce que tient l'échantillonneur",
        "Predicted image": "Image prédite",
        "where x_t would end if all its noise were taken away now": (
            "où finirait x_t si tout son bruit était ôté maintenant"
        ),
        "Predicted noise": "Bruit prédit",
        "grey is 0, black -3, white 3": "gris 0, noir -3, blanc 3",
        "image: ᾱ": "image : ᾱ",
        "noise: 1 − ᾱ": "bruit : 1 − ᾱ",
        "share of the power of x_t": "part de la puissance de x_t",
        "log10 of signal over noise": "log10 du rapport signal sur bruit",
        "p(its final class | predicted image)": "p(classe finale | image prédite)",
        "Image and noise in x_t": "Image et bruit dans x_t",
        "Signal-to-noise ratio": "Rapport signal sur bruit",
        "When is the digit decided?": "Quand le chiffre est-il décidé ?",
        "DDPM (ancestral)": "DDPM (ancestral)",
        "A digit, or any for none in particular.": "Un chiffre, ou any pour n'importe lequel.",
        "Choose a sampler of that list.": "Choisissez un échantillonneur.",
        "More steps follow the path more closely and take longer.": (
            "Plus d'étapes suivent le chemin de plus près et durent plus longtemps."
        ),
        "1 is the plain model; 1.5 to 2 looks best.": (
            "1 est le modèle seul ; 1,5 à 2 donne les plus belles images."
        ),
        "Only ddim takes it: 0 is deterministic, 1 is DDPM.": (
            "Pour DDIM seulement : 0 est déterministe, 1 est DDPM."
        ),
        "Any whole number; each gives other noise.": (
            "Un nombre entier ; chacun donne un autre bruit."
        ),
        "Flow, Euler": "Flot, Euler",
        "Flow, Heun": "Flot, Heun",
        "Flow, midpoint": "Flot, point milieu",
        "Flow, RK4": "Flot, RK4",
    },
)
