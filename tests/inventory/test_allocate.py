from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from hutong.inventory import MAIN, Level, ShelfLevel, allocate

NEAR, FAR, FARTHEST = (UUID(int=n) for n in (1, 2, 3))
MUG, BOWL = (UUID(int=n) for n in (11, 12))


def level(**free: int) -> Level:
    """What stands near, far and farthest, in that order of priority."""
    places = {"near": NEAR, "far": FAR, "farthest": FARTHEST}
    shelves = tuple(ShelfLevel(places[name], n) for name, n in free.items() if n)
    return Level(sum(free.values()), shelves=shelves)


def test_a_whole_order_leaves_from_the_first_place_that_has_all_of_it() -> None:
    levels = {MUG: level(near=5, far=5), BOWL: level(near=1, far=2)}

    assert allocate({MUG: 2, BOWL: 2}, levels) == {MUG: FAR, BOWL: FAR}


def test_where_no_place_has_all_each_line_leaves_from_the_first_that_has_it() -> None:
    levels = {MUG: level(near=5, far=9), BOWL: level(farthest=2)}

    assert allocate({MUG: 2, BOWL: 2}, levels) == {MUG: NEAR, BOWL: FARTHEST}


def test_what_no_place_has_is_asked_for_where_most_of_it_is() -> None:
    assert allocate({MUG: 6}, {MUG: level(near=2, far=5)}) == {MUG: FAR}


def test_what_nobody_has_is_asked_for_in_the_main_warehouse() -> None:
    assert allocate({MUG: 1, BOWL: 1}, {MUG: level()}) == {MUG: MAIN, BOWL: MAIN}


@given(
    st.dictionaries(st.sampled_from([uuid4() for _ in range(4)]), st.integers(1, 9), min_size=1),
    st.data(),
)
def test_a_line_that_some_place_can_fill_is_filled(
    wants: dict[UUID, int], data: st.DataObject
) -> None:
    free = st.fixed_dictionaries({name: st.integers(0, 9) for name in ("near", "far", "farthest")})
    levels = {sku: level(**data.draw(free)) for sku in wants}

    taken = allocate(wants, levels)

    assert set(taken) == set(wants)
    for sku, quantity in wants.items():
        has = {shelf.location_id: shelf.available for shelf in levels[sku].shelves}
        if max(has.values(), default=0) >= quantity:
            assert has[taken[sku]] >= quantity
