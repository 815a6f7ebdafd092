# Part of g2p_notifications_wiserv. License LGPL-3.0 or later (see LICENSE).
import pytest

from dev.setup.console import SetupError
from dev.setup.whole import check_arrived, is_intact, is_whole, mark_whole, sha256


def test_a_cut_off_download_is_removed_to_be_fetched_again(tmp_path):
    file = tmp_path / "odoo.deb"
    file.write_bytes(b"all of it")
    checksum = sha256(file)
    assert is_intact(file, checksum)

    file.write_bytes(b"all of")

    assert not is_intact(file, checksum)
    assert not file.exists()


def test_a_download_that_arrives_damaged_says_so_and_is_not_kept(tmp_path):
    file = tmp_path / "odoo.deb"
    file.write_bytes(b"all of")

    with pytest.raises(SetupError, match=r"(?s)odoo.deb arrived damaged.*What to do"):
        check_arrived(file, "0" * 64)

    assert not file.exists()


def test_a_download_that_never_arrived_says_so(tmp_path):
    with pytest.raises(SetupError, match="found was nothing"):
        check_arrived(tmp_path / "odoo.deb", "0" * 64)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/a.py").touch()
    (tmp_path / "b.py").touch()
    return tmp_path


def test_a_folder_without_its_stamp_is_not_whole(folder):
    assert not is_whole(folder)
    mark_whole(folder)
    assert is_whole(folder)


def test_a_folder_that_lost_a_file_is_not_whole(folder):
    mark_whole(folder)
    (folder / "sub/a.py").unlink()
    assert not is_whole(folder)


def test_python_caches_do_not_count(folder):
    mark_whole(folder)
    (folder / "b.py").unlink()
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__/b.pyc").touch()
    assert not is_whole(folder)


def test_a_damaged_stamp_is_none(folder):
    mark_whole(folder)
    (folder / ".complete.json").write_text("{")
    assert not is_whole(folder)
