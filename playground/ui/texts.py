"""The page's words, in English and French: an English phrase is its own key.

Labels of Gradio's components go through `label`; everything that a component of ours shows (row
labels, axis titles, captions) may be a plain English string, which the page translates when the
dictionary holds it, or a `phrase` with numbers in it.
"""

from typing import Any

import gradio as gr

#: What a component may be given to show: a string, or a `phrase`.
Words = str | dict[str, Any]

#: What a data set is called; names need no translation.
DATASETS = {"mnist": "MNIST", "fashion": "Fashion-MNIST", "cifar10": "CIFAR-10"}

#: The shell's and the kit's own phrases. A tab brings its own in `Tab.french`.
FRENCH: dict[str, str] = {
    "Deep Learning Playground": "Laboratoire d'apprentissage profond",
    "Drag a slider and see what a network does: real models, real data, computed here.": (
        "Déplacez un curseur et voyez ce que fait un réseau : de vrais modèles, de vraies "
        "données, calculés ici."
    ),
    "Settings": "Réglages",
    "More settings": "Plus de réglages",
    "Model card": "Fiche du modèle",
    "Numbers as JSON": "Nombres en JSON",
    "Table as CSV": "Tableau en CSV",
    "Reproduce it in PyTorch": "Refaire en PyTorch",
    "Copy link to this view": "Copier le lien vers cette vue",
    "Copied": "Copié",
    "Link to this view": "Lien vers cette vue",
    "This browser lets no page copy from here: press Ctrl+C, or ⌘C.": (
        "Ce navigateur ne laisse aucune page copier d'ici : pressez Ctrl+C, ou ⌘C."
    ),
    "See also": "Voir aussi",
    "Subjects": "Sujets",
    "Stop": "Arrêter",
    "Draw with the mouse, a finger or a pen; Delete clears.": (
        "Dessinez à la souris, au doigt ou au stylet ; Suppr efface."
    ),
    "What the network sees, 28 x 28": "Ce que voit le réseau, 28 x 28",
    "Clear": "Effacer",
    "Upload": "Charger",
    "cropped": "recadré",
    "inverted": "inversé",
    "light evened out": "lumière égalisée",
    "an edge was left out": "un bord a été écarté",
    "No figure stands clear of the dark edge. Leave paper around it.": (
        "Aucune figure ne se détache du bord sombre. Laissez du papier autour."
    ),
    "centred as MNIST is": "centré comme dans MNIST",
    "centred as Fashion-MNIST is": "centré comme dans Fashion-MNIST",
    "28 x 28: taken as it is": "28 x 28 : pris tel quel",
    "This file is no picture that the browser can read. Try a PNG or a JPEG.": (
        "Ce fichier n'est pas une image que le navigateur sache lire. Essayez un PNG ou un JPEG."
    ),
    "This file is larger than 30 MB. Try a smaller picture.": (
        "Ce fichier dépasse 30 Mo. Essayez une image plus petite."
    ),
    "This picture has more than 60 million pixels. Try a smaller one.": (
        "Cette image dépasse 60 millions de pixels. Essayez-en une plus petite."
    ),
    "This picture is blank: nothing stands out from its border.": (
        "Cette image est vide : rien ne se détache de son bord."
    ),
    "Move: {shape}": "Déplacer : {shape}",
    "Resize: {shape}": "Redimensionner : {shape}",
    "Drag, or press the arrow keys, to move the cursor.": (
        "Glissez, ou pressez les flèches, pour déplacer le curseur."
    ),
    "Save PNG": "Enregistrer en PNG",
    "This picture alone, pixel for pixel": "Cette image seule, pixel pour pixel",
    "Play": "Lire",
    "Pause": "Pause",
    "Speed": "Vitesse",
    "On its way: an example is being computed.": "En route : un exemple se calcule.",
    "This could not be shown.": "Impossible d'afficher ceci.",
    "of": "sur",
    "task": "tâche",
    "dataset": "données",
    "architecture": "architecture",
    "arguments": "arguments",
    "command": "commande",
    "cost": "coût",
    "licence": "licence",
    "metrics": "mesures",
    "T-shirt/top": "T-shirt/haut",
    "Trouser": "Pantalon",
    "Pullover": "Pull",
    "Dress": "Robe",
    "Coat": "Manteau",
    "Sandal": "Sandale",
    "Shirt": "Chemise",
    "Sneaker": "Basket",
    "Bag": "Sac",
    "Ankle boot": "Bottine",
    "value_range": "intervalle des valeurs",
    "weights": "poids",
}


def phrase(template: str, **values: str | int | float) -> dict[str, Any]:
    """Words with values in them, the template being the key: `phrase("a {label}", label=7)`."""
    return {"t": template, "args": values}


def label(text: str) -> Any:
    """A Gradio label, hint or title that is shown in the reader's language."""
    if "}" in text:
        raise ValueError(f"{text!r}: Gradio cannot translate a text with braces")
    return gr.I18n()(text)


def translations(french: dict[str, str]) -> gr.I18n:
    """Both languages, for `launch(i18n=...)`."""
    return gr.I18n(en={key: key for key in french}, fr=french)
