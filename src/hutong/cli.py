"""The command line. It imports late, so that `hutong --help` answers at once."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hutong.kernel import memory

if TYPE_CHECKING:
    from hutong.kernel.settings import Settings

ROLES = "owner, operator, warehouse, support, auditor"
PASSWORD = "Password · 密码 (empty: one is made up · 留空则自动生成)"  # noqa: S105 - the question
app = typer.Typer(
    help="A whole shop in one program. `hutong up` runs it; the rest is for production.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
staff = typer.Typer(help="Accounts of the people who run the shop.", no_args_is_help=True)
app.add_typer(staff, name="staff")
search = typer.Typer(help="The index that shoppers search.", no_args_is_help=True)
app.add_typer(search, name="search")


def main() -> None:
    memory.calm()
    app()


@app.callback(invoke_without_command=True)
def hutong(
    version: Annotated[bool, typer.Option("--version", help="Say the version.")] = False,  # noqa: FBT002
) -> None:
    if version:
        print(f"hutong {metadata.version('hutong')}")
        raise typer.Exit


@app.command()
def up(
    port: Annotated[int | None, typer.Option(help="Instead of HUTONG_PORT.")] = None,
    home: Annotated[Path | None, typer.Option(help="Instead of HUTONG_HOME.")] = None,
) -> None:
    """Run everything here: database, tables, demo trade, web and worker."""
    from hutong.kernel import settings
    from hutong.up import Supervisor

    if port is not None:
        os.environ["HUTONG_PORT"] = str(port)
    if home is not None:
        os.environ["HUTONG_HOME"] = str(home)
    with _in_words():
        Supervisor(settings.load()).run()


@app.command()
def serve() -> None:
    """Answer web requests."""
    with _in_words(), _database(start=False) as chosen:
        _count_together(chosen.home, "web")
        from hutong import staffing
        from hutong.up import serving

        staffing.refuse_demo_staff(chosen)
        serving.serve(chosen)


@app.command()
def work() -> None:
    """Do jobs and handle events."""
    with _in_words(), _database(start=False) as chosen:
        _count_together(chosen.home, "worker")
        from hutong import staffing, worker
        from hutong.kernel import logs

        logs.configure(chosen)
        staffing.refuse_demo_staff(chosen)
        raise typer.Exit(worker.run())


@app.command()
def migrate(
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing when all is well.")] = False,  # noqa: FBT002
) -> None:
    """Bring the database to the tables of this version."""
    from hutong import migrate as migrations
    from hutong import staffing

    with _in_words(), _database(start=True) as chosen:
        migrations.upgrade(chosen.database_url.get_secret_value())
        staffing.ensure_roles(chosen)
    if not quiet:
        print("The tables are those of this version.")


@app.command()
def demo(
    small: Annotated[  # noqa: FBT002
        bool, typer.Option("--small", help="A few dozen orders instead of a year: for trying out.")
    ] = False,
    if_empty: Annotated[  # noqa: FBT002
        bool, typer.Option("--if-empty", help="Leave a database that holds something alone.")
    ] = False,
) -> None:
    """Fill an empty database with the demo shop and its year of trade."""
    from hutong.demo import command

    with _in_words(), _database(start=True) as chosen:
        code = command.run(chosen, small=small, if_empty=if_empty)
    raise typer.Exit(code)


@app.command()
def simulate(
    provider: Annotated[
        str, typer.Argument(help="wechat, alipay, unionpay, or all of them.")
    ] = "all",
) -> None:
    """Play the payment providers, so that paying can be tried without an account anywhere."""
    from hutong.kernel import logs
    from hutong.simulators import server

    with _in_words(), _database(start=False) as chosen:
        providers = server.named(provider)
        server.check(chosen)
        logs.configure(chosen)
        server.run(chosen, providers)


@app.command()
def doctor() -> None:
    """Look whether everything is well, and say what is not."""
    from hutong import doctor as examination
    from hutong.kernel import settings

    with _in_words():
        healthy = examination.examine(settings.load())
    raise typer.Exit(0 if healthy else 1)


@search.command("keep")
def keep_search() -> None:
    """Write the index of this home folder and keep it up to date, until told to stop."""
    with _in_words(), _database(start=False) as chosen:
        from hutong import indexing
        from hutong.kernel import logs

        logs.configure(chosen)
        indexing.keep(chosen)


@search.command("rebuild")
def rebuild_search() -> None:
    """Build the index of this home folder anew; shoppers go on searching meanwhile."""
    with _in_words(), _database(start=False) as chosen:
        from hutong import indexing

        print(indexing.rebuild(chosen))


@staff.command("create")
def create_staff(
    email: Annotated[str, typer.Option(help="What they sign in with.")] = "",
    name: Annotated[str, typer.Option(help="As colleagues see it.")] = "",
    role: Annotated[str, typer.Option(help=f"One of: {ROLES}.")] = "",
    generate: Annotated[  # noqa: FBT002
        bool, typer.Option("--generate", help="Make a password up instead of asking for one.")
    ] = False,
) -> None:
    """Make an account for somebody who works here. They set up their second factor at sign-in."""
    from hutong import staffing

    email = email or _asked("E-mail · 邮箱", "--email")
    name = name or _asked("Name · 姓名", "--name")
    role = role or _asked(f"Role · 角色 ({ROLES})", "--role", default="owner")
    asked = "" if generate else _asked(PASSWORD, "--generate", "", secret=True)
    with _in_words(), _database(start=True) as chosen:
        password = staffing.hire(chosen, email=email, name=name, roles=[role], password=asked)
    print(f"{email} can sign in at {chosen.public_url}/console")
    if not asked:
        print(f"Password · 密码: {password}")


def _asked(question: str, option: str, default: str | None = None, *, secret: bool = False) -> str:
    """Where nobody is there to be asked, the option that says it is named."""
    try:
        return str(
            typer.prompt(
                question,
                default=default,
                hide_input=secret,
                show_default=not secret,
                confirmation_prompt=secret,
            )
        )
    except typer.Abort:
        if sys.stdin.isatty():
            raise
        print(f"\nThere is no terminal to ask at: please add {option}.", file=sys.stderr)
        raise typer.Exit(2) from None


@contextmanager
def _database(*, start: bool) -> Iterator["Settings"]:
    """The settings with a database: the one named, the one running here, or one started now."""
    from hutong.embedded import Postgres, running_url
    from hutong.kernel import settings
    from hutong.up import lifeline

    lifeline.follow()
    chosen = settings.load()
    if chosen.database_url.get_secret_value():
        yield chosen
    elif url := running_url(chosen.home):
        yield _at(url)
    elif start:
        with Postgres(chosen.home, bin=chosen.pg_bin) as server:
            yield _at(server.url)
    else:
        raise settings.SettingsRefused(
            "HUTONG_DATABASE_URL: name a PostgreSQL database, or let `hutong up` bring its own."
        )


def _at(url: str) -> "Settings":
    from hutong.kernel import settings

    os.environ["HUTONG_DATABASE_URL"] = url  # for the processes that this one starts, too
    return settings.load()


def _count_together(home: Path, part: str) -> None:
    """One set of figures for all processes of a part, from nothing with each start of it, beside
    those of the others; to be said before anything that counts is there."""
    folder = home / "metrics" / part
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


@contextmanager
def _in_words() -> Iterator[None]:
    """What a person can mend is said in a line, not in a traceback."""
    from hutong.kernel.operator import OperatorError

    try:
        yield
    except OperatorError as refused:
        for line in str(refused).splitlines():
            print(f"✗ {line}", file=sys.stderr)
        raise typer.Exit(1) from None


if __name__ == "__main__":
    main()
