"""Pictures of the pages for README.md and the handbook: python -m tests.screenshots [folder]

Starts the application with fresh demonstration data in a temporary folder, walks it in Chromium and writes
compressed PNG files under names that do not change.
"""

import contextlib
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
PASSWORD = "Yipin-2026-demo"  # as `make run` prints it
LARGEST = 150_000  # bytes of one picture
WIDE, TALL, PHONE = (1366, 860), (1366, 1100), (390, 844)
START_SECONDS = 120
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--lang=zh-CN"]


@contextlib.contextmanager
def application() -> Iterator[str]:
    """The address of an application of its own, as `make run` starts it; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="yipin-pictures-") as data, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
        probe.close()
        own = {"DATA": data, "HOST": "127.0.0.1", "PORT": port, "DATABASE_URL": "", "REDIS_URL": ""}
        environment = {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
        prepare = [sys.executable, "manage.py", "prepare", "--demo"]
        subprocess.run(prepare, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi:application"]
        server = subprocess.Popen(gunicorn, cwd=ROOT, env=environment)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


def wait_for(address: str, server: subprocess.Popen) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=30).close()
            return
        time.sleep(0.2)
    sys.exit("The application did not start.")


class Photographer:
    """Pages of the application in the name of its demonstration accounts, and the pictures taken of them."""

    def __init__(self, browser: Browser, base: str, folder: Path) -> None:
        self.browser, self.base, self.folder = browser, base, folder
        self.sessions: dict[str, dict] = {}

    def page(self, path: str, *, user: str = "", size: tuple[int, int] = WIDE) -> Page:
        """A page opened by the user, or by the public."""
        width, height = size
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", storage_state=self.sessions.get(user)
        )
        page = context.new_page()
        if user and user not in self.sessions:
            self.log_in(page, user)
        self.go(page, path)
        return page

    def log_in(self, page: Page, user: str) -> None:
        self.go(page, "/accounts/login/")
        page.fill("[name=username]", user)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url("**/brands/")
        self.sessions[user] = page.context.storage_state()

    def go(self, page: Page, path: str) -> None:
        answer = page.goto(self.base + path, wait_until="networkidle")
        if answer is None or answer.status != 200:
            sys.exit(f"{path} answered {answer and answer.status}")

    def follow(self, page: Page, name: str) -> Page:
        """Clicks the link or button of exactly this name in the page's body."""
        body = page.locator("main")
        body.get_by_role("link", name=name, exact=True).or_(
            body.get_by_role("button", name=name, exact=True)
        ).first.click()
        page.wait_for_load_state("networkidle")
        return page

    def take(self, name: str, page: Page) -> None:
        self.keep(name, page.screenshot(animations="disabled", caret="hide"))
        page.context.close()

    def keep(self, name: str, picture: bytes) -> None:
        """With as few colours as it takes to stay small."""
        whole = Image.open(io.BytesIO(picture)).convert("RGB")
        for colours in (256, 128, 64, 32):
            small = io.BytesIO()
            whole.quantize(colours, method=Image.Quantize.MEDIANCUT, kmeans=3, dither=Image.Dither.NONE).save(
                small, "PNG", optimize=True
            )
            if len(small.getvalue()) <= LARGEST:
                break
        else:
            sys.exit(f"{name} is larger than {LARGEST} bytes")
        (self.folder / f"{name}.png").write_bytes(small.getvalue())
        print(f"{name:28}{whole.width:>6} × {whole.height:<6}{len(small.getvalue()) // 1024:>5} kB", flush=True)


def public_pages(camera: Photographer) -> None:
    camera.take("wall", camera.page("/"))
    camera.take("wall-phone", camera.page("/", size=PHONE))
    camera.take("brand", camera.follow(camera.page("/"), "魅力GPS"))
    notice = camera.follow(camera.page("/notices/"), "2026年度培育品牌评选拟命名名单公示")
    camera.take("notice", notice)
    notice = camera.follow(camera.page("/notices/", size=PHONE), "2026年度培育品牌评选拟命名名单公示")
    camera.take("opinion-phone", camera.follow(notice, "我要反映意见"))


def filing(camera: Photographer) -> None:
    camera.take("workbench-secretary", camera.page("/brands/", user="zb-mz3"))
    camera.take("workbench-office", camera.page("/brands/", user="office"))
    returned = camera.follow(camera.page("/brands/", user="zb-mz3"), "归途有灯")
    camera.take("application-form", returned)
    review = camera.follow(camera.page("/brands/", user="reviewer", size=TALL), "红心夕阳")
    camera.take("application-review", review)
    camera.take("review-phone", camera.follow(camera.page("/brands/", user="reviewer", size=PHONE), "红心夕阳"))
    revised = camera.follow(camera.page("/brands/applications/?tab=all&q=舌尖卫士", user="office"), "舌尖卫士")
    camera.take("versions", camera.follow(revised, "比较两个版本"))
    waiting = camera.page("/brands/applications/?tab=waiting", user="office")
    for box in waiting.locator("main input[name=selected]").all():
        box.check()
    camera.take("bulk-confirm", camera.follow(waiting, "同意所选"))


def selection(camera: Photographer) -> None:
    rounds = camera.page("/brands/rounds/", user="office")
    camera.take("round", camera.follow(rounds, "2026年度岗位建功专项示范品牌评选"))
    sheet = camera.follow(camera.page("/brands/sheets/", user="judge1", size=TALL), "红色龙头")
    for place, field in enumerate(sheet.locator("main input[type=number]").all()):
        field.fill(str(86 + place))
    sheet.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    camera.take("score-sheet", sheet)
    closed = camera.follow(camera.page("/brands/rounds/", user="office"), "2026年度科教文卫专项优秀品牌评选")
    camera.take("scores", camera.follow(closed, "得分与计分过程"))


def documents(camera: Photographer) -> None:
    page = camera.page("/brands/documents/", user="office")
    camera.follow(page, "云机工发〔2026〕1号")
    pdf = page.request.get(page.url.rstrip("/") + "/pdf/").body()
    page.locator("main a[href*='/check/?code=']").first.click()
    page.wait_for_load_state("networkidle")
    camera.take("document-check", page)
    with tempfile.TemporaryDirectory() as folder:
        source, picture = Path(folder) / "document.pdf", Path(folder) / "page"
        source.write_bytes(pdf)
        subprocess.run(["pdftoppm", "-png", "-r", "90", "-l", "1", "-singlefile", source, picture], check=True)
        camera.keep("naming-document", picture.with_suffix(".png").read_bytes())


ROOMS: tuple[Callable[[Photographer], None], ...] = (public_pages, filing, selection, documents)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with application() as base, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium") or "chromium", args=CHROMIUM)
        camera = Photographer(browser, base, folder)
        for room in ROOMS:
            room(camera)
        browser.close()


if __name__ == "__main__":
    main()
