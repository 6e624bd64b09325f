"""What is wrong with a sheet, place by place. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """`row` counts as the spreadsheet does, the heading being 1; 0 is the file as a whole. `column` is a heading, or empty."""

    row: int
    column: str
    what: str


class SheetError(ValueError):
    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.what for fault in faults))
        self.faults = faults


def of_the_file(what: str) -> SheetError:
    return SheetError(Fault(0, "", what))
