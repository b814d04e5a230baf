"""What these tests stand on: a real nginx with its replicas, and a real Chromium."""

from tests.browser.conftest import browser, visit
from tests.deploy.front import front

__all__ = ["browser", "front", "visit"]
