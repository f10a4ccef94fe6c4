"""Three programs of other people that take words out of a file, beside our own reading; and the bytes themselves."""

import io
import re
import subprocess
import zipfile
from pathlib import Path

import pypdf
import pypdfium2


def said_by_all(content: bytes, folder: Path) -> dict[str, str]:
    """What each extractor says, white space and hyphens taken out."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = {
                "zip": "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
            }
    elif content.startswith(b"%PDF-"):
        found = {
            "pypdfium2": with_pypdfium2(content),
            "pypdf": with_pypdf(content),
            "pdftotext": with_poppler(content, folder),
        }
    else:
        found = {}
    found["bytes"] = content.decode("latin-1")
    return {name: re.sub(r"[\s\-]", "", text) for name, text in found.items()}


def with_pypdfium2(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return "".join(page.get_textpage().get_text_range() for page in document) + str(
        document.get_metadata_dict()
    )


def with_pypdf(content: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(content))
    notes = [str(page.get("/Annots", "")) for page in reader.pages]
    return "".join(page.extract_text() for page in reader.pages) + str(reader.metadata) + "".join(notes)


def with_poppler(content: bytes, folder: Path) -> str:
    path = folder / "derivative.pdf"
    path.write_bytes(content)
    words = subprocess.run(["/usr/bin/pdftotext", str(path), "-"], capture_output=True, check=True)
    facts = subprocess.run(["/usr/bin/pdfinfo", str(path)], capture_output=True, check=True)
    return (words.stdout + facts.stdout).decode(errors="replace")
