"""A CUDA device that is none: its tensors lie on the CPU, say `cuda:0`, and refuse to mix.

What torch would refuse there is refused here in torch's words, and what would wait for a GPU, or
travel to it or back, is counted. A storage is marked, so that views and parameters are marked too.
"""

import contextlib
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

CUDA, CPU = torch.device("cuda:0"), torch.device("cpu")
#: Where a tensor's value is asked for by the CPU.
READS = {
    *("item", "tolist", "__bool__", "__int__", "__float__", "__index__", "__complex__"),
    *("__format__", "__repr__", "__contains__", "equal", "allclose", "is_nonzero"),
}
#: Whose result has a size that only the GPU knows, or that check their input's values.
SIZED = {
    *("nonzero", "argwhere", "masked_select", "unique", "_unique2", "unique_consecutive"),
    *("bincount", "multinomial", "eigh", "eigvalsh", "svd", "svdvals", "qr", "inv", "solve"),
    *("cholesky", "lstsq", "matrix_rank", "pinv", "det", "slogdet"),
}
#: What CUDA has not.
LACKING = {"histogram", "histogramdd"}
#: In which even a number on the CPU may not stand beside CUDA tensors.
STRICT = {
    *("cat", "concat", "stack", "hstack", "vstack", "gather", "scatter", "scatter_"),
    *("scatter_add_", "index_select", "index_add_", "index_copy_", "take_along_dim", "take"),
    *("embedding", "cross_entropy", "matmul", "__matmul__", "bmm", "mm", "linear", "conv2d"),
    *("batch_norm", "group_norm", "layer_norm", "searchsorted"),
    *("scaled_dot_product_attention",),
}
#: Operations that say on which device they put what they make.
MOVES = {"to", "cpu", "cuda"}
#: What moves a module, and what asks where a tensor lies.
PLUMBING = {"untyped_storage", "_parse_to", "_has_compatible_shallow_copy_type"}
#: Whose lengths stay with the CPU, as packed sequences have them.
PACKED = {"_pack_padded_sequence", "_pad_packed_sequence", "gru", "lstm", "rnn_tanh", "rnn_relu"}
HERE = str(Path(__file__).parents[2] / "playground")


class Mixed(RuntimeError):
    """Tensors of two devices met."""


@dataclass
class Count:
    """How often the CPU waited for the device, and how often something travelled; where."""

    waits: Counter[str] = field(default_factory=Counter)
    copies: Counter[str] = field(default_factory=Counter)

    @property
    def told(self) -> tuple[int, int]:
        return self.waits.total(), self.copies.total()


def marked(value: object) -> bool:
    return isinstance(value, Tensor) and getattr(value.untyped_storage(), "pretended", False)


def mark(value: Tensor) -> Tensor:
    value.untyped_storage().pretended = True  # type: ignore[attr-defined]
    return value


def tensors(value: object) -> Iterator[Tensor]:
    """Those in it, at any depth."""
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from tensors(one)
    elif isinstance(value, dict):
        yield from tensors(list(value.values()))


def _device(value: object) -> torch.device | None:
    if isinstance(value, torch.device):
        return value
    if isinstance(value, str) and value.split(":")[0] in ("cpu", "cuda"):
        return torch.device(value)
    return None


def _on_cpu(value: Any) -> Any:
    found = _device(value)
    return CPU if found is not None and found.type == "cuda" else value


