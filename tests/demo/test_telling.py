"""Who waits sees how far it is: a bar on a terminal, a line for each step in a log."""

import io

from hutong.demo.telling import Told


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def frames(screen: Terminal) -> list[str]:
    return [frame.strip() for frame in screen.getvalue().split("\r\033[K") if frame]


def test_on_a_terminal_the_bar_grows() -> None:
    screen = Terminal()
    progress = Told(screen)

    progress.step("Members", 4)
    progress.done(3)
    progress.end()

    assert [frame[25:] for frame in frames(screen)] == [
        "  0%  会员 · Members",
        " 75%  会员 · Members",
        "100%  会员 · Members",
    ]
    assert frames(screen)[1].startswith("█" * 18 + "░" * 6)


def test_a_step_that_is_broken_off_is_not_shown_as_done() -> None:
    screen = Terminal()
    progress = Told(screen)

    progress.step("Members", 4)
    progress.done(2)
    progress.leave()

    assert frames(screen)[-1].endswith(" 50%  会员 · Members")


def test_in_a_log_each_step_is_a_line() -> None:
    out = io.StringIO()
    progress = Told(out)

    progress.step("Photographs", 116)
    progress.done(100)
    progress.step("Members", 3001)
    progress.end()

    assert out.getvalue() == "  商品照片 · Photographs (116)\n  会员 · Members (3001)\n"
