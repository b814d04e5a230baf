"""What is refused, in French: the templates of errors, with their blanks.

Errors carry their parts as data (`playground.errors`), and a page puts them together.
"""

FRENCH = {
    # What is allowed, as in "it must be ...".
    "a whole number from {low} to {high}": "un nombre entier de {low} à {high}",
    "a number from {low} to {high}": "un nombre de {low} à {high}",
    "one of {known}": "l'un de ces noms : {known}",
    "one or more of {known}": "un ou plusieurs de ces noms : {known}",
    "true or false": "true (vrai) ou false (faux)",
    "a text of at most {most} characters": "un texte d'au plus {most} caractères",
    '"" or a PNG of {side} x {side} pixels as data URL': (
        '"" ou un PNG de {side} x {side} pixels, en URL de données'
    ),
    '"" or a JPEG or PNG of {least} to {most} pixels a side, as data URL of at most {longest}'
    " characters": (
        '"" ou un JPEG ou PNG de {least} à {most} pixels de côté, en URL de données d\'au plus'
        " {longest} caractères"
    ),
    "another class than the image's own, {own}": "une autre classe que celle de l'image, {own}",
    "another class than b's {own}": "une autre classe que celle de b, {own}",
    "nothing: a drawn picture is grey, and this network names photographs": (
        "vide : un dessin est gris, et ce réseau nomme des photographies"
    ),
    "nothing: this network reads grey images of 28 x 28": (
        "vide : ce réseau lit des images grises de 28 x 28"
    ),
    "away, or one of {others} for this point of class {own}": (
        "« away » ou l'une de {others} pour ce point de classe {own}"
    ),
    "1 to {most} points": "1 à {most} points",
    "at most {most} points": "au plus {most} points",
    "x,y,class with x and y from 0 to 1 and a class from 0 to {last}": (
        "x,y,classe, avec x et y de 0 à 1 et une classe de 0 à {last}"
    ),
    '1 to {most} points "x,y" with ";" between, from {low} to {high}': (
        "1 à {most} points « x,y » séparés par « ; », de {low} à {high}"
    ),
    "within {edge} of the middle": "à {edge} du centre au plus",
    "at most 1 in l∞": "au plus 1 en l∞",
    "a date of 1 to {most} characters": "une date de 1 à {most} caractères",
    "two words or more, so that one can be taken away": (
        "deux mots au moins, pour que l'un puisse être retiré"
    ),
    "two different words or more": "au moins deux mots différents",
    "a step below {steps} and a token below {known}": (
        "un pas sous {steps} et un jeton sous {known}"
    ),
    "a whole character": "un caractère entier",
    "letters from A to Z": "des lettres de A à Z",
    "2 to {most} letters": "2 à {most} lettres",
    "a text without control characters": "un texte sans caractères de contrôle",
    "at least one word": "un mot au moins",
    "a sentence that the model translates into at least one word": (
        "une phrase que le modèle traduit par un mot au moins"
    ),
    "1 to {most} tokens long; this is {found}": "long de 1 à {most} jetons ; celui-ci en a {found}",
    "white somewhere": "du blanc quelque part",
    "1 for {name} {any}": "1 pour {name} {any}",
    "0 for {sampler}": "0 pour {sampler}",
    "even for {sampler}": "« even » (régulier) pour {sampler}",
    "another image than those before it": "une autre image que les précédentes",
    "a picture with something on it": "une image qui montre quelque chose",
    "one with {latents} latents: {known}": "l'un de ceux à {latents} latents : {known}",
    "one that ships: {known}": "l'un de ceux qui sont livrés : {known}",
    "one with a {model}: {known}": "l'un de ceux qui ont un {model} : {known}",
    "at most {most} for class {kind}, half of its real images": (
        "au plus {most} pour la classe {kind}, la moitié de ses images réelles"
    ),
    "at most {most} for class {kind}: as many real images are left": (
        "au plus {most} pour la classe {kind} : il reste autant d'images réelles"
    ),
    "none that ships": "aucun de ceux qui sont livrés",
    "one of the {count} {units} that this model knows": (
        "l'un des {count} {units} que ce modèle connaît"
    ),
    "1 to {most} {units}": "1 à {most} {units}",
    "words": "mots",
    "characters": "caractères",
    "of the form owner/model": "de la forme propriétaire/modèle",
    "left alone: this server fetches no models": (
        "le laisser : ce serveur ne télécharge pas de modèle"
    ),
    "one that this server may fetch: {known}": (
        "l'un de ceux que ce serveur peut télécharger : {known}"
    ),
    "one of the view's own points": "un des points de la vue",
    "a number from 0 to 1": "un nombre de 0 à 1",
    # The way out.
    "Choose a name of that list.": "Choisissez un nom de cette liste.",
    "It holds no {kind}.": "Ce n'est pas un {kind}.",
    "It is animated: send one picture of it.": "Elle est animée : envoyez-en une seule image.",
    "Its transparent colour has 16 bits: save it with 8.": (
        "Sa couleur transparente a 16 bits : enregistrez-la avec 8."
    ),
    "Its colours are not those of sRGB: save it as sRGB.": (
        "Ses couleurs ne sont pas celles de sRGB : enregistrez-la en sRGB."
    ),
    "Its picture is {w} x {h}.": "Son image fait {w} x {h}.",
    "Its picture is blank.": "Son image est vide.",
    "Its file is broken or cut short.": "Son fichier est abîmé ou tronqué.",
    "Its base64 is broken.": "Son base64 est abîmé.",
    "It has {count} characters, and {most} are the limit.": (
        "Elle a {count} caractères ; la limite est {most}."
    ),
    "It does not start with {start}": "Elle ne commence pas par {start}",
    "Choose another, or attack untargeted.": "Choisissez-en une autre, ou attaquez sans cible.",
    "Clear it, or choose another network.": "Effacez-le, ou choisissez un autre réseau.",
    "Choose another network.": "Choisissez un autre réseau.",
    "Click another point, or choose away.": "Cliquez sur un autre point, ou choisissez « away ».",
    "For example: {example}": "Par exemple : {example}",
    "Tick one.": "Cochez-en un.",
    "From black to white is 1 in l∞; radii above belong to l2.": (
        "Du noir au blanc il y a 1 en l∞ ; des rayons plus grands appartiennent à l2."
    ),
    "There are {count} examples of {kind}.": "Il y a {count} exemples de {kind}.",
    "Try “{example}”.": "Essayez « {example} ».",
    "Try “{example}”": "Essayez « {example} »",
    "Try {example}.": "Essayez {example}.",
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
    "Did you mean {close}?": "Vouliez-vous dire {close} ?",
    "{one} or {other}": "{one} ou {other}",
    "Choose another one.": "Choisissez-en un autre.",
    "Ask for fewer, or for all classes.": "Demandez-en moins, ou toutes les classes.",
    "Say it shorter.": "Dites-le plus court.",
    "Whoever runs it can allow that with {switch}=1. {stays}": (
        "Qui le gère peut le permettre par {switch}=1. {stays}"
    ),
    "The models that ship go on working.": "Les modèles livrés fonctionnent toujours.",
    "Click again.": "Cliquez à nouveau.",
    "Let the pointer rest inside the map.": "Laissez le pointeur au repos dans la carte.",
    # Errors that are no bad values.
    "Another model is being fetched: try {name} again in a minute. {stays}": (
        "Un autre modèle se télécharge : réessayez {name} dans une minute. {stays}"
    ),
    "This takes the {name} package: pip install {name}. {stays}": (
        "Il faut le paquet {name} : pip install {name}. {stays}"
    ),
    "This model does not show its attention weights. {stays}": (
        "Ce modèle ne montre pas ses poids d'attention. {stays}"
    ),
    "{name} could not be fetched ({kind}): is this server online? {stays}": (
        "{name} n'a pas pu être téléchargé ({kind}) : ce serveur est-il en ligne ? {stays}"
    ),
    "{name} has no {files} of at most {most} MB. {stays}": (
        "{name} n'a pas de {files} d'au plus {most} Mo. {stays}"
    ),
    "This server's disk has no room for {name}. {stays}": (
        "Le disque de ce serveur n'a pas de place pour {name}. {stays}"
    ),
    "These weights have {total} bytes: more than {most}. {stays}": (
        "Ces poids font {total} octets : plus que {most}. {stays}"
    ),
    "{file} is not what its name says: its sha256 is {sha256}. Delete it, so that it is fetched"
    " again. {stays}": (
        "{file} n'est pas ce que dit son nom : son sha256 est {sha256}. Effacez-le, pour qu'il soit"
        " téléchargé à nouveau. {stays}"
    ),
    "{file} holds no weights of {name}. {stays}": (
        "{file} ne contient pas de poids de {name}. {stays}"
    ),
    "This model cannot be read: {why}. Of these kinds it may be: {kinds}. {stays}": (
        "Ce modèle ne peut pas être lu : {why}. Il peut être de ces genres : {kinds}. {stays}"
    ),
    "The GPU's memory is full. Ask for fewer steps or images, or try again in a moment;"
    " PLAYGROUND_DEVICE=cpu avoids the GPU.": (
        "La mémoire du GPU est pleine. Demandez moins de pas ou d'images, ou réessayez dans un"
        " instant ; PLAYGROUND_DEVICE=cpu évite le GPU."
    ),
    # What notices say themselves; what is refused where no control has its name.
    "{label} = {value} is not allowed: it must be {allowed}. {way_out}": (
        "{label} = {value} n'est pas permis : il faut {allowed}. {way_out}"
    ),
    "It must be {allowed}. {way_out}": "Il faut {allowed}. {way_out}",
    "It must be {allowed}.": "Il faut {allowed}.",
    "{label}, {part}": "{label}, {part}",
    "word": "mot",
    "character": "caractère",
    "click": "clic",
    "token": "jeton",
    "nothing": "rien",
    "What is shown answers the question before.": (
        "Ce qui est montré répond à la question précédente."
    ),
    "Back to what is shown": "Revenir à ce qui est montré",
    "Close": "Fermer",
    "The page opens with its own example instead.": "La page s'ouvre sur son propre exemple.",
    "Nothing could be computed to open with. Change a setting to try again.": (
        "Rien n'a pu être calculé à l'ouverture. Changez un réglage pour réessayer."
    ),
    "Nothing to show: the reason stands above.": "Rien à montrer : la raison est dite plus haut.",
    "Stopped, as you asked. The picture before stays, and the settings say what it shows.": (
        "Arrêté, comme demandé. L'image d'avant reste, et les réglages disent ce qu'elle montre."
    ),
    "Stopped, as you asked. Change a setting to ask again.": (
        "Arrêté, comme demandé. Changez un réglage pour demander à nouveau."
    ),
    "Something went wrong on our side. It has been logged; please try another setting.": (
        "Quelque chose a échoué de notre côté. C'est noté ; essayez un autre réglage."
    ),
    "The server did not answer this. Reload the page, or try again in a moment.": (
        "Le serveur n'a pas répondu à cela. Rechargez la page, ou réessayez dans un instant."
    ),
}
