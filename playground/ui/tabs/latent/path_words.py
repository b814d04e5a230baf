"""The interpolation tab in French."""

FRENCH = {
    "Latent interpolation": "Interpolation latente",
    "Drag alpha: halfway from 3 to 6 the pixel blend is two ghosts, the latent paths a 5. Then"
    " take the straight line: the VAE's code leaves the shell of N(0, I), and its digit fades.": (
        "Faites glisser alpha : à mi-chemin du 3 au 6, le mélange de pixels est deux fantômes, les"
        " chemins latents un 5. Prenez ensuite la droite : le code du VAE quitte la coquille de"
        " N(0, I) et son chiffre pâlit."
    ),
    "Digit A": "Chiffre A",
    "Digit B": "Chiffre B",
    "Example A": "Exemple A",
    "Example B": "Exemple B",
    "Path between the codes": "Chemin entre les codes",
    "Straight line (lerp)": "Droite (lerp)",
    "Arc (slerp)": "Arc (slerp)",
    "Images": "Images",
    "By digit and example": "Par chiffre et exemple",
    "Drawn at random": "Tirées au hasard",
    "Seed": "Graine",
    "Frames": "Nombre d'images",
    "Image A": "Image A",
    "Image B": "Image B",
    "Pixel blend": "Mélange de pixels",
    "Autoencoder": "Auto-encodeur",
    "the two pictures, faded": "les deux images en fondu",
    "decoded from 16 numbers; its ends are reconstructions": (
        "décodé de 16 nombres ; ses extrémités sont des reconstructions"
    ),
    "decoded from 16 numbers near N(0, I)": "décodé de 16 nombres proches de N(0, I)",
    "a {digit} of the test set": "un {digit} du jeu de test",
    "example {index}": "exemple {index}",
    "of {images}": "parmi {images}",
    "10,000 shipped training images": "10 000 images d'entraînement fournies",
    "all 60,000 training images": "les 60 000 images d'entraînement",
    "a {digit}, {far} away": "un {digit}, à {far}",
    "read as {digit} (p = {p})": "lu comme {digit} (p = {p})",
    "Every frame from A to B": "Toutes les images de A à B",
    "Pixel blend: what is read": "Mélange de pixels : ce qui est lu",
    "Autoencoder: what is read": "Auto-encodeur : ce qui est lu",
    "VAE: what is read": "VAE : ce qui est lu",
    "Nearest training image at alpha": "Image d'entraînement la plus proche en alpha",
    "Distance to the nearest training image": "Distance à l'image d'entraînement la plus proche",
    "Speed along the path": "Vitesse le long du chemin",
    "Norm of the VAE's code": "Norme du code du VAE",
    "probability": "probabilité",
    "others": "autres",
    "l2 distance of pixels": "distance l2 des pixels",
    "features per alpha": "caractéristiques par alpha",
    "median of test codes": "médiane des codes de test",
    "95 % of N(0, I)": "95 % de N(0, I)",
    "By digit and number, or drawn by the seed.": "Par chiffre et numéro, ou tirées de la graine.",
    "Image A shows this digit.": "L'image A montre ce chiffre.",
    "Image B shows this digit.": "L'image B montre ce chiffre.",
    "Draws two images of different digits.": "Tire deux images de chiffres différents.",
    "A straight line, or an arc, between the codes.": "Une droite, ou un arc, entre les codes.",
    "33 frames look smooth; 129 are the most.": "33 images semblent fluides ; 129 au plus.",
}
