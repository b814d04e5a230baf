"""The words of the page on improving samples: what its ways are called, and all of it in French."""

NAMES = {
    "plain": "Plain generator",
    "psi-0.85": "Truncation, psi 0.85",
    "psi-0.7": "Truncation, psi 0.7",
    "drs": "DRS: discriminator rejection",
    "obrs": "OBRS: budgeted rejection",
    "mh": "MH-GAN: Metropolis-Hastings",
    "sir": "SIR: importance resampling",
    "latent": "LRW: latent reweighting",
    "dot": "DOT: optimal transport",
    "dgflow": "DGflow: gradient flow",
    "ddls": "DDLS: Langevin in z",
}
#: Short, for a legend.
SHORT = {n: text.split(":")[0].removeprefix("Truncation, ") for n, text in NAMES.items()}
SOURCES = {
    "plain": "one call, one sample",
    "psi-0.85": "w toward its class mean (Karras et al. 2019)",
    "psi-0.7": "w toward its class mean (Karras et al. 2019)",
    "drs": "Azadi et al. 2019; gamma spends the budget",
    "obrs": "Verine et al. 2024: min(1, c r / M)",
    "mh": "Turner et al. 2019: chains begun at real images",
    "sir": "Rubin 1988: one of each group, in proportion to r",
    "latent": "Issenhuth et al. 2022: latents refused by w, before they are drawn",
    "dot": "Tanaka 2019: climb d / k_eff, pay for the way",
    "dgflow": "Ansari et al. 2021: z follows grad d, with noise",
    "ddls": "Che et al. 2020: Langevin, energy |z|² / 2 - d",
}
ESTIMATES = {"discriminator": "GAN's discriminator", "head": "regression on features"}

HINT = (
    "Step through the ways: a hollow mark is within noise of the plain generator. Truncation to psi"
    " 0.7 loses more recall than it gains precision."
)

