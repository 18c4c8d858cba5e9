"""The query language (QBO 3): ``parse`` reads a statement, ``run`` answers it from the objects of a company."""

from .language import Condition, Order, Select, parse
from .run import run

__all__ = ["Condition", "Order", "Select", "parse", "run"]
