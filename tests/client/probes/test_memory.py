import pytest
from tests.client.probes.conftest import Tree

from obt.client.probes.memory import Memory, container

WHOLE = Memory(total=16_000, used=9_000)
V2, V1 = "/sys/fs/cgroup", "/sys/fs/cgroup/memory"


def test_a_whole_machine_has_no_limit_file(tree: Tree) -> None:
    assert container(WHOLE, tree({})) == WHOLE


@pytest.mark.parametrize("limit", ["max", "99999999", "0", "nonsense", ""])
def test_a_limit_above_the_machine_is_none(tree: Tree, limit: str) -> None:
    files = tree({f"{V2}/memory.max": limit, f"{V2}/memory.current": "5"})
    assert container(WHOLE, files) == WHOLE


def test_a_container_of_today(tree: Tree) -> None:
    files = tree(
        {
            f"{V2}/memory.max": "8000\n",
            f"{V2}/memory.current": "3000\n",
            f"{V2}/memory.stat": "anon 1\ninactive_file 1000\nactive_file 7\n",
        }
    )
    assert container(WHOLE, files) == Memory(total=8000, used=2000)


def test_a_container_of_yesterday(tree: Tree) -> None:
    files = tree({f"{V1}/memory.limit_in_bytes": "8000", f"{V1}/memory.usage_in_bytes": "3000"})
    assert container(WHOLE, files) == Memory(total=8000, used=3000)
