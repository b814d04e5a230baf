"""A convolutional autoencoder whose codes are small maps: the space of a latent flow."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from playground.models.autoencoder import bernoulli_miss, gaussian_kl
from playground.models.shapes import check

#: A code has a quarter of the image's side.
_DOWN = 4
_GROUPS = 8
_MOMENTUM = 0.01


class KLAutoencoder(nn.Module):
    """encode(images) -> codes [N, latents, S/4, S/4]; decode(codes) -> images in [0, 1].

    Images are padded from `size` to S = `padded` pixels, a multiple of 4, inside. The posterior is
    Gaussian with a light pull towards N(0, I) (Rombach et al. 2022, section 3.1). Codes are given
    in units of `spread` [latents], their channels' standard deviation over training images.
    """

    spread: Tensor

    def __init__(
        self,
        channels: int = 1,
        size: int = 28,
        padded: int = 32,
        latents: int = 4,
        width: int = 32,
    ) -> None:
        super().__init__()
        self.channels, self.size, self.pad = channels, size, (padded - size) // 2
        self.code_shape = (latents, padded // _DOWN, padded // _DOWN)
        self.encoder = nn.Sequential(
            nn.PixelUnshuffle(2),
            *_normed(nn.Conv2d(4 * channels, width, 3, padding=1)),
            *_normed(nn.Conv2d(width, 2 * width, 4, stride=2, padding=1)),
            *_normed(nn.Conv2d(2 * width, 2 * width, 3, padding=1)),
            nn.Conv2d(2 * width, 2 * latents, 1),
        )
        self.decoder = nn.Sequential(
            *_normed(nn.Conv2d(latents, 2 * width, 3, padding=1)),
            *_normed(nn.Conv2d(2 * width, 2 * width, 3, padding=1)),
            *_normed(nn.ConvTranspose2d(2 * width, width, 4, stride=2, padding=1)),
            nn.Conv2d(width, 4 * channels, 3, padding=1),
            nn.PixelShuffle(2),
        )
        self.register_buffer("spread", torch.ones(latents))

    def posterior(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance [N, *code_shape], before the division by `spread`.

        Raises BadValue for images that are not [N, C, size, size].
        """
        check("images", images, (self.channels, self.size, self.size))
        mean, log_variance = self.encoder(F.pad(2 * images - 1, (self.pad,) * 4, value=-1.0)).chunk(
            2, dim=1
        )
        return mean, log_variance.clamp(-12, 4)

    def encode(self, images: Tensor) -> Tensor:
        """Codes [N, *code_shape]: the posterior's mean, in units of `spread`."""
        return self.posterior(images)[0] / self.spread[:, None, None]

    def logits(self, codes: Tensor) -> Tensor:
        """Pixels before the sigmoid. Raises BadValue for codes of another shape."""
        check("codes", codes, self.code_shape, "Encode the images anew.")
        found: Tensor = self.decoder(codes * self.spread[:, None, None])
        return found[..., self.pad : self.pad + self.size, self.pad : self.pad + self.size]

    def decode(self, codes: Tensor) -> Tensor:
        """Images [N, C, size, size] in [0, 1]."""
        return torch.sigmoid(self.logits(codes))

    def forward(self, images: Tensor) -> Tensor:
        """Reconstructions."""
        return self.decode(self.encode(images))

    def elbo_terms(self, images: Tensor, noise: Tensor) -> tuple[Tensor, Tensor]:
        """Mean over images of -log p(x | z), Bernoulli, and of KL(q(z | x) | N(0, I)), in nats.

        z = mean + noise * standard deviation, noise [N, *code_shape].
        """
        mean, log_variance = (part.float() for part in self.posterior(images))
        if self.training:
            self._follow(mean)
        codes = mean + noise * (log_variance / 2).exp()
        logits = self.logits(codes / self.spread[:, None, None]).float()
        return bernoulli_miss(logits, images), gaussian_kl(mean, log_variance)

    @torch.no_grad()
    def _follow(self, mean: Tensor) -> None:
        """Keep a running `spread`, as batch norm keeps its statistics."""
        self.spread.lerp_(mean.std(dim=(0, 2, 3)), _MOMENTUM)


def _normed(convolution: nn.Conv2d | nn.ConvTranspose2d) -> tuple[nn.Module, ...]:
    return convolution, nn.GroupNorm(_GROUPS, convolution.out_channels), nn.SiLU()
