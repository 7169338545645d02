"""One paper or photo before it becomes a file, with the truth about it."""

import datetime as dt
from dataclasses import dataclass, field

# Labels for pictures and lists that the rubric has no document type for.
EXTRA_KINDS = {
    "PHOTO_CAPTION": "照片说明: a list that describes the photos",
    "CERT_PHOTO": "a photo of certificates being handed out",
    "FIELD_PHOTO": "a photo of a household visit",
    "OTHER": "no document type of the rubric",
}

STAGES = ["00综合", "01清产核资", "02成员确认", "03折股量化", "04成立合作社", "05股权证", "06档案照片", "07走访"]


@dataclass
class Doc:
    kind: str
    title: str
    day: dt.date
    stage: int
    sub: str  # folder inside the stage, of the tidy layout; "" for none
    name: str  # file name without extension, of the tidy layout
    fmt: str  # pdf, docx, xlsx, txt:ENCODING, scan (PDF of pictures), scanjpg, photo, png
    blocks: list = field(default_factory=list)
    sheets: list = field(default_factory=list)
    ev: list = field(default_factory=list)  # (item, kind): what it is evidence for
    also: list = field(default_factory=list)  # further kinds that its title names
    template: bool = False
    draft: bool = False
    # photos
    scene: str = ""
    text: dict = field(default_factory=dict)
    when: dt.datetime | None = None
    gps: tuple | None = None
    exif: bool = True
    caption: tuple = ()  # time, people, place, event
    seed: str = ""
    faults: list = field(default_factory=list)  # (code, item, note)
    must_not: list = field(default_factory=list)  # (code, item)
    raw: bytes | None = None
    path: str = ""
