"""What is refused, in French: an error's sentence, from what is known of its parts.

A part may have holes, {}, for names and numbers.
"""

import functools
import re
from collections.abc import Mapping

from playground.errors import BadValue

#: What is allowed, as in "it must be ...".
ALLOWED = {
    "a whole number from {} to {}": "un nombre entier de {} à {}",
    "a number from {} to {}": "un nombre de {} à {}",
    "one of {}": "l'un de ces noms : {}",
    "one or more of {}": "un ou plusieurs de ces noms : {}",
    "true or false": "true (vrai) ou false (faux)",
    "a text of at most {} characters": "un texte d'au plus {} caractères",
    '"" or a PNG of {} x {} pixels as data URL': (
        '"" ou un PNG de {} x {} pixels, en URL de données'
    ),
    '"" or a JPEG or PNG of {} to {} pixels a side, as data URL of at most {} characters': (
        '"" ou un JPEG ou PNG de {} à {} pixels de côté, en URL de données d\'au plus {} caractères'
    ),
    "another class than the image's own, {}": "une autre classe que celle de l'image, {}",
    "another class than b's {}": "une autre classe que celle de b, {}",
    "nothing: a drawn picture is grey, and this network names photographs": (
        "vide : un dessin est gris, et ce réseau nomme des photographies"
    ),
    "nothing: this network reads grey images of 28 x 28": (
        "vide : ce réseau lit des images grises de 28 x 28"
    ),
    "away, or one of {} for this point of class {}": (
        "« away » ou l'une de {} pour ce point de classe {}"
    ),
    "1 to {} points": "1 à {} points",
    "at most {} points": "au plus {} points",
    "x,y,class with x and y from 0 to 1 and a class from 0 to {}": (
        "x,y,classe, avec x et y de 0 à 1 et une classe de 0 à {}"
    ),
    '1 to {} points "x,y" with ";" between, from {} to {}': (
        "1 à {} points « x,y » séparés par « ; », de {} à {}"
    ),
    "within {} of the middle": "à {} du centre au plus",
    "at most 1 in l∞": "au plus 1 en l∞",
    "a date of 1 to {} characters": "une date de 1 à {} caractères",
    "two words or more, so that one can be taken away": (
        "deux mots au moins, pour que l'un puisse être retiré"
    ),
    "two different words or more": "au moins deux mots différents",
    "a step below {} and a token below {}": "un pas sous {} et un jeton sous {}",
    "a whole character": "un caractère entier",
    "letters from A to Z": "des lettres de A à Z",
    "2 to {} letters": "2 à {} lettres",
    "a text without control characters": "un texte sans caractères de contrôle",
    "at least one word": "un mot au moins",
    "a sentence that the model translates into at least one word": (
        "une phrase que le modèle traduit par un mot au moins"
    ),
    "1 to {} tokens long; this is {}": "long de 1 à {} jetons ; celui-ci en a {}",
    "white somewhere": "du blanc quelque part",
    "1 for {} {}": "1 pour {} {}",
    "0 for {}": "0 pour {}",
    "even for {}": "« even » (régulier) pour {}",
    "another image than those before it": "une autre image que les précédentes",
    "a picture with something on it": "une image qui montre quelque chose",
    "one with {} latents: {}": "l'un de ceux à {} latents : {}",
    "one that ships: {}": "l'un de ceux qui sont livrés : {}",
    "one with a {}: {}": "l'un de ceux qui ont un {} : {}",
    "at most {} for class {}, half of its real images": (
        "au plus {} pour la classe {}, la moitié de ses images réelles"
    ),
    "{}, as the page sends": "{}, comme la page en envoie",
    "a number, a text, true or false": "un nombre, un texte, vrai ou faux",
    "one of the view's own points": "un des points de la vue",
    "a number from 0 to 1": "un nombre de 0 à 1",
}

