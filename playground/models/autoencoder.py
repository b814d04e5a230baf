"""An autoencoder, plain or variational, with one architecture for both."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from playground.models.shapes import check

#: The last map has a pixel's 2 x 2 block as its channels: convolutions at full size cost most.
_FOLD = 2


class Autoencoder(nn.Module):
    """encode(images) -> codes [N, latents]; decode(codes) -> images [N, C, size, size] in [0, 1].

    variational: the encoder gives the mean and log-variance of a Gaussian posterior
    (Kingma & Welling 2014, eq. 9) whose prior is N(0, I); else it gives a point.
    """

    def __init__(
        self,
        latents: int = 16,
        variational: bool = False,
        channels: int = 1,
        size: int = 28,
        width: int = 32,
        hidden: int = 128,
    ) -> None:
        super().__init__()
        self.latents, self.variational = latents, variational
        self.code_shape = (latents,)
        self.channels, self.size = channels, size
        low = size // 4
        self.encoder = nn.Sequential(
            *_normed(nn.Conv2d(channels, width, 5, stride=2, padding=2)),
            *_normed(nn.Conv2d(width, 2 * width, 3, stride=2, padding=1)),
            *_normed(nn.Conv2d(2 * width, 4 * width, 3, stride=2, padding=1)),
            nn.Flatten(),
            nn.Linear(4 * width * math.ceil(size / 8) ** 2, hidden),
            nn.SiLU(),
            nn.Linear(hidden, (2 if variational else 1) * latents),
        )
        self.decoder = nn.Sequential(
            nn.Linear(latents, hidden),
            nn.SiLU(),
            nn.Linear(hidden, width * low**2),
            nn.Unflatten(1, (width, low, low)),
            nn.SiLU(),
            *_normed(nn.ConvTranspose2d(width, 2 * width, 4, stride=2, padding=1)),
            *_normed(nn.Conv2d(2 * width, 2 * width, 3, padding=1)),
            nn.Conv2d(2 * width, channels * _FOLD**2, 3, padding=1),
            nn.PixelShuffle(_FOLD),
        )

    def posterior(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance [N, latents]; of a plain autoencoder, log 0 = -inf.

        Raises BadValue for images that are not [N, C, size, size].
        """
        check("images", images, (self.channels, self.size, self.size))
        found = self.encoder(2 * images - 1)
        if self.variational:
            mean, log_variance = found.chunk(2, dim=1)
            return mean, log_variance
        return found, torch.full_like(found, -torch.inf)

    def encode(self, images: Tensor) -> Tensor:
        """Codes [N, latents]: the posterior's mean."""
        return self.posterior(images)[0]

    def logits(self, codes: Tensor) -> Tensor:
        """Pixels before the sigmoid. Raises BadValue for codes of another width."""
        check("codes", codes, self.code_shape, "Encode the images anew.")
        pixels: Tensor = self.decoder(codes)
        return pixels

    def decode(self, codes: Tensor) -> Tensor:
        """Images [N, C, size, size] in [0, 1]."""
        return torch.sigmoid(self.logits(codes))

    def forward(self, images: Tensor) -> Tensor:
        """Reconstructions."""
        return self.decode(self.encode(images))

    def elbo_terms(self, images: Tensor, noise: Tensor) -> tuple[Tensor, Tensor]:
        """Mean over images of -log p(x | z), Bernoulli, and of KL(q(z | x) | N(0, I)), in nats.

        z = mean + noise * standard deviation, noise [N, latents]; Kingma & Welling 2014, eq. 10.
        A plain autoencoder's second term is 0.
        """
        mean, log_variance = (part.float() for part in self.posterior(images))
        logits = self.logits(mean + noise * (log_variance / 2).exp()).float()
        if not self.variational:
            return bernoulli_miss(logits, images), logits.new_zeros(())
        return bernoulli_miss(logits, images), gaussian_kl(mean, log_variance)


def bernoulli_miss(logits: Tensor, images: Tensor) -> Tensor:
    """-log p(x | z) of Bernoulli pixels, in nats: summed over pixels, mean over images."""
    miss = F.binary_cross_entropy_with_logits(logits, images, reduction="none")
    return miss.flatten(1).sum(dim=1).mean()


def gaussian_kl(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL(N(mean, variance) | N(0, I)) in nats: summed over latents, mean over images.

    Kingma & Welling 2014, eq. 10.
    """
    divergence = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance)
    return divergence.flatten(1).sum(dim=1).mean()


def _normed(convolution: nn.Conv2d | nn.ConvTranspose2d) -> tuple[nn.Module, ...]:
    return convolution, nn.BatchNorm2d(convolution.out_channels), nn.SiLU()
