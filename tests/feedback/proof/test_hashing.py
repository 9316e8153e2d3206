"""The tree against the numbers of RFC 6962's reference implementation, and against the script."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.reports.proof import hashing

INPUTS = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def leaf_of(data):
    return hashlib.sha256(b"\x00" + data).digest()


@pytest.mark.parametrize("count", range(1, 9))
def test_roots_are_those_of_the_reference(count, script):
    hashes = [leaf_of(bytes.fromhex(data)) for data in INPUTS[:count]]
    assert hashing.root_of(hashes).hex() == ROOTS[count - 1]
    tree = script.Tree()
    for hashed in hashes:
        tree.add(hashed)
    assert tree.root().hex() == ROOTS[count - 1]


def test_nothing_at_all_has_a_root(script):
    assert hashing.root_of([]) == script.Tree().root() == hashlib.sha256(b"").digest()


@given(count=st.integers(1, 70), data=st.data())
def test_every_path_leads_to_the_root_and_to_no_other(script, count, data):
    hashes = [leaf_of(b"%d" % number) for number in range(count)]
    index = data.draw(st.integers(0, count - 1))
    path = hashing.path_to(index, hashes)
    root = hashing.root_of(hashes)
    assert script.root_by_path(hashes[index], index, count, path) == root
    assert script.root_by_path(leaf_of(b"other"), index, count, path) != root
    assert script.root_by_path(hashes[index], index, count, [*path, root]) != root


@given(count=st.integers(1, 70))
def test_roots_of_blocks_are_nodes_of_the_tree(count):
    hashes = [leaf_of(b"%d" % number) for number in range(count)]
    blocks = [hashing.root_of(hashes[at : at + 8]) for at in range(0, count, 8)]
    assert hashing.root_of(blocks) == hashing.root_of(hashes)


def test_a_leaf_never_passes_for_a_node():
    left, right = leaf_of(b"a"), leaf_of(b"b")
    assert hashing.node(left, right) != leaf_of(left + right)
