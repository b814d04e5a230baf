"""The page on ImageNet's networks in French."""

from playground.engine.adversarial.imagenet import ABSENT, OFFERED

NOTHING = (
    "{network}: {why} Nothing was measured; the photograph is shown as the network would get it."
)

FRENCH = {
    ABSENT: (
        "Les poids de ce réseau ne sont pas sur cette machine, et elle n'en télécharge pas. Qui la"
        " gère peut mettre {file} dans le dossier de torchvision, ou définir {switch}=1."
    ),
    OFFERED: (
        "Les poids de ce réseau ne sont pas encore sur cette machine : cochez « Télécharger les"
        " poids » ({size} Mo) et appuyez sur le bouton."
    ),
    "Fetch the weights": "Télécharger les poids",
    "Where they are not on this machine yet: from torchvision's address, once.": (
        "S'ils ne sont pas encore sur cette machine : de l'adresse de torchvision, une fois."
    ),
    "ImageNet": "ImageNet",
    "Attack it": "Attaquer",
    "Upload a photograph, attack it and drag eps: at how many grey levels of 255 does a"
    " network give way that was trained on a million pictures? Less than one is lost in 8 bits.": (
        "Déposez une photographie, attaquez-la et faites glisser eps : à combien de niveaux de"
        " gris sur 255 cède un réseau entraîné sur un million d'images ? Moins d'un niveau se perd"
        " dans 8 bits."
    ),
    NOTHING: (
        "{network} : {why} Rien n'a été mesuré ; la photographie est montrée comme le réseau la"
        " recevrait."
    ),
    "torchvision's, trained on ImageNet.": "Ceux de torchvision, entraînés sur ImageNet.",
    "Your photograph": "Votre photographie",
    "Any photograph: its shorter side becomes 256 pixels, before it is sent.": (
        "N'importe quelle photographie : son petit côté est ramené à 256 pixels avant l'envoi."
    ),
    "In its place: a shipped photograph of 32 x 32, enlarged.": (
        "À sa place : une photographie fournie de 32 x 32, agrandie."
    ),
    "FGSM takes seconds, the others their steps.": (
        "FGSM prend quelques secondes, les autres autant de fois qu'ils ont de pas."
    ),
    "Toward a chosen class, or only away from what is read.": (
        "Vers une classe choisie, ou seulement loin de ce qui est lu."
    ),
    "As ImageNet counts: 207 golden retriever, 859 toaster, 954 banana.": (
        "Comme compte ImageNet : 207 golden retriever, 859 grille-pain, 954 banane."
    ),
    "Draws the noise.": "Tire le bruit.",
    "Photograph": "Photographie",
    "{w} x {h} pixels": "{w} x {h} pixels",
    "the frame is cut out": "le cadre est découpé",
    "Cut out": "Découpe",
    "the network gets {w} x {h}": "le réseau reçoit {w} x {h}",
    "Probability of the class attacked": "Probabilité de la classe attaquée",
}
