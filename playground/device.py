"""The only place that knows about devices: which one, its determinism, its memory, ZeroGPU."""

import ctypes
import functools
import os
import platform
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import torch

from playground.core.chance import generator as generator
from playground.errors import BadValue, DeviceError, Filled

P = ParamSpec("P")
R = TypeVar("R")

#: glibc's parameters (malloc.h): memory freed at the heap's end that it keeps, and the size from
#: which a block is a mapping of its own, given back when freed; its greatest is 32 MB [bytes].
HEAP_PARAMETERS = {-1: 256 << 20, -3: 32 << 20}


def pick(name: str | None = None) -> torch.device:
    """The device to compute on: `name`, else PLAYGROUND_DEVICE, else CUDA where it is, else CPU.

    name: "auto", "cpu", "cuda" or "cuda:N".
    Raises BadValue for another name and DeviceError for a CUDA device that is not there.
    """
    keep_freed_memory()
    asked = name or os.environ.get("PLAYGROUND_DEVICE") or "auto"
    if asked == "auto":
        asked = "cuda" if torch.cuda.is_available() else "cpu"
    kind, _, index = asked.partition(":")
    if kind not in ("cpu", "cuda") or (index and not (kind == "cuda" and index.isdecimal())):
        raise BadValue("device", asked, "auto, cpu, cuda or cuda:N", "Set PLAYGROUND_DEVICE=auto.")
    if kind == "cuda":
        _require_cuda(asked, int(index or 0))
    return torch.device(asked)


@functools.cache
def keep_freed_memory() -> bool:
    """Have the process keep what a network call frees for the next one; whether it will.

    A sampler's path lies where the call before it had its temporaries: as it comes, glibc gives
    their memory back after every call, and 1,200 page faults a call cost 5 to 12 % of its time.
    Other C libraries are left as they are.
    """
    if platform.libc_ver()[0] != "glibc":
        return False
    mallopt = ctypes.CDLL(None).mallopt
    return all(mallopt(parameter, value) == 1 for parameter, value in HEAP_PARAMETERS.items())


def _require_cuda(asked: str, index: int) -> None:
    there = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if index >= there:
        template = (
            "The device {asked} was asked for, but this machine has {there} CUDA device(s) that"
            " torch can use. Set PLAYGROUND_DEVICE=cpu, or install a CUDA build of torch and a"
            " driver."
        )
        raise DeviceError(Filled(template, asked=asked, there=there))
    # TF32 keeps 10 bits of a convolution's 23: the GPU would not give the CPU's answer.
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.deterministic = True


def accelerated(function: Callable[P, R]) -> Callable[P, R]:
    """Run a question without gradient tracking, on a Space's shared GPU where there is one.

    A full GPU memory becomes a DeviceError, and the cache is given back.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with torch.inference_mode():
                return function(*args, **kwargs)
        except torch.cuda.OutOfMemoryError as error:
            torch.cuda.empty_cache()
            raise DeviceError(
                "The GPU's memory is full. Ask for fewer steps or images, or try again in a"
                " moment; PLAYGROUND_DEVICE=cpu avoids the GPU."
            ) from error

    return _zero_gpu(run)


def _zero_gpu(function: Callable[P, R]) -> Callable[P, R]:
    """Run in the process that a ZeroGPU Space lends its GPU to; the function itself elsewhere."""
    if not os.environ.get("SPACES_ZERO_GPU"):
        return function
    try:
        import spaces
    except ImportError:
        return function
    from playground.engine import zero_gpu

    return zero_gpu.lent(function, spaces.GPU)
