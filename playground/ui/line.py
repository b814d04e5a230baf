"""The line in which questions wait for the machine, and who works on them.

Quick questions and long ones have lanes of their own, and long ones leave the cores to quick ones,
so that nobody waits a minute for an answer of a tenth of a second. Who comes next goes by turns: of
addresses, then of the visitors of one address, so that no client gets more by asking more. A
question that several ask is worked on once, and given up as soon as nobody waits for its answer any
more.
"""

import itertools
import math
import os
import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from cachetools import LRUCache

from playground import settings
from playground.caching import Abandoned
from playground.engine import cores, progress
from playground.errors import Filled, PlaygroundError
from playground.ui import strip

Lane = Literal["quick", "long"]
#: Told of a step: how many of how many, and a picture as data URL.
Tell = Callable[[int, int, str | None], object]

#: A question of more seconds is a long one.
QUICK_SECONDS = 1.0
#: How many are under way in each lane: a quick answer is not to wait for another.
WORKERS: dict[Lane, int] = {"quick": 2, "long": max(2, (os.cpu_count() or 2) // 2)}
#: Quick questions that turn out long leave their lane to others, so many beyond the long one's.
BEYOND = 2
#: Seconds between two messages about the same work.
PACE = 0.2
#: Seconds after which memory that nobody uses is given back in the midst of work.
TIDIED = 3.0
#: Addresses and visitors whose last turn is remembered.
REMEMBERED = 10_000


class Stopped(PlaygroundError):
    """The visitor asked for no more."""

    def __init__(self) -> None:
        super().__init__(
            "Stopped, as you asked. The picture before stays, and the settings say what it shows."
        )


class Superseded(Exception):
    """The same visitor has asked anew: nothing is to be said of the question before."""


class Full(PlaygroundError):
    """There is no room in the line."""

    def __init__(self, waiting: int) -> None:
        template = (
            "The line is full: {waiting} questions wait for this server. Ask again in a minute."
        )
        super().__init__(Filled(template, waiting=waiting))


class TooLong(PlaygroundError):
    """A question that would hold the machine for longer than one question may."""

    def __init__(self, seconds: float, budget: float) -> None:
        template = (
            "This question would take this server about {seconds} seconds, and one may take"
            " {budget}. Ask for less of what is counted: samples, steps, images, runs or methods."
        )
        super().__init__(Filled(template, seconds=f"{seconds:.0f}", budget=f"{budget:.0f}"))


@dataclass(frozen=True)
class Asker:
    """Who asks: from which address, in which visit, and for which place of the page, in which only
    the newest question counts."""

    address: str = ""
    session: str = ""
    place: str = ""


@dataclass(eq=False)
class Ticket:
    """One who waits for a job's answer."""

    asker: Asker
    tell: Tell
    answer: Future[Any] = field(default_factory=Future)

    def __post_init__(self) -> None:
        self.answer.set_running_or_notify_cancel()  # from now on it is settled by the line alone


@dataclass(eq=False)
class Job:
    """A question in the line, or under way (`lane`), and those who wait for it."""

    key: Hashable
    seconds: float
    compute: Callable[[], Any]
    tickets: list[Ticket] = field(default_factory=list)
    lane: Lane | None = None
    began: float = 0.0
    told: float = -math.inf
    picture: str | None = None


class Line:
    """`most` questions wait in all, `most_of_one` of one address; one takes `budget` seconds."""

    def __init__(self, most: int = 400, most_of_one: int = 150, budget: float = 300.0) -> None:
        self.most, self.most_of_one, self.budget = most, most_of_one, budget
        self._lock = threading.RLock()
        self._jobs: dict[Hashable, Job] = {}
        self._waiting: list[Job] = []
        self._under_way: list[Job] = []
        self._turns: LRUCache[Hashable, int] = LRUCache(REMEMBERED)
        self._turn = itertools.count()
        self._tidied = -math.inf

    def ask(
        self, asker: Asker, key: Hashable, seconds: float, compute: Callable[[], Any], tell: Tell
    ) -> Future[Any]:
        """The answer to come. What the asker waited for in the same place is superseded.

        seconds: what it takes, roughly. Raises TooLong and Full.
        """
        if seconds > self.budget:
            raise TooLong(seconds, self.budget)
        with self._lock:
            self.leave(asker.session, asker.place, Superseded())
            self._room(asker)
            job = self._jobs.get(key)
            if job is None:
                job = self._jobs[key] = Job(key, seconds, compute)
                self._waiting.append(job)
            ticket = Ticket(asker, tell)
            job.tickets.append(ticket)
            self._begin()
        return ticket.answer

    def leave(self, session: str, place: str | None = None, why: Exception | None = None) -> None:
        """The visitor waits no longer: in that place of the page, or in any. The answer that was
        to come is `why`, or Stopped. Who else waits for the same still gets it."""
        with self._lock:
            for job in [*self._jobs.values()] if session else []:
                for ticket in [*job.tickets]:
                    if ticket.asker.session == session and place in (None, ticket.asker.place):
                        job.tickets.remove(ticket)
                        ticket.answer.set_exception(why or Stopped())
                if not job.tickets:
                    self._abandon(job)

    def before(self, answer: Future[Any]) -> int | None:
        """How many questions are before that one; None once it is under way."""
        with self._lock:
            own = (
                n
                for n, job in enumerate(self._waiting)
                if answer in [t.answer for t in job.tickets]
            )
            return next(own, None)

    def _room(self, asker: Asker) -> None:
        tickets = [ticket for job in self._jobs.values() for ticket in job.tickets]
        own = sum(ticket.asker.address == asker.address for ticket in tickets)
        if len(tickets) >= self.most or own >= self.most_of_one:
            raise Full(len(tickets))

    def _abandon(self, job: Job) -> None:
        """Nobody joins it any more; under way, it ends at its next step."""
        del self._jobs[job.key]
        if job in self._waiting:
            self._waiting.remove(job)

    def _begin(self) -> None:
        """Work on as many as there is room for."""
        for lane in WORKERS:
            while self._count(lane) < WORKERS[lane] and (job := self._next(lane)):
                self._waiting.remove(job)
                self._under_way.append(job)
                job.lane = lane
                for who in (job.tickets[0].asker.address, job.tickets[0].asker):
                    self._turns[who] = next(self._turn)
                self._start(job)

    def _start(self, job: Job) -> None:
        """In a thread of its own; where the system gives none, who waits for it hears so."""
        work = (job, len(self._under_way))
        try:
            threading.Thread(target=self._do, args=work, name="line", daemon=True).start()
        except RuntimeError:
            self._under_way.remove(job)
            self._jobs.pop(job.key, None)
            tickets, job.tickets = job.tickets, []
            for ticket in tickets:
                ticket.answer.set_exception(Full(len(self._jobs)))

    def _count(self, lane: Lane) -> int:
        return sum(job.lane == lane for job in self._under_way)

    def _next(self, lane: Lane) -> Job | None:
        """Of those whose visitor has nothing under way, the one whose turn was longest ago."""
        busy = {t.asker.session for job in self._under_way for t in job.tickets if t.asker.session}
        free = (
            job
            for job in self._waiting
            if _lane(job) == lane and any(t.asker.session not in busy for t in job.tickets)
        )
        return min(free, key=self._last_turn, default=None)

    def _last_turn(self, job: Job) -> tuple[int, int]:
        asker = job.tickets[0].asker
        return self._turns.get(asker.address, -1), self._turns.get(asker, -1)

    def _do(self, job: Job, under_way: int) -> None:
        cores.share(under_way)
        if job.lane == "long":
            cores.give_way()
        job.began = time.monotonic()
        settle: Callable[[Future[Any]], None]
        try:
            with progress.listening(partial(self._step, job)):
                settle = partial(Future.set_result, result=job.compute())
        except BaseException as error:  # SystemExit, too, is told: nobody waits for ever
            settle = partial(Future.set_exception, exception=error)
        with self._lock:
            self._under_way.remove(job)
            if self._jobs.get(job.key) is job:
                del self._jobs[job.key]
            tickets, job.tickets = job.tickets, []
            self._begin()
        for ticket in tickets:
            settle(ticket.answer)
        self._tidy()

    def _tidy(self) -> None:
        """Where nothing is under way any more, and else now and then."""
        now = time.monotonic()
        if not self._under_way or now - self._tidied > TIDIED:
            self._tidied = now
            cores.give_back_memory()

    def _step(self, job: Job, done: int, total: int, paint: progress.Painter | None) -> None:
        if not job.tickets:
            raise Abandoned
        now = time.monotonic()
        if job.lane == "quick" and now - job.began > QUICK_SECONDS:
            self._make_way(job)
        if now - job.told < PACE:
            return
        job.told = now
        job.picture = strip.png(paint()) if paint else job.picture
        for ticket in [*job.tickets]:
            ticket.tell(done, total, job.picture)

    def _make_way(self, job: Job) -> None:
        with self._lock:
            if self._count("long") < WORKERS["long"] + BEYOND:
                job.lane = "long"
                cores.give_way()
                self._begin()


def _lane(job: Job) -> Lane:
    return "long" if job.seconds > QUICK_SECONDS else "quick"


#: The one of this process.
LINE = Line(
    most=settings.whole("PLAYGROUND_LINE", 400),
    most_of_one=settings.whole("PLAYGROUND_CLIENT_LINE", 150),
    budget=settings.whole("PLAYGROUND_SECONDS", 300),
)
