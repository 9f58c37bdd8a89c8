"""CSV files as people have them: any charset, any delimiter; and files that do no harm."""

from collections.abc import Iterable, Sequence

from nexus.customers.ports import Sheet
from nexus.platform.sheets import read_csv, write_csv


class CsvSheets:
    def read(self, content: bytes) -> Sheet:
        sheet = read_csv(content)
        return Sheet(encoding=sheet.encoding, delimiter=sheet.delimiter, records=sheet.records)

    def write(self, records: Iterable[Sequence[str]]) -> bytes:
        return write_csv(records)
