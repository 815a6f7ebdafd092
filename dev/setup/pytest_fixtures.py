# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
"""Fixtures for the tests in dev/tests, loaded by dev/tests/pytest.ini."""

import re
from collections.abc import Iterator

import pytest

from ..suites import DEMO
from .environment import Environment


@pytest.fixture(scope="session")
def env() -> Environment:
    """The environment that `make` has set up."""
    return Environment()


@pytest.fixture
def scratch_db(env: Environment, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database for one test alone, dropped after it: the demo's suite, or that of `@pytest.mark.suite("engine")`."""
    name = env.own_name("scratch_" + re.sub(r"\W+", "_", request.node.name.lower())[:40])
    marker = request.node.get_closest_marker("suite")
    env.install_demo_db(name, fresh=True, suite=marker.args[0] if marker else DEMO)
    yield name
    env.drop_db(name)
