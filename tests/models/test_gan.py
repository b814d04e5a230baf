"""Generator and discriminator: what depends on what, and the mean of w."""

import pytest
import torch

from playground.errors import BadValue
from playground.models.gan import Discriminator, Generator


@pytest.fixture(scope="module")
def maker() -> Generator:
    torch.manual_seed(0)
    return Generator(latents=16, width=8).eval().requires_grad_(False)


def latents(n: int, width: int = 16) -> torch.Tensor:
    return torch.randn(n, width, generator=torch.Generator().manual_seed(0))


def test_images_come_from_z_and_label_through_w_alone(maker: Generator) -> None:
    z, labels = latents(4), torch.tensor([0, 1, 1, 9])
    found = maker(z, labels)
    assert found.shape == (4, 1, 28, 28)
    assert 0 <= found.min() < found.max() <= 1
    torch.testing.assert_close(found, maker.synthesis(maker.mapping(z, labels)))
    assert not torch.allclose(found, maker(z, (labels + 1) % 10))
    assert not torch.allclose(found, maker(-z, labels))


def test_an_untrained_w_has_about_unit_variance(maker: Generator) -> None:
    for label in range(10):
        w = maker.mapping(latents(2000), torch.full((2000,), label))
        assert 0.4 < w.std() < 2, "the generator must hear z"


def test_the_mean_of_w_is_that_of_its_class(maker: Generator) -> None:
    maker.measure_mean(torch.Generator().manual_seed(1), samples=4000)
    for label in (0, 7):
        w = maker.mapping(latents(4000), torch.full((4000,), label))
        error = w.std(dim=0) * (2 / 4000) ** 0.5
        assert ((w.mean(dim=0) - maker.w_mean[label]).abs() < 5 * error).all()
    assert not torch.allclose(maker.w_mean[0], maker.w_mean[7], atol=0.05)
    assert "w_mean" in maker.state_dict()


def test_an_image_is_the_same_alone_or_in_a_batch(maker: Generator) -> None:
    labels = torch.arange(4)
    alone = torch.cat([maker(latents(4)[i : i + 1], labels[i : i + 1]) for i in range(4)])
    torch.testing.assert_close(maker(latents(4), labels), alone)


def test_a_logit_is_affine_in_the_embedding_of_the_label() -> None:
    """Projection: D(x, y) - D(x, y') = <e_y - e_y', phi(x)>."""
    torch.manual_seed(0)
    judge = Discriminator(width=8).eval().requires_grad_(False)
    pixels = torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    y, other = torch.tensor([1, 2, 3]), torch.tensor([4, 5, 6])
    phi = judge.body(2 * pixels - 1)
    assert judge.label is not None
    expected = ((judge.label(y) - judge.label(other)) * phi).sum(dim=1)
    found = judge(pixels, y) - judge(pixels, other)
    assert found.shape == (3,)
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)


def test_without_classes_labels_are_of_no_effect() -> None:
    torch.manual_seed(0)
    maker = Generator(latents=16, classes=0, width=8).eval().requires_grad_(False)
    judge = Discriminator(classes=0, width=8).eval().requires_grad_(False)
    maker.measure_mean(torch.Generator().manual_seed(1), samples=100)
    labels, others = torch.tensor([0, 1, 9]), torch.tensor([5, 5, 5])
    images = maker(latents(3), labels)
    assert torch.equal(images, maker(latents(3), others))
    assert torch.equal(judge(images, labels), judge(images, others))
    assert torch.equal(maker.centre(labels), maker.w_mean.expand(3, -1))
    assert maker.w_mean.shape == (1, 64)


def test_the_centre_is_that_of_the_class(maker: Generator) -> None:
    labels = torch.tensor([7, 0])
    assert torch.equal(maker.centre(labels), maker.w_mean[labels])


def test_latents_of_another_width_are_refused(maker: Generator) -> None:
    with pytest.raises(BadValue, match=r"z\.shape"):
        maker(latents(2, 3), torch.zeros(2, dtype=torch.int64))


def test_colour_at_32_pixels() -> None:
    maker, judge = Generator(channels=3, size=32, width=8), Discriminator(channels=3, size=32)
    labels = torch.tensor([3, 4])
    images = maker(latents(2, 64), labels)
    assert images.shape == (2, 3, 32, 32)
    assert judge(images, labels).shape == (2,)
