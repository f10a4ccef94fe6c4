"""What the two walks of one check share."""

from dataclasses import dataclass, field

from importers.choices import Choices
from importers.findings import Findings
from importers.ground import Ground
from importers.progress import Told
from importers.regions import Units
from layers.staff.models import User


@dataclass
class Checking:
    """``user`` None looks at the file as the system does, which has every region."""

    user: User | None
    file_name: str
    choices: Choices
    told: Told
    found: Findings
    units: Units = field(default_factory=Units)

    def __post_init__(self) -> None:
        self.ground = Ground(self.units)
