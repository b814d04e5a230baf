"""The prior's page in French."""

from playground.ui.tabs.latent import common

FRENCH = {
    **common.FRENCH,
    "Prior": "Loi a priori",
    "Is it a generative model? The same random z goes through both decoders: what the VAE"
    " draws comes far nearer to real images, by FID, than what the autoencoder scribbles, until its"
    " z follow a Gaussian fitted to its codes, or a flow that learned them and comes nearest.": (
        "Est-ce un modèle génératif ? Les mêmes z aléatoires passent par les deux décodeurs : ce"
        " que dessine le VAE est, selon la FID, bien plus près des vraies images que ce que"
        " gribouille l'auto-encodeur, tant que ses z ne suivent pas une gaussienne ajustée à ses"
        " codes, ou un flot qui les a appris et s'en approche le plus."
    ),
    "Samples measured": "Échantillons mesurés",
    "Fréchet distance to real images": "Distance de Fréchet aux images réelles",
    "How sure the classifier is": "Assurance du classifieur",
    "Latent by latent": "Dimension par dimension",
    "What the VAE spends on each latent": "Ce que le VAE dépense par dimension",
    "Codes of test images: Autoencoder": "Codes des images de test : auto-encodeur",
    "Codes of test images: VAE": "Codes des images de test : VAE",
    "Against the prior: Autoencoder": "Face à la loi a priori : auto-encodeur",
    "Against the prior: VAE": "Face à la loi a priori : VAE",
    "Autoencoder, z ~ N(0, I)": "Auto-encodeur, z ~ N(0, I)",
    "Autoencoder, fitted Gaussian": "Auto-encodeur, gaussienne ajustée",
    "Autoencoder, normalizing flow": "Auto-encodeur, flot normalisant",
    "VAE, z ~ N(0, I)": "VAE, z ~ N(0, I)",
    "Other real images": "D'autres images réelles",
    "classifier's confidence {p}": "assurance du classifieur {p}",
    "FID {fid} at T = 1": "FID {fid} à T = 1",
    "temperature T": "température T",
    "mean top probability": "probabilité maximale moyenne",
    "latent, by rank": "dimension, par rang",
    "KL (nats)": "KL (nats)",
    "active": "active",
    "inactive: variance of its means below 0.01": "inactive : variance des moyennes sous 0,01",
    "density": "densité",
    "aggregate posterior": "loi a posteriori agrégée",
    "codes": "codes",
    "prior N(0, 1)": "loi a priori N(0, 1)",
    "z{latent}: μ {mean}, σ {deviation}": ("z{latent} : μ {mean}, σ {deviation}"),
    "z{latent}: μ {mean}, σ {deviation}, KL {kl} nats": (
        "z{latent} : μ {mean}, σ {deviation}, KL {kl} nats"
    ),
    "Draws z; every generator gets the same ones.": (
        "Tire z ; chaque générateur reçoit les mêmes."
    ),
    "Samples measured; FID falls as their number grows.": (
        "Échantillons mesurés ; la FID baisse quand leur nombre croît."
    ),
}
