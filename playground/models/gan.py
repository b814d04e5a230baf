"""A generative adversarial network with a mapping network: z, label -> w -> image."""

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from playground.models.shapes import check

_GROUPS = 8
#: Side of the map that the synthesis starts from, as a share of the image's.
_START = 4
#: The last map has a pixel's 2 x 2 block as its channels: convolutions at full size cost most of
#: a step and add little.
_FOLD = 2


class Modulated(nn.Module):
    """Group norm whose scale and shift are affine in w (Karras et al. 2019, eq. 1), leaky ReLU."""

    def __init__(self, width: int, w_width: int) -> None:
        super().__init__()
        self.affine = nn.Linear(w_width, 2 * width)

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        """[N, width, H, W], [N, W] -> the shape of x."""
        scale, shift = self.affine(w).chunk(2, dim=1)
        # All images as one, so that the norm's own scale and shift are each image's.
        joined = x.reshape(1, -1, *x.shape[2:])
        moved = F.group_norm(joined, len(x) * _GROUPS, (1 + scale).flatten(), shift.flatten())
        return F.leaky_relu(moved, 0.2, inplace=True).view(x.shape)


class Generator(nn.Module):
    """forward(z, labels) = synthesis(mapping(z, labels)).

    z [N, latents] standard normal, labels int64 [N] -> images [N, C, size, size] in [0, 1].
    Buffer `w_mean` [classes, w_width]: the mean of w over z for each class, for truncation
    towards it (Karras et al. 2019, appendix B). classes = 0: labels are of no effect, and
    `w_mean` has one row.
    """

    w_mean: Tensor

    def __init__(
        self,
        latents: int = 64,
        classes: int = 10,
        channels: int = 1,
        size: int = 28,
        width: int = 32,
        w_width: int = 64,
    ) -> None:
        super().__init__()
        self.latents, self.classes, self.start = latents, classes, size // _START
        self.label = nn.Embedding(classes, latents) if classes else None
        self.map = nn.Sequential(
            nn.Linear(2 * latents if classes else latents, 128),
            nn.LeakyReLU(0.2),
            nn.Linear(128, 128),
            nn.LeakyReLU(0.2),
            nn.Linear(128, w_width),
        )
        self.enter = nn.Linear(w_width, 4 * width * self.start**2)
        self.norms = nn.ModuleList(Modulated(k * width, w_width) for k in (4, 2, 2))
        self.grow = nn.ModuleList(
            (
                nn.ConvTranspose2d(4 * width, 2 * width, 4, stride=2, padding=1),
                nn.Conv2d(2 * width, 2 * width, 3, padding=1),
            )
        )
        self.leave = nn.Conv2d(2 * width, channels * _FOLD**2, 3, padding=1)
        self._spread()
        self.register_buffer("w_mean", torch.zeros(max(1, classes), w_width))

    def _spread(self) -> None:
        """Start with w of unit variance. PyTorch's own initial weights shrink z about tenfold in
        three layers, and the generator then learns to draw one image per class."""
        for layer in self.map:
            if isinstance(layer, nn.Linear):
                nn.init.kaiming_normal_(layer.weight, a=0.2)
                nn.init.zeros_(layer.bias)

    def mapping(self, z: Tensor, labels: Tensor) -> Tensor:
        """w [N, w_width]. Raises BadValue for z of another width."""
        check("z", z, (self.latents,), "Draw z anew.")
        known = z if self.label is None else torch.cat([z, self.label(labels)], dim=1)
        return cast(Tensor, self.map(known))

    def centre(self, labels: Tensor) -> Tensor:
        """The mean of w that truncation draws towards, [N, w_width]."""
        return self.w_mean[labels if self.classes else torch.zeros_like(labels)]

    def synthesis(self, w: Tensor) -> Tensor:
        """Images [N, C, size, size] in [0, 1] from w [N, w_width]."""
        h = self.enter(w).unflatten(1, (-1, self.start, self.start))
        h = self.norms[0](h, w)
        for grow, norm in zip(self.grow, self.norms[1:], strict=True):
            h = norm(grow(h), w)
        return torch.sigmoid(F.pixel_shuffle(self.leave(h), _FOLD))

    def forward(self, z: Tensor, labels: Tensor) -> Tensor:
        """Images of the labels."""
        return self.synthesis(self.mapping(z, labels))

    @torch.no_grad()
    def measure_mean(self, generator: torch.Generator, samples: int = 4096) -> None:
        """Fill `w_mean` from `samples` draws of z per class."""
        device = self.w_mean.device
        z = torch.randn(samples, self.latents, generator=generator, device=generator.device)
        for label in range(len(self.w_mean)):
            labels = torch.full((samples,), label, device=device)
            self.w_mean[label] = self.mapping(z.to(device), labels).mean(dim=0)


class Discriminator(nn.Module):
    """Projection discriminator: psi(phi(x)) + <embed(y), phi(x)> (Miyato & Koyama 2018).

    images [N, C, size, size] in [0, 1], labels int64 [N] -> logits [N]: at the optimum
    log p_real(x | y) - log p_generated(x | y). classes = 0: psi(phi(x)) alone.
    """

    def __init__(
        self, classes: int = 10, channels: int = 1, size: int = 28, width: int = 32
    ) -> None:
        super().__init__()
        side = size // _START
        self.body = nn.Sequential(
            nn.PixelUnshuffle(_FOLD),
            nn.Conv2d(channels * _FOLD**2, width, 3, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(width, 2 * width, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv2d(2 * width, 4 * width, 3, padding=1),
            nn.LeakyReLU(0.2),
            nn.Flatten(),
            nn.Linear(4 * width * side**2, 128),
            nn.LeakyReLU(0.2),
        )
        self.head = nn.Linear(128, 1)
        self.label = nn.Embedding(classes, 128) if classes else None
        if self.label is not None:
            nn.init.normal_(self.label.weight, std=128**-0.5)

    def forward(self, images: Tensor, labels: Tensor) -> Tensor:
        """Logits [N]."""
        h = self.body(2 * images - 1)
        logits = cast(Tensor, self.head(h).squeeze(1))
        return logits if self.label is None else logits + (self.label(labels) * h).sum(dim=1)
