"""Every product of the demo shop, department by department."""

from tools.imagery.designs import care, fitness, home, kitchen, pets, table
from tools.imagery.portfolio import PICTURES

__all__ = ["PICTURES", "care", "fitness", "home", "kitchen", "pets", "table"]
