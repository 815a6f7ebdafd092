# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import os
import random

import pytest

from .stage import Stage


@pytest.fixture(scope="session")
def scratch(env):
    """The name of a database with the engine."""
    name = env.own_name("faults")
    env.install_demo_db(name, fresh=True, suite="engine")
    yield name
    env.drop_db(name)


@pytest.fixture(scope="session")
def site(env, scratch, tmp_path_factory):
    """The Stage that tests share one after the other; one takes seconds to set up."""
    site = Stage(env, scratch, tmp_path_factory.mktemp("faults"), tls=True)
    yield site
    site.close()


@pytest.fixture
def stage(site):
    """A Stage on which nothing has happened yet."""
    site.begin()
    yield site
    site.end_children()


@pytest.fixture
def chance():
    """Random numbers that can be had again: FAULT_SEED is printed with a failure."""
    seed = int(os.environ.get("FAULT_SEED") or random.randrange(10**6))
    print(f"FAULT_SEED={seed}")
    return random.Random(seed)
