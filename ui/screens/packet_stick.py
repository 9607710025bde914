"""Writing a packet on a stick from the packet page: looked at first, written, read back, let go, read once more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.operations import packets
from app.operations.books import Book
from app.operations.packets import PacketOnDisk
from ui.engine import runner
from ui.screens import on_stick
from ui.screens.message_line import MessageLine
from ui.screens.packet_panels import WritePanel
from ui.screens.packet_words import SLIP, Carried, written
from ui.screens.while_alive import while_alive


class StickSteps(QWidget):
    """What the packet page does with sticks, and the one piece of work it does in the background at a time."""

    settled = Signal()
    book: Book
    packet: PacketOnDisk | None
    delivered: Carried | None
    message: MessageLine
    write: WritePanel
    choose_folder: Callable[[], Path | None]
    _folder: Path | None
    _stop: Event
    _task: runner.Task[object] | None

    def show_step(self, step: int) -> None:
        """Go to a step of the page."""
        raise NotImplementedError

    def print_slip(self) -> None:
        """Preview the 交接单."""
        raise NotImplementedError

    def _failed(self, error: Exception) -> None:
        """Say what went wrong."""
        raise NotImplementedError

    def deliver(self) -> None:
        """Write the packet to the chosen drive, read it back, compare."""
        packet, target = self.packet, self.write.target()
        if packet is None or target is None:
            self.message.tell("没有找到U盘。请插好U盘后按 F5,或选择一个文件夹。", "yellow")
            return
        medium = self.write.medium()
        self._stop.clear()
        self.write.show_running(True)
        self.write.bar.setValue(0)
        self.run(
            "正在封装、写入U盘并读回核对,请不要拔出…",
            lambda report: packets.deliver(
                self.book,
                packet.path,
                target,
                sealed=True,
                medium=medium,
                # In KiB: the signal carries 32-bit numbers, and a packet may have 4 GiB.
                progress=lambda done, total: report(done >> 10, total >> 10, ""),
                cancelled=self._stop.is_set,
            ),
            self._written,
            self._progress,
        )

    def check_again(self) -> None:
        """Read the packet from the stick that was put in anew, and compare."""
        packet, target = self.packet, self.write.target()
        if packet is None or target is None:
            self._find_drives()
            target = self.write.target()
        if packet is None or target is None:
            self.message.tell("没有找到U盘。请重新插好写过的U盘,再按一次。", "yellow")
            return
        self.run(
            "正在从U盘读回核对,请不要拔出…",
            lambda _report: packets.check_again(self.book, packet.path, target),
            lambda _done: self.message.tell("重新插上后又读了一遍,与写入的完全一致。可以拔出交给县里。", "green"),
        )

    def eject(self) -> None:
        """Let the stick go."""
        target = self.write.target()
        if target is None:
            self.message.tell("没有找到U盘,可能已经拔出。", "yellow")
            return
        self.run("正在安全拔出…", lambda _report: packets.eject(target), self._ejected)

    def stop_writing(self) -> None:
        """Stop at the next block; nothing unfinished stays on the drive."""
        self._stop.set()
        self.write.stop.setEnabled(False)

    def run(
        self,
        sentence: str,
        work: Callable[[runner.Report], object],
        done: Callable[..., None],
        progress: runner.Report | None = None,
    ) -> None:
        """One piece of background work at a time; what it was told last stays until its end."""
        if self._task is not None and self._task.running:
            return
        self.message.tell(sentence, "blue")

        def ended(result: object) -> None:
            done(result)
            self.settled.emit()

        self._task = runner.run(
            work, while_alive(self, ended), while_alive(self, self._failed), progress or self._progress
        )

    def _written(self, done: Carried) -> None:
        self.delivered = done
        self.write.show_running(False)
        code = self.packet.code if self.packet else ""
        self.show_step(SLIP)
        tone = "yellow" if done.warnings else "green"
        there = any(done.path.is_relative_to(drive.path) for drive in packets.drives())
        self.message.tell(written(done, code, folder=not there), tone, ("打印交接单", self.print_slip))

    def _progress(self, done: int, total: int, text: str) -> None:
        self.write.bar.setRange(0, max(total, 1))
        self.write.bar.setValue(done)
        if text:
            self.message.tell(text, "blue")

    def _ejected(self, gone: bool) -> None:
        if gone:
            self.message.tell("可以拔出U盘了。", "green")
            self._find_drives()
        else:
            self.message.tell("系统没有让U盘退出。内容已写好并核对过;请用系统的“安全删除硬件”再拔出。", "yellow")

    def _look_at_drive(self) -> None:
        """What is wrong with the chosen stick, before anything is written on it."""
        target = self.write.target()
        warnings, left = packets.look_at(target) if target else ([], 0)
        self.write.show_look(warnings, left)

    def _tidy(self) -> None:
        target = self.write.target()
        if target is not None:
            self.run(
                "正在删除没写完的文件…",
                lambda _report: packets.tidy(target),
                self._tidied,
            )

    def _tidied(self, count: int) -> None:
        self._find_drives()
        self.message.tell(f"已删除 {count} 个没写完的文件。", "green")

    def _find_drives(self) -> None:
        parts = f"(共 {self.packet.parts} 份,一起写)" if self.packet and self.packet.parts > 1 else ""
        self.write.file.setText(f"要写的文件:{self.packet.path.name if self.packet else ''}{parts}")
        self.write.show_drives(packets.drives(), self._folder)
        self._look_at_drive()

    def _pick_folder(self) -> None:
        if chosen := self.choose_folder():
            self._folder = chosen
            self._find_drives()
            self.write.drives.setFocus()

    def _choose_folder(self) -> Path | None:
        return on_stick.folder(self, "写到哪个U盘或文件夹")
