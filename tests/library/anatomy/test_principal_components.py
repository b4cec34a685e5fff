"""Principal components against a hand-made table and torch's own decomposition."""

import pytest
import torch

from vit.anatomy.principal_components import principal_components


def random(rows: int, cols: int) -> torch.Tensor:
    return torch.randn(rows, cols, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def test_a_table_made_of_two_patterns_gives_them_back():
    patterns = torch.tensor([[0.6, 0, -0.8, 0], [0, 1, 0, 0]], dtype=torch.float64)
    amounts = torch.tensor([[3.0, 0], [-3, 0], [0, 1], [0, -1]], dtype=torch.float64)
    components, shares = principal_components(amounts @ patterns + 7, 2)
    expected = torch.tensor([[-0.6, 0, 0.8, 0], [0, 1, 0, 0]], dtype=torch.float64)
    torch.testing.assert_close(components, expected)
    torch.testing.assert_close(shares, torch.tensor([0.9, 0.1], dtype=torch.float64))


@pytest.mark.parametrize("shape", [(40, 12), (12, 40)])
def test_equals_the_singular_value_decomposition(shape):
    table = random(*shape)
    components, shares = principal_components(table, 5)
    _, sizes, axes = torch.linalg.svd(table - table.mean(dim=0), full_matrices=False)
    torch.testing.assert_close(shares, (sizes.square() / sizes.square().sum())[:5])
    torch.testing.assert_close((components * axes[:5]).sum(dim=1).abs(), torch.ones(5).double())
    torch.testing.assert_close(components @ components.T, torch.eye(5, dtype=torch.float64))
    assert (components.gather(1, components.abs().argmax(dim=1, keepdim=True)) > 0).all()


def test_there_are_no_more_components_than_rows_or_columns():
    assert principal_components(random(3, 9), 28)[0].shape == (3, 9)
    assert principal_components(random(9, 4), 28)[1].shape == (4,)


def test_rows_that_are_all_alike_have_no_spread():
    components, shares = principal_components(torch.ones(5, 3), 2)
    assert components.isfinite().all()
    assert shares.tolist() == [0, 0]
