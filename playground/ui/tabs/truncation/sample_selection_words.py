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