class Pretended(TorchFunctionMode):
    """Within it, `cuda` can be asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.count, self.free = Count(), False

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        name, kwargs = func.__name__, kwargs or {}
        if name in ("__get__", "__set__"):
            return self._property(func, args)
        if func is torch.device or name in PLUMBING:
            return func(*args, **kwargs)
        if name == "get_device":
            return 0 if marked(args[0]) else -1
        given = [*tensors(args), *tensors(kwargs)]
        there = [one for one in given if marked(one)]
        if name in ("numpy", "__array__") and there:
            raise TypeError("can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu()")
        if there and name in LACKING:
            raise NotImplementedError(f"aten::{name} has no CUDA kernel")
        target = self._target(name, args, kwargs, bool(there))
        self._judge(name, args, kwargs, given, there, target)
        self._waits(name, args, kwargs, there)
        plain = [_on_cpu(one) if _device(one) else one for one in args]
        found = func(*plain, **{key: _on_cpu(one) for key, one in kwargs.items()})
        return self._placed(name, found, given, there, target)

    def _property(self, func: Any, args: tuple[Any, ...]) -> Any:
        what, there = func.__self__.__name__, marked(args[0])
        if what == "device":
            return CUDA if there else CPU
        if what in ("is_cuda", "is_cpu"):
            return there == (what == "is_cuda")
        found = func(*args)
        for one in tensors(found) if there else ():
            mark(one)
        return found

    def _target(self, name: str, args: Any, kwargs: Any, there: bool) -> torch.device:
        """Where the result is to lie."""
        asked = _device(kwargs.get("device"))
        if name in MOVES:
            named = {"cpu": CPU, "cuda": CUDA}.get(name)
            asked = named or asked or next(filter(None, map(_device, args[1:])), None)
            like = [one for one in args[1:] if isinstance(one, Tensor)]
            if asked is None and like:
                return CUDA if marked(like[0]) else CPU
        if asked is None:
            first = args[0] if args else None
            own = name in MOVES or name.startswith("new_") or name.endswith("_like")
            return CUDA if (marked(first) if own else there) else CPU
        return CUDA if asked.type == "cuda" else CPU

    def _judge(
        self, name: str, args: Any, kwargs: Any, given: Any, there: Any, target: torch.device
    ) -> None:
        """Raises where CUDA would."""
        drawn = kwargs.get("generator")
        on_it = target == CUDA or (name.endswith("_") and there)
        if isinstance(drawn, torch.Generator) and drawn.device.type == "cpu" and on_it:
            raise Mixed("Expected a 'cuda' device type for generator but found 'cpu'")
        if not there or name in MOVES or name in ("copy_", "tensor", "as_tensor", "new_tensor"):
            return
        if name in PACKED:
            self._judge_packed(name, args)
        elif name in ("__getitem__", "__setitem__", "index_put_"):
            self._judge_index(name, args)
        elif any(not marked(one) and (one.ndim or name in STRICT) for one in given):
            self._mixed(name)

    @staticmethod
    def _mixed(name: str) -> None:
        raise Mixed(
            "Expected all tensors to be on the same device, but found at least two devices, cuda:0"
            f" and cpu! ({name})"
        )

    def _judge_packed(self, name: str, args: Any) -> None:
        lengths = [one for one in tensors(args) if one.dtype == torch.int64 and one.ndim == 1]
        if name.startswith("_p") and any(marked(one) for one in lengths[-1:]):
            raise Mixed("'lengths' argument should be a 1D CPU int64 tensor")
        floats = {marked(one) for one in tensors(args) if one.is_floating_point()}
        if len(floats) > 1:
            raise Mixed("Input and parameter tensors are not at the same device")

    def _judge_index(self, name: str, args: Any) -> None:
        """An index may lie on the CPU, from where it travels; not on the GPU for what does not."""
        own, index = args[0], [*tensors(args[1])]
        if not marked(own) and any(marked(one) and one.ndim for one in index):
            raise Mixed("indices should be either on cpu or on the same device as the indexed one")
        if marked(own):
            travel = sum(not marked(one) and one.ndim > 0 for one in index)
            self._copied(name, travel)
        value = args[2] if len(args) > 2 else None
        if isinstance(value, Tensor) and value.ndim and marked(value) != marked(own):
            if any(one.ndim for one in index):
                raise Mixed("Index put requires the source and destination on the same device")
            self._copied(name)
            self._waited(name, int(marked(value)))

    def _waits(self, name: str, args: Any, kwargs: Any, there: Any) -> None:
        if not there:
            return
        if name in READS:
            if name in ("equal", "allclose") or there[0].numel() or name != "tolist":
                self._waited(name)
        elif name in SIZED or (name == "where" and len(args) == 1):
            self._waited(name)
        elif name in ("repeat_interleave", "one_hot"):
            known = kwargs.get("output_size", kwargs.get("num_classes")) or len(args) == 2
            known = known if name == "one_hot" else not any(map(marked, args[1:]))
            self._waited(name, int(not known))
        elif name == "__getitem__":
            numbers = [one for one in tensors(args[1]) if marked(one) and not one.ndim]
            self._waited(name, len(numbers) + self._masks(args[1]))
        elif name in ("__setitem__", "index_put_"):
            scalar = not isinstance(args[2], Tensor) or args[2].numel() == 1
            self._waited("masked write", 0 if scalar else self._masks(args[1]))
        elif name in ("tensor", "full", "arange", "linspace"):
            own = args[:1] if name == "tensor" else (*args, kwargs.get("fill_value"))
            whole = name == "tensor" and isinstance(args[0], Tensor)
            self._waited(name, 0 if whole else sum(map(marked, tensors(own))))
        scalars = [kwargs.get(key) for key in ("alpha", "value", "p", "beta")]
        self._waited(f"{name} of a scalar", sum(map(marked, scalars)))

    @staticmethod
    def _masks(index: Any) -> int:
        kinds = (torch.bool, torch.uint8)
        return sum(marked(one) and one.ndim > 0 and one.dtype in kinds for one in tensors(index))

    def _placed(
        self, name: str, found: Any, given: list[Tensor], there: Any, target: torch.device
    ) -> Any:
        """The result, marked by where it is; what has moved is a copy."""
        if name == "copy_":
            own, other = marked(given[0]), marked(given[1])
            self._copied(name, int(own != other))
            self._waited(name, int(other and not own))
            return found
        if name in MOVES or name in ("as_tensor", "tensor"):
            return self._moved(name, found, given, target)
        if target == CPU:
            return found
        outside = {one.untyped_storage()._cdata for one in given if not marked(one)}
        cpu = name in PACKED or name in ("unpack",)
        for one in tensors(found):
            if one.untyped_storage()._cdata in outside:
                if not cpu:
                    raise Mixed(f"{name} writes what CUDA holds into a CPU tensor")
            elif not (cpu and one.dtype == torch.int64):
                mark(one)
        return found

    def _moved(self, name: str, found: Tensor, given: list[Tensor], target: torch.device) -> Tensor:
        source = given[0] if given else None
        came_from = marked(source) if source is not None else False
        if came_from == (target == CUDA):
            return mark(found) if came_from else found
        if source is not None and found.untyped_storage()._cdata == source.untyped_storage()._cdata:
            found = found.clone()
        self._copied(name)
        self._waited(name, int(came_from))
        return mark(found) if target == CUDA else found

    def _waited(self, what: str, times: int = 1) -> None:
        if times and not self.free:
            self.count.waits[self._place(what)] += times

    def _copied(self, what: str, times: int = 1) -> None:
        if times and not self.free:
            self.count.copies[self._place(what)] += times

    @staticmethod
    def _place(what: str) -> str:
        """The operation and the package's line that asked for it."""
        frames = traceback.extract_stack(limit=24)
        own = [one for one in frames if one.filename.startswith(HERE)]
        last = own[-1] if own else frames[0]
        return f"{what} {last.filename.removeprefix(HERE)}:{last.lineno}"


@contextlib.contextmanager
def pretended() -> Iterator[Pretended]:
    """Within this context `device.pick()` finds a CUDA device. Weights travel uncounted: once."""
    mode, apply = Pretended(), torch.nn.Module._apply

    def uncounted(*args: Any, **kwargs: Any) -> Any:
        before, mode.free = mode.free, True
        try:
            return apply(*args, **kwargs)
        finally:
            mode.free = before

    with (
        mock.patch.dict("os.environ", PLAYGROUND_DEVICE="cuda"),
        mock.patch("torch.cuda.is_available", return_value=True),
        mock.patch("torch.cuda.device_count", return_value=1),
        mock.patch("torch.nn.Module._apply", uncounted),
        mock.patch("torch.nn.RNNBase.flatten_parameters"),  # asks cuDNN
        mode,
    ):
        yield mode
