"""The machine's cores and memory among the computations that are under way in one process."""

import contextlib
import ctypes
import os
import platform
import threading

import torch

#: The cores that one computation takes where no other is under way.
CORES = torch.get_num_threads()
#: How far a computation that may wait stands back: the system's scale goes from 0 to 19.
NICENESS = 10

_GLIBC = platform.libc_ver()[0] == "glibc"


def share(computations: int) -> None:
    """Have this thread's computation take its share of the cores, where so many are under way.

    As it comes, each takes all: their threads then wait for each other in turns.
    """
    torch.set_num_threads(max(1, CORES // computations))


def give_way() -> None:
    """Have this thread, from now on, leave the cores to those that did not ask for this.

    On Linux alone a thread has a priority of its own; elsewhere, and where the system does not
    allow it, nothing is changed.
    """
    if platform.system() == "Linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def give_back_memory() -> None:
    """Give the system what the process keeps and nobody uses (`device.keep_freed_memory`): some
    10 ms, after which the next calls fetch theirs anew.

    Each thread's heap keeps what it had at its most; ten of them do not fit beside each other.
    """
    if _GLIBC:
        ctypes.CDLL(None).malloc_trim(0)