FRENCH = {
    "Improve": "Améliorer",
    HINT: (
        "Passez d'une méthode à l'autre : une marque creuse ne diffère du générateur brut que par"
        " le bruit. La troncature à psi 0.7 perd plus de rappel qu'elle ne gagne de précision."
    ),
    "Measure": "Mesurer",
    "What the generator was trained to draw.": "Ce que le générateur a appris à dessiner.",
    "Density ratio from": "Rapport de densités selon",
    "The GAN's discriminator, or a regression on features.": (
        "Le discriminateur du GAN, ou une régression sur les caractéristiques."
    ),
    "Gradient methods": "Méthodes à gradient",
    "DOT, DGflow and DDLS too, at several times the time.": (
        "DOT, DGflow et DDLS aussi, en plusieurs fois plus de temps."
    ),
    "Calls a sample": "Appels par image",
    "Passes through the generator, forward or back, a kept sample.": (
        "Passages dans le générateur, avant ou arrière, par image gardée."
    ),
    "As many real ones; measures compare only at equal n.": (
        "Autant de réelles ; les mesures ne se comparent qu'à n égal."
    ),
    "Runs": "Répétitions",
    "Each with other latents; bands are narrower with more.": (
        "Chacune avec d'autres latents ; plus il y en a, plus les bandes sont étroites."
    ),
    "Gradient step": "Pas du gradient",
    "Long steps climb higher, and leave what is drawn well.": (
        "De longs pas montent plus haut, et quittent ce qui est bien dessiné."
    ),
    "Any whole number; each gives other latents.": (
        "Un nombre entier ; chacun donne d'autres latents."
    ),
    NAMES["plain"]: "Générateur brut",
    NAMES["psi-0.85"]: "Troncature, psi 0,85",
    NAMES["psi-0.7"]: "Troncature, psi 0,7",
    NAMES["drs"]: "DRS : rejet par le discriminateur",
    NAMES["obrs"]: "OBRS : rejet à budget",
    NAMES["mh"]: "MH-GAN : Metropolis-Hastings",
    NAMES["sir"]: "SIR : rééchantillonnage",
    NAMES["latent"]: "LRW : repondération des latents",
    NAMES["dot"]: "DOT : transport optimal",
    NAMES["dgflow"]: "DGflow : flot de gradient",
    NAMES["ddls"]: "DDLS : Langevin dans z",
    SOURCES["plain"]: "un appel, une image",
    SOURCES["psi-0.85"]: "w vers la moyenne de sa classe (Karras et al. 2019)",
    SOURCES["drs"]: "Azadi et al. 2019 ; gamma dépense le budget",
    SOURCES["obrs"]: "Verine et al. 2024 : min(1, c r / M)",
    SOURCES["mh"]: "Turner et al. 2019 : des chaînes partant d'images réelles",
    SOURCES["sir"]: "Rubin 1988 : une de chaque groupe, en proportion de r",
    SOURCES["latent"]: "Issenhuth et al. 2022 : des latents refusés d'après w, avant le dessin",
    SOURCES["dot"]: "Tanaka 2019 : monter d / k_eff, payer le chemin",
    SOURCES["dgflow"]: "Ansari et al. 2021 : z suit grad d, avec du bruit",
    SOURCES["ddls"]: "Che et al. 2020 : Langevin, énergie |z|² / 2 - d",
    ESTIMATES["discriminator"]: "discriminateur du GAN",
    ESTIMATES["head"]: "régression sur les caractéristiques",
    "way": "méthode",
    "Kept": "Gardées",
    "Not kept": "Non gardées",
    "nothing is left out": "rien n'est écarté",
    "left out": "écartées",
    "the same latents before": "les mêmes latents avant",
    "Precision and recall, 95 % bands": "Précision et rappel, bandes à 95 %",
    "Density and coverage, 95 % bands": "Densité et couverture, bandes à 95 %",
    "May the estimate be believed?": "Peut-on croire l'estimation ?",
    "All that was measured": "Tout ce qui a été mesuré",
    "probability of being real, as said": "probabilité d'être réelle, annoncée",
    "share that is real": "part de réelles",
    "as trained": "tel qu'entraîné",
    "calibrated": "calibré",
    "perfect": "parfait",
    "here": "ici",
    "calls a sample": "appels par image",
    "accepted": "acceptées",
    "milliseconds a sample": "millisecondes par image",
    "ms a sample": "ms par image",
    "mean log-ratio": "log-rapport moyen",
    "beyond noise": "au-delà du bruit",
    "images": "images",
    "runs": "répétitions",
    "estimate": "estimation",
    "{gain} ± {noise}": "{gain} ± {noise}",
    "{gain} ± {noise}: within noise": "{gain} ± {noise} : dans le bruit",
    "precision against plain": "précision contre brut",
    "recall against plain": "rappel contre brut",
    "coverage against plain": "couverture contre brut",
    "Difference to the plain generator, run by run at the same latents, with its 95 % interval: 1"
    " in 20 passes for real by chance.": (
        "Différence au générateur brut, à latents égaux, avec son intervalle à 95 % : 1 sur 20"
        " passe pour réelle par hasard."
    ),
    "A gradient step passes forward and back: 2 calls.": (
        "Un pas de gradient va et revient : 2 appels."
    ),
    "Of the draws, those kept; of Metropolis-Hastings, of the proposals.": (
        "Parmi les tirages, ceux gardés ; pour Metropolis-Hastings, parmi les propositions."
    ),
    "Networks' time, as measured here.": "Temps des réseaux, mesuré ici.",
    "calibration error": "erreur de calibration",
    "{before}, then {after}": "{before}, puis {after}",
    "Of held-out images, before and after a scale and a shift of the logit (Platt).": (
        "Sur des images tenues à part, avant et après une échelle et un décalage du logit (Platt)."
    ),
    "AUC": "AUC",
    "How often a held-out real image scores above a generated one; 0.5 is chance.": (
        "Combien de fois une vraie image tenue à part dépasse une générée ; 0,5 est le hasard."
    ),
    "precision ±": "précision ±",
    "recall ±": "rappel ±",
    "density ±": "densité ±",
    "coverage ±": "couverture ±",
}
