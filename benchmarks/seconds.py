"""What each page's examples are said to cost (`Request.seconds`), over the CPU time they take.

The line in which questions wait goes by it: within a factor of three is good enough.
"""

import time

from playground.caching import CACHE
from playground.ui.tabs import TABS


def main() -> None:
    print(f"{'page':28} {'said':>8} {'CPU s':>8} {'ratio':>6}")
    for tab in TABS:
        for fields in ({}, *tab.examples):
            request = tab.request(**fields)
            CACHE.clear()
            start = time.process_time()
            tab.answer(request)
            took = time.process_time() - start
            print(f"{tab.name:28} {request.seconds:8.2f} {took:8.2f} {request.seconds / took:6.2f}")


if __name__ == "__main__":
    main()
