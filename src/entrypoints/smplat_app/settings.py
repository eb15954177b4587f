"""Everything a deployment can be told: one frozen tree, from the environment and a TOML file."""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import attrs
import cattrs
import typed_settings
from attrs import Factory, define, field, frozen
from attrs.validators import and_, ge, in_, le, matches_re, optional
from typed_settings.converters import get_default_cattrs_converter, register_strlist_hook
from typed_settings.dict_utils import set_path
from typed_settings.exceptions import InvalidSettingsError, TsError
from typed_settings.loaders import Loader
from typed_settings.types import LoadedSettings, LoaderMeta, OptionList

from smplat_core.catalog import MediaType
from smplat_core.oversight import StuckKind
from smplat_couriers import CouriersSettings
from smplat_fx import FxSettings
from smplat_legacy import LegacySettings
from smplat_stripe import StripeSettings

PREFIX: Final = "SMPLAT_"
FILE: Final = "SMPLAT_SETTINGS"
"""Environment variable that names a TOML file; what the environment says wins over the file."""

Port = and_(ge(1), le(65_535))


@frozen(kw_only=True)
class DatabaseSettings:
    url: str = field(validator=matches_re(r"postgres(ql)?://.+"))
    """``postgresql://user:password@host:port/database``"""
    pool: int = field(default=10, validator=ge(2))
    """Connections one process may hold."""


@frozen(kw_only=True)
class RedisSettings:
    url: str = field(validator=matches_re(r"(redis|rediss|unix)://.+"))


@frozen(kw_only=True)
class ApiSettings:
    host: str = "127.0.0.1"
    port: int = field(default=8060, validator=Port)
    processes: int = field(default=1, validator=ge(1))
    rate_per_second: float = 200.0
    """Steady requests per caller; see ``rate_burst``."""
    rate_burst: int = field(default=400, validator=ge(1))


@frozen(kw_only=True)
class LogSettings:
    level: str = field(default="info", validator=in_(("debug", "info", "warning", "error")))
    format: str = field(default="json", validator=in_(("json", "text")))


KINDS: Final = "|".join(StuckKind)


@frozen(kw_only=True)
class OversightSettings:
    patience: str = field(default="", validator=matches_re(rf"(({KINDS})=[0-9]{{1,9}}(,\s*|$))*"))
    """Seconds each kind of thing may wait before it is listed as stuck, where ours do not suit:
    ``job_overdue=60,shipment_silent=864000``"""
    traces: str = field(default="", validator=matches_re(r"(https?://.+)?"))
    """Where an OpenTelemetry collector takes traces over HTTP; none are made while empty."""
    worker_host: str = "127.0.0.1"
    worker_port: int = field(default=0, validator=and_(ge(0), le(65_535)))
    """Where each worker serves its own metrics; 0 is nowhere."""


@frozen(kw_only=True)
class ObjectSettings:
    url: str = field(
        default="file:///var/lib/smplat/objects",
        validator=matches_re(r"file:///.+|s3://[^/]+.*|memory://"),
    )
    """``file:///folder`` or ``s3://bucket/prefix``; credentials as the cloud's own variables."""


MEDIA_TYPE: Final = rf"({'|'.join(sorted(MediaType))})"


@frozen(kw_only=True)
class MediaSettings:
    """What pictures are taken, and for how long those nobody needs are kept."""

    types: str = field(
        default=",".join(sorted(MediaType)),
        validator=matches_re(rf"{MEDIA_TYPE}(,\s*{MEDIA_TYPE})*"),
    )
    max_bytes: int = field(default=20_971_520, validator=and_(ge(1), le(104_857_600)))
    """Of one file; an upload is held in memory while it is looked at."""
    max_side: int = field(default=12_000, validator=and_(ge(1), le(65_535)))
    max_pixels: int = field(default=40_000_000, validator=and_(ge(1), le(100_000_000)))
    """Decoding takes 4 bytes for each."""
    upload_minutes: int = field(default=60, validator=and_(ge(1), le(10_080)))
    unused_days: int = field(default=7, validator=and_(ge(1), le(36_500)))


