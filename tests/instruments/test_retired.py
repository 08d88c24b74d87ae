"""A retired item is asked no more; its id, words and history stay."""

from prem.instruments.model import SITUATIONS, TIME_POINTS


def test_a_retired_item_is_asked_nowhere_and_leaves_its_scale(author):
    before = author.instrument()
    author.edit("small/items/A1.toml", 'status = "candidate"', 'status = "retired"')
    after = author.instrument()

    assert before.scales[0].items == ("A1-1", "A1-2", "A1-3", "A1-4", "A1-5")
    assert after.scales[0].items == ("A1-2", "A1-3", "A1-4", "A1-5")
    gone = after.item("A1-1")
    assert gone.words == before.item("A1-1").words
    moments = [(time, whom) for time in TIME_POINTS for whom in SITUATIONS]
    assert all(before.item("A1-1").fits(*moment) for moment in moments)
    assert not any(gone.fits(*moment) for moment in moments)


def test_a_scale_whose_items_are_all_retired_is_complained_of(author):
    author.edit("small/items/A1.toml", 'status = "candidate"', 'status = "retired"', count=5)
    instrument, complaints = author.compile()
    assert instrument is None
    assert "422.126" in {one.kind.code for one in complaints}
