"""A demo's fleet of simulated nodes."""

from obt.simulate.ollama import Node, VirtualClock, demo_nodes


def names(node: Node) -> list[str]:
    return sorted(model.name.shown for model in node.store.all())


def test_the_same_seed_is_the_same_fleet() -> None:
    one, two, other = (demo_nodes(6, seed, VirtualClock()) for seed in (1, 1, 2))
    assert [names(node) for node in one] == [names(node) for node in two]
    assert [node.speeds_of for node in one] == [node.speeds_of for node in two]
    assert [names(node) for node in one] != [names(node) for node in other]
    smaller = demo_nodes(3, 1, VirtualClock())
    assert [names(node) for node in smaller] == [names(node) for node in one[:3]]


def test_nodes_share_models_and_differ() -> None:
    fleet = [set(names(node)) for node in demo_nodes(8, 0, VirtualClock())]
    assert all(3 <= len(models) <= 8 for models in fleet)
    assert len({frozenset(models) for models in fleet}) > 1
    assert any(one & two for one in fleet for two in fleet if one is not two)


def test_large_models_are_slower() -> None:
    for node in demo_nodes(8, 0, VirtualClock()):
        by_size = sorted(node.store.all(), key=lambda model: model.size)
        rates = [node.speeds_for(model).decode_rate for model in by_size]
        assert rates == sorted(rates, reverse=True)