@frozen(kw_only=True)
class Settings:
    """One deployment. ``smplat config`` prints it with its secrets masked."""

    database: DatabaseSettings
    redis: RedisSettings
    stripe: StripeSettings
    legacy: LegacySettings
    couriers: CouriersSettings = Factory(CouriersSettings)
    fx: FxSettings = Factory(FxSettings)
    api: ApiSettings = Factory(ApiSettings)
    log: LogSettings = Factory(LogSettings)
    objects: ObjectSettings = Factory(ObjectSettings)
    media: MediaSettings = Factory(MediaSettings)
    oversight: OversightSettings = Factory(OversightSettings)
    public_url: str = field(default="http://127.0.0.1:8060", validator=matches_re(r"https?://.+"))
    """What customers and outside parties see: return pages and webhooks are built from it."""
    feature_flags: str = field(
        default="", validator=matches_re(r"([a-z0-9]+(-[a-z0-9]+)*(,\s*|$))*")
    )
    """Flags of the catalog that are on everywhere here, whatever is stored: ``beta,new-plans``"""
    schedules: Path | None = field(
        default=None, validator=optional(attrs.validators.instance_of(Path))
    )
    """A TOML file of schedules instead of the one that ships."""


class BadSettings(Exception):
    """Everything that is wrong with the settings, not just the first thing."""

    def __init__(self, wrong: tuple[str, ...]) -> None:
        super().__init__("\n".join(wrong))
        self.wrong = wrong


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in force, or ``BadSettings``. An empty variable counts as not set."""
    given = {k: v for k, v in (environment or os.environ).items() if v}
    file = given.get(FILE)
    converter = get_default_cattrs_converter()
    register_strlist_hook(converter, sep=",")
    loaders: list[Loader] = [_Environment(given)]
    if file:
        loaders.insert(
            0, typed_settings.FileLoader({"*.toml": typed_settings.TomlFormat(None)}, [f"!{file}"])
        )
    structure = _Structure(converter.get_structure_hook(Settings))
    converter.register_structure_hook(Settings, structure)
    try:
        return typed_settings.load_settings(Settings, loaders, converter=converter)
    except InvalidSettingsError as refused:
        told = structure.wrong or [str(error) for error in refused.exceptions]
        raise BadSettings(tuple(told)) from None
    except (TsError, OSError, UnicodeDecodeError) as refused:  # of the file as a whole
        raise BadSettings((str(refused),)) from None


@define
class _Structure:
    """Remembers what was wrong with each setting: typed-settings keeps none of it but a count."""

    structure: Callable[[Any, Any], Any]
    wrong: list[str] = Factory(list)

    def __call__(self, value: Any, kind: Any) -> Any:  # noqa: ANN401 - as cattrs declares it
        try:
            return self.structure(value, kind)
        except cattrs.BaseValidationError as error:
            told = cattrs.transform_error(error, path="", format_exception=_reason)
            parts = (line.rpartition(" @ ") for line in told)
            self.wrong = [f"{group}.{reason}".lstrip(".") for reason, _, group in parts]
            raise


def _reason(error: BaseException, _: type | None) -> str:
    """Name and rule, as attrs' validators word them, without the value: it may be secret."""
    said = str(error.args[0]) if error.args else ""
    found = re.match(r"'(\w+)' (must .*?)( \(got .*| \(.* doesn't\)|: .*)?$", said, re.DOTALL)
    return f"{found[1]}: {found[2]}" if found else f"{type(error).__name__}"


@frozen
class _Environment:
    """Reads the variables it was given, so that a test need not touch the process's own."""

    given: Mapping[str, str]

    def __call__(self, settings_cls: type, options: OptionList) -> LoadedSettings:
        del settings_cls
        values: dict[str, Any] = {}
        for option in options:
            name = PREFIX + option.path.upper().replace(".", "_")
            if name in self.given:
                set_path(values, option.path, self.given[name])
        return LoadedSettings(values, LoaderMeta(self))


def masked(settings: object, prefix: str = "") -> dict[str, str]:
    """Every setting as text, by dotted name; what must not be read by others as ``***``.

    A field the class hides from its ``repr`` is a secret; of a URL, the password is.
    """
    shown: dict[str, str] = {}
    for a in attrs.fields(type(settings)):  # type: ignore[arg-type]  # every node is an attrs class
        value: Any = getattr(settings, a.name)
        name = f"{prefix}{a.name}"
        if attrs.has(type(value)):
            shown |= masked(value, f"{name}.")
        elif a.repr is False:
            shown[name] = "***" if value else "(not set)"
        else:
            shown[name] = _without_password(str(value))
    return shown


def _without_password(text: str) -> str:
    password = urlsplit(text).password if "://" in text else None
    return text.replace(f":{password}@", ":***@") if password else text
