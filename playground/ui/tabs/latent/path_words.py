"""The words of the interpolation tab: what its rows are, and all of it in French."""

NOTES = {
    "pixels": "the two pictures, faded",
    "ae16": "16 numbers; RMS error {a} at A, {b} at B",
    "vae16": "16 numbers near N(0, I); RMS error {a} at A, {b} at B",
    "gan": "w found for A, B; RMS error {a} at A, {b} at B",
}

#: What is said of the VAE's code, by where it goes.
WAY = "Drag alpha: the VAE's |z| is {a} at A, {b} at B, and from {least} to {most} on the way. "
SEEN = {
    "inside": WAY + "It stays in the shell of N(0, I), {low} to {high}; a straight line is shorter"
    " halfway than an arc, and leaves it more often.",
    "leaves": WAY + "It leaves the shell of N(0, I), {low} to {high}; an arc between such ends"
    " stays in it nearly always.",
    "outside": WAY + "One end, or both, lies outside the shell of N(0, I), {low} to {high}: images"
    " at the edge of the data do.",
}
CHEMIN = "Faites glisser alpha : |z| du VAE est {a} en A, {b} en B, et de {least} à {most} en"
CHEMIN += " chemin. "

FRENCH = {
    "Drag alpha: halfway from 9 to 6 the pixel blend is two ghosts, the codes' paths a 5. Then"
    " take the straight line: the VAE's |z| falls to 1.7, far out of the shell of N(0, I), and its"
    " 5 becomes an 8 with p = 0.57.": (
        "Faites glisser alpha : à mi-chemin du 9 au 6, le mélange de pixels est deux fantômes, les"
        " chemins des codes un 5. Prenez ensuite la droite : |z| du VAE tombe à 1,7, loin hors de"
        " la coquille de N(0, I), et son 5 devient un 8 à p = 0,57."
    ),
    SEEN["inside"]: CHEMIN
    + "Il reste dans la coquille de N(0, I), de {low} à {high} ; une droite est plus courte à"
    " mi-chemin qu'un arc, et la quitte plus souvent.",
    SEEN["leaves"]: CHEMIN
    + "Il quitte la coquille de N(0, I), de {low} à {high} ; un arc entre de telles extrémités y"
    " reste presque toujours.",
    SEEN["outside"]: CHEMIN
    + "Une extrémité, ou les deux, est hors de la coquille de N(0, I), de {low} à {high} : ce sont"
    " des images au bord des données.",
    "Path between the codes": "Chemin entre les codes",
    "Straight line (lerp)": "Droite (lerp)",
    "Arc (slerp)": "Arc (slerp)",
    "Path": "Chemin",
    "By class and example": "Par classe et exemple",
    "At random": "Au hasard",
    "Curve through a third image": "Courbe par une troisième image",
    "Ends of the GAN's path": "Extrémités du chemin du GAN",
    "Found for A and B": "Trouvées pour A et B",
    "Two random images": "Deux images au hasard",
    "Steps of the search": "Pas de la recherche",
    "Seed": "Graine",
    "Frames": "Nombre d'images",
    "Pixel blend": "Mélange de pixels",
    "GAN: what is read": "GAN : ce qui est lu",
    "16 numbers; RMS error {a} at A, {b} at B": ("16 nombres ; erreur RMS {a} en A, {b} en B"),
    "16 numbers near N(0, I); RMS error {a} at A, {b} at B": (
        "16 nombres proches de N(0, I) ; erreur RMS {a} en A, {b} en B"
    ),
    "w found for A, B; RMS error {a} at A, {b} at B": (
        "w trouvés pour A, B ; erreur RMS {a} en A, {b} en B"
    ),
    "between two images of its own, drawn by the seed": (
        "entre deux images à lui, tirées de la graine"
    ),
    "{name} of the test set": "{name} du jeu de test",
    "{name}, {far} away": "{name}, à {far}",
    "read as {name} ({p})": "lu comme {name} ({p})",
    "Norms, over what is usual": "Normes, relatives à l'habituel",
    "norm / usual norm": "norme / norme habituelle",
    "median": "médiane",
    "90 % of test images": "90 % des images de test",
    "By class and number, drawn by the seed, or a picture of your own.": (
        "Par classe et numéro, tirée de la graine, ou une image à vous."
    ),
    "Until there is one, the example stands in; its pixels are used as they are.": (
        "En attendant, l'exemple en tient lieu ; ses pixels sont pris tels quels."
    ),
    "Your own": "La vôtre",
    "Your image A": "Votre image A",
    "Your image B": "Votre image B",
    "your picture, pixel for pixel": "votre image, pixel pour pixel",
    "The curve passes an image of this class halfway.": (
        "La courbe passe à mi-chemin par une image de cette classe."
    ),
    "How the codes go from A to B.": "Comment les codes vont de A à B.",
    "Whose latents the GAN's row joins.": "Quelles latentes relie la ligne du GAN.",
    "Steps of gradient descent for each image; more come closer.": (
        "Pas de descente de gradient par image ; plus approchent mieux."
    ),
    "Draws what is random: images, and latents of the GAN.": (
        "Tire ce qui est aléatoire : images et latentes du GAN."
    ),
    "the two pictures, faded": "les deux images en fondu",
    "example {index}": "exemple {index}",
    "of {images}": "parmi {images}",
    "10,000 shipped training images": "10 000 images d'entraînement fournies",
    "all 60,000 training images": "les 60 000 images d'entraînement",
    "Every frame from A to B": "Toutes les images de A à B",
    "Pixel blend: what is read": "Mélange de pixels : ce qui est lu",
    "Autoencoder: what is read": "Auto-encodeur : ce qui est lu",
    "VAE: what is read": "VAE : ce qui est lu",
    "Nearest training image at alpha": "Image d'entraînement la plus proche en alpha",
    "Distance to the nearest training image": "Distance à l'image d'entraînement la plus proche",
    "Speed along the path": "Vitesse le long du chemin",
    "Norm of the VAE's code": "Norme du code du VAE",
    "others": "autres",
    "l2 distance of pixels": "distance l2 des pixels",
    "features per alpha": "caractéristiques par alpha",
    "median of test codes": "médiane des codes de test",
    "95 % of N(0, I)": "95 % de N(0, I)",
    "33 frames look smooth; 129 are the most.": "33 images semblent fluides ; 129 au plus.",
}