#: The way out.
WAY_OUT = {
    "Choose a name of that list.": "Choisissez un nom de cette liste.",
    "It holds no PNG.": "Ce n'est pas un PNG.",
    "Its picture is {} x {}.": "Son image fait {} x {}.",
    "Its picture is blank.": "Son image est vide.",
    "Its file is broken or cut short.": "Son fichier est abîmé ou tronqué.",
    "Its PNG is broken or cut short.": "Son PNG est abîmé ou tronqué.",
    "Its base64 is broken.": "Son base64 est abîmé.",
    "It has {} characters, and {} are the limit.": "Elle a {} caractères ; la limite est {}.",
    "It does not start with {}": "Elle ne commence pas par {}",
    "Choose another, or attack untargeted.": "Choisissez-en une autre, ou attaquez sans cible.",
    "Clear it, or choose another network.": "Effacez-le, ou choisissez un autre réseau.",
    "Choose another network.": "Choisissez un autre réseau.",
    "Click another point, or choose away.": "Cliquez sur un autre point, ou choisissez « away ».",
    "For example: {}": "Par exemple : {}",
    "Tick one.": "Cochez-en un.",
    "From black to white is 1 in l∞; radii above belong to l2.": (
        "Du noir au blanc il y a 1 en l∞ ; des rayons plus grands appartiennent à l2."
    ),
    "There are {} examples of {}.": "Il y a {} exemples de {}.",
    "Try “{}”.": "Essayez « {} ».",
    "Try “{}”": "Essayez « {} »",
    "Try {}.": "Essayez {}.",
    "Write one more.": "Écrivez-en un de plus.",
    "Press one of the bars.": "Pressez l'une des barres.",
    "Press another bar.": "Pressez une autre barre.",
    "Leave everything else out.": "Laissez tout le reste de côté.",
    "Add a word.": "Ajoutez un mot.",
    "Take it out.": "Retirez-le.",
    "Take it out; line breaks are allowed.": "Retirez-le ; les retours à la ligne sont permis.",
    "Choose words from the tiles.": "Choisissez des mots parmi les tuiles.",
    "A token is about three letters of English.": "Un jeton vaut environ trois lettres d'anglais.",
    "Draw with a brighter stroke.": "Dessinez d'un trait plus clair.",
    "Leave it out, or name a class for it to strengthen.": (
        "Laissez-le de côté, ou nommez une classe à renforcer."
    ),
    "Try -1.5,0; 1.5,0, or press on the plane.": "Essayez -1.5,0; 1.5,0, ou pressez sur le plan.",
    "Press on the plane.": "Pressez sur le plan.",
    "Take points out of the list, or choose other data to begin anew.": (
        "Retirez des points de la liste, ou choisissez d'autres données pour recommencer."
    ),
    "Only ddim takes another.": "Seul ddim en prend un autre.",
    "A flow's times are even; choose a diffusion sampler.": (
        "Les temps d'un flux sont réguliers ; choisissez un échantillonneur de diffusion."
    ),
    "Between a class and itself nothing changes: choose another one.": (
        "Entre une classe et elle-même rien ne change : choisissez-en une autre."
    ),
    "Between an image and itself there is nothing to see: choose another.": (
        "Entre une image et elle-même il n'y a rien à voir : choisissez-en une autre."
    ),
    "Draw a few strokes, or upload an image.": "Tracez quelques traits, ou envoyez une image.",
    "Choose another data set, or another number of latents.": (
        "Choisissez un autre jeu de données, ou un autre nombre de latents."
    ),
    "Choose the other kind of model.": "Choisissez l'autre sorte de modèle.",
    "Choose another data set, or another knob.": (
        "Choisissez un autre jeu de données, ou un autre réglage."
    ),
    "Click an image, or ask for more samples.": "Cliquez sur une image, ou demandez plus d'images.",
    "Ask for fewer samples, or for all classes.": (
        "Demandez moins d'images, ou toutes les classes."
    ),
    "Reload the page.": "Rechargez la page.",
    "Choose a value on the page.": "Choisissez une valeur sur la page.",
    "Click again.": "Cliquez à nouveau.",
    "Let the pointer rest inside the map.": "Laissez le pointeur au repos dans la carte.",
}

#: Errors that are no bad values.
WHOLE = {
    "Stopped, as you asked. The picture before stays.": (
        "Arrêté, comme demandé. L'image précédente reste."
    ),
    "Something went wrong on our side. It has been logged; please try another setting.": (
        "Quelque chose a échoué de notre côté. C'est noté ; essayez un autre réglage."
    ),
    "The GPU's memory is full. Ask for fewer steps or images, or try again in a moment;"
    " PLAYGROUND_DEVICE=cpu avoids the GPU.": (
        "La mémoire du GPU est pleine. Demandez moins de pas ou d'images, ou réessayez dans un"
        " instant ; PLAYGROUND_DEVICE=cpu évite le GPU."
    ),
}


def in_french(error: Exception, words: Mapping[str, str]) -> str:
    """The error's sentence; in English where a part of it is not known. `words`: the tab's own."""
    if not isinstance(error, BadValue):
        return WHOLE.get(str(error), str(error))
    allowed = part(error.allowed, ALLOWED, words)
    way_out = part(error.way_out, WAY_OUT, words) or _sentences(error.way_out, words)
    if allowed is None or way_out is None:
        return str(error)
    return f"{error.name} = {error.shown} n'est pas permis : il faut {allowed}. {way_out}"


def part(said: str, known: Mapping[str, str], words: Mapping[str, str]) -> str | None:
    """The French of one part; None where it is not known."""
    if said in words:
        return words[said]
    for english, french in known.items():
        match = _pattern(english).fullmatch(said)
        if match:
            return french.format(*(words.get(held, held) for held in match.groups()))
    return None


def _sentences(said: str, words: Mapping[str, str]) -> str | None:
    """A way out of several sentences: the first of this table, the rest a word of the tab."""
    first, _, rest = said.partition(". ")
    found = [part(f"{first}.", WAY_OUT, words), part(rest, WAY_OUT, words)]
    return " ".join(filter(None, found)) if all(found) else None


@functools.cache
def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.+)".join(map(re.escape, english.split("{}"))), re.DOTALL)
