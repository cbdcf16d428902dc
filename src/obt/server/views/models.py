"""What the API says of models, aggregated over the fleet by name."""

from pydantic import AwareDatetime, Field

from obt.server.core.schemas import Schema


class Installation(Schema):
    """A model on one client: an installed model."""

    client_id: str
    digest: str
    size: int
    modified_at: AwareDatetime
    outdated: bool = Field(
        description="The registry had a newer version when an update, or its dry run, last asked"
    )
    loaded: bool
    size_vram: int | None = Field(description="Bytes on the GPU now; null = not loaded")
    context_length: int | None = Field(description="Context it is loaded with; null = not loaded")
    expires_at: AwareDatetime | None = Field(description="When Ollama unloads it; null = not set")


class Model(Schema):
    """One model name, with everywhere it is installed on clients that are not offline."""

    name: str
    family: str | None
    parameter_size: str | None
    quantization: str | None
    context_length: int | None
    capabilities: list[str]
    remote_host: str | None = Field(description="Set on cloud stubs: no weights here")
    size: int = Field(description="Bytes, of the largest version installed")
    versions: int = Field(description="How many different digests: more than one is drift")
    installed: list[Installation]
