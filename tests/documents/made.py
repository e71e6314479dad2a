"""Files as people's programs write them, and as people wish us ill."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Final

from docx import Document
from openpyxl import Workbook
from pypdf import PdfWriter

OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PROGRAM: Final = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256))


def docx(*paragraphs: str, cells: Sequence[str] = ()) -> bytes:
    """Write a Word document of paragraphs, and perhaps a table of one row."""
    document = Document()
    for each in paragraphs:
        document.add_paragraph(each)
    if cells:
        table = document.add_table(rows=1, cols=len(cells))
        for cell, text in zip(table.rows[0].cells, cells, strict=True):
            cell.text = text
    return _saved(document.save)


def xlsx(rows: Iterable[Sequence[object]]) -> bytes:
    """Write an Excel workbook of one sheet."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(list(row))
    return _saved(book.save)


def pdf(text: str, *, password: str | None = None) -> bytes:
    """Write a PDF of one page with a line of Latin letters on it."""
    stream = f"BT /F1 24 Tf 72 700 Td ({text}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, at = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, start=1):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % each for each in at)
    end = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + table
    out += b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % end
    if password is None:
        return bytes(out)
    writer = PdfWriter(clone_from=io.BytesIO(out))
    writer.encrypt(password, algorithm="RC4-128")
    return _saved(writer.write)


def bomb(name: str, size: int) -> bytes:
    """Pack a file that is small, and unpacks to `size` bytes of nothing."""
    return zipped({"[Content_Types].xml": b"<Types/>", name: bytes(size)})


def zipped(files: dict[str, bytes]) -> bytes:
    """Pack files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _saved(save: object) -> bytes:
    out = io.BytesIO()
    assert callable(save)
    save(out)
    return out.getvalue()
