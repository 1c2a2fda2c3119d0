"""The search page as a reader has it: in a browser, by keyboard, on paper, without a script."""

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from stdnum.cn import uscc

from portal.site import serve
from portal.site.exports import as_json
from portal.site.search import Entry, Spool, level, write_index
from portal.site.search.entry import Key
from portal.site.search.fold import fold, fold_key
from portal.site.selftest.truth import Truth
from tests.conftest import Axe, Reader, ServeFolder
from tests.site.conftest import AS_OF, SPECIMEN, Build, asset

pytestmark = pytest.mark.browser
Ask = Callable[..., Page]

FIRM = "云溪星河网络科技有限公司"
CODE = "91339901MA314177XP"
NOBODY = uscc.validate("91339901MA27XYNB0" + uscc.calc_check_digit("91339901MA27XYNB0"))
DOMAIN = "xinghe.example"
NUMBER = "云网信罚〔2024〕3号"
PENALTY = f"行政处罚：{FIRM}（{NUMBER}）"
WITHDRAWN = "云网信罚〔2024〕4号"


@pytest.fixture(scope="module")
def address(site: Path, serve_folder: ServeFolder) -> str:
    """Where the specimen's site is."""
    return serve_folder(site)


@pytest.fixture
def ask(page: Page, address: str) -> Ask:
    """Open the page with a question, and wait for the answer."""

    def asked(query: str, more: str = "", window: Page = page) -> Page:
        window.goto(f"{address}/search/?q={query}{more}")
        return settled(window)

    return asked


def settled(page: Page) -> Page:
    """The page when it has answered."""
    outcome = page.locator("#outcome")
    expect(outcome).not_to_be_empty()
    expect(outcome).not_to_have_text("正在检索…")
    return page


def titles(found: Locator) -> list[str]:
    """The titles of results."""
    return found.locator("li[data-id] a").all_inner_texts()


@pytest.mark.parametrize(
    "query",
    [
        CODE,
        CODE.lower(),
        "９１３３９９０１ＭＡ３１４１７７ＸＰ",
        "9133 9901 MA31 4177 XP",
        FIRM,
        "雲溪星河網絡科技有限公司",
    ],
)
def test_a_code_or_full_name_leads_to_the_firm_first_however_it_is_written(
    ask: Ask, query: str
) -> None:
    page = ask(query)
    exact = page.locator("#exact")
    assert PENALTY in titles(exact)
    expect(exact.locator("h3").first).to_contain_text(CODE)
    assert all(FIRM in title for title in titles(exact))


@pytest.mark.parametrize(
    "query", [NUMBER, "云网信罚[2024]3号", "云网信罚（2024） 3 号", "cf-2024-k7m3q9"]
)
def test_a_number_leads_to_its_record_alone(ask: Ask, query: str) -> None:
    assert titles(ask(query).locator("#exact")) == [PENALTY]


def test_a_mistyped_code_says_so_and_shows_nobody(ask: Ask) -> None:
    page = ask(f"{CODE[:-1]}Q")
    expect(page.locator("#hint")).to_contain_text("校验码不对")
    assert titles(page.locator("#search")) == []
    expect(ask("91339901MA31I177XP").locator("#hint")).to_contain_text("没有字母 I")


def test_a_right_code_that_nobody_here_has_says_so(ask: Ask) -> None:
    page = ask(NOBODY)
    expect(page.locator("#hint")).to_contain_text("校验码正确；本站公开的记录里没有这个代码")
    assert titles(page.locator("#search")) == []


@pytest.mark.parametrize("query", [WITHDRAWN, "cf-2024-n5t8w4"])
def test_a_withdrawn_decision_is_found_by_its_numbers_with_its_state(ask: Ask, query: str) -> None:
    found = ask(query).locator("#exact li[data-id=cf-2024-n5t8w4]")
    expect(found.locator(".state")).to_have_text("已撤回")


def test_what_is_gone_is_found_by_its_id_alone(ask: Ask) -> None:
    page = ask("cf-2021-m8w3h5")
    expect(page.locator("#exact .state")).to_have_text("公示期满")
    assert titles(page.locator("#exact")) == ["执法决定"]


def test_what_is_gone_counts_beside_the_records_that_name_it(
    site: Path, tmp_path: Path, page: Page, serve_folder: ServeFolder
) -> None:
    gone, body = "cf-2021-m8w3h5", "取代cf-2021-m8w3h5"
    row = ("cf-2024-k7m3q9", "decision", "current", "公示中", "2024-05-08", "", "甲")
    content = as_json([*row, [["", "甲"]], [["", body]]]).rstrip()
    living = Entry(row[0], row, content, "甲\n", f"{fold(body)}\n", (), (("", ""),) * 5, 0)
    tombstone = (gone, "decision", "expired", "公示期满", "2021-05-08", "", "执法决定")
    dead = Entry(gone, tombstone, b"", "", "", (Key("记录编号", fold_key(gone)),), (), 0)
    indexed(site, tmp_path, [dead, living])
    page.goto(f"{serve_folder(tmp_path)}/search/?q={gone}")
    expect(settled(page).locator("#outcome")).to_contain_text("找到 2 条记录")
    assert page.locator("#search li[data-id]").count() == 2


def indexed(site: Path, folder: Path, entries: list[Entry]) -> None:
    """Put the search page of the site into `folder`, with an index of these entries."""
    for name in ("theme", "search"):
        shutil.copytree(site / name, folder / name)
    with Spool(folder) as spool:
        for entry in entries:
            spool.add(spool.keep(entry))
        facts = {"as_of": str(AS_OF), "traders": False}
        write_index(folder, spool, [entry.id for entry in entries], facts, jobs=1)


def test_several_words_must_all_be_there_phrases_stay_together_and_minus_excludes(ask: Ask) -> None:
    both = set(titles(ask("行政处罚 警告").locator("#search")))
    assert both
    assert both <= set(titles(ask("警告").locator("#search")))
    assert titles(ask("“罚行政”").locator("#search")) == []
    having = set(titles(ask("警告 云溪").locator("#search")))
    without = set(titles(ask("警告 -云溪").locator("#search")))
    assert having
    assert without
    assert without.isdisjoint(having)


def test_results_say_state_kind_agency_and_day_and_mark_the_words(ask: Ask) -> None:
    page = ask("留存网络日志")
    item = page.locator("#results li").first
    assert item.locator(".state").inner_text()
    expect(item.locator("mark").first).to_contain_text("留存网络日志")
    assert re.search(r"· .+ · \d{4}-\d\d-\d\d$", item.locator("p.quiet").inner_text())


def test_facets_count_narrow_and_go_back(ask: Ask) -> None:
    page = ask("行政处罚")
    total = count(page)
    link = page.locator("#facets a", has_text="执法决定").first
    number = int(link.locator("xpath=following-sibling::span").inner_text())
    link.click()
    settled(page)
    expect(page).to_have_url(re.compile("type=decision"))
    assert count(page) == number < total
    page.go_back()
    settled(page)
    assert count(page) == total
    page.go_forward()
    settled(page)
    page.reload()
    assert count(settled(page)) == number
    page.locator("#facets a[aria-current=true]").first.click()
    assert count(settled(page)) == total


def count(page: Page) -> int:
    """How many records the page says it found."""
    found = re.search(r"找到 (\d+) 条", page.locator("#outcome").inner_text())
    assert found
    return int(found[1])


def test_results_are_sorted_by_date_and_paged(ask: Ask) -> None:
    page = ask("行政处罚", "&sort=date")
    days = page.locator("#results time").all_inner_texts()
    assert len(days) == 10
    assert days == sorted(days, reverse=True)
    page.get_by_role("link", name="下一页").click()
    expect(page.locator("#pages")).to_contain_text("第 2 页")
    later = page.locator("#results time").all_inner_texts()
    assert later == sorted(later, reverse=True)
    assert later[0] <= days[-1]


def test_title_party_and_number_come_before_the_text(ask: Ask) -> None:
    page = ask("警告")
    marked = [bool(one.locator(".hit mark").count()) for one in page.locator("#results li").all()]
    assert marked == sorted(marked, reverse=True)


def test_results_can_be_downloaded_as_a_table(ask: Ask) -> None:
    page = ask("行政处罚")
    with page.expect_download() as waited:
        page.locator("#table button").click()
    text = Path(waited.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == count(page)
    assert rows[0].keys() >= {"状态", "标题", "编号", "网址"}


def test_nothing_found_says_what_was_searched_and_where_else_to_look(site: Path, ask: Ask) -> None:
    page = ask("没有这样的企业名称")
    searched = json.loads((site / "search/index.json").read_text(encoding="utf-8"))["records"]
    said = f"检索了截至 2026-06-30 公开的 {searched} 条记录"
    expect(page.locator("#outcome")).to_contain_text(said)
    expect(page.locator("#nothing")).to_be_visible()
    expect(page.locator("#nothing")).to_contain_text("不等于没有记录")
    expect(page.get_by_role("link", name="执法决定").last).to_be_visible()


def test_a_firm_of_many_records_has_them_all_in_the_list(
    tmp_path_factory: pytest.TempPathFactory, build: Build, page: Page, serve_folder: ServeFolder
) -> None:
    folder = tmp_path_factory.mktemp("many")
    shutil.copytree(SPECIMEN / "data", folder / "data")
    (original,) = folder.glob("data/decisions/**/cf-2024-k7m3q9.yaml")
    text = original.read_text(encoding="utf-8")
    for number in range(12):
        other = text.replace("〔2024〕3号", f"〔2024〕3{number:02}号")
        original.with_name(f"cf-2024-mny{number:03}.yaml").write_text(other, encoding="utf-8")
    page.goto(f"{serve_folder(build(folder, search=True))}/search/?q={CODE}")
    settled(page)
    assert count(page) == 14
    expect(page.locator("#exact li[data-id]")).to_have_count(10)
    expect(page.locator("#exact")).to_contain_text("共 14 条")
    shown = set(ids(page.locator("#results li")))
    page.get_by_role("link", name="下一页").click()
    expect(page.locator("#pages")).to_contain_text("第 2 页")
    shown |= set(ids(page.locator("#results li")))
    assert len(shown) == 14
    with page.expect_download() as waited:
        page.locator("#table button").click()
    assert len(Path(waited.value.path()).read_text(encoding="utf-8-sig").splitlines()) == 15


def ids(found: Locator) -> list[str]:
    """The ids of results."""
    told: list[str] = found.evaluate_all("all => all.map((one) => one.dataset.id)")
    return told


def test_an_exact_hit_can_be_downloaded_and_a_late_page_is_the_last(ask: Ask) -> None:
    expect(ask(NUMBER).locator("#table button")).to_be_visible()
    page = ask("行政处罚", "&page=999")
    last = -(-count(page) // 10)
    expect(page.locator("#pages")).to_contain_text(f"第 {last} 页，共 {last} 页")
    assert titles(page.locator("#results"))


def test_with_filters_a_code_is_never_denied_and_nothing_is_said_of_the_filters_alone(
    ask: Ask,
) -> None:
    page = ask(CODE, "&type=decision")
    assert count(page) == 2
    expect(page.locator("#hint")).to_be_empty()
    page = ask("听证", "&type=entry&year=1900")
    expect(page.locator("#outcome")).to_contain_text("不限范围有")
    expect(page.locator("#nothing")).to_be_hidden()
    expect(page.locator("#facets a[aria-current=true]")).to_have_count(2)
    page.locator("#unfiltered a").click()
    assert count(settled(page)) > 0


def test_an_address_asks_for_its_domain_and_an_excluded_name_for_nobody(ask: Ask) -> None:
    found = ids(ask(DOMAIN).locator("#exact li[data-id]"))
    assert found
    page = ask(f"https://{DOMAIN}/path")
    assert ids(page.locator("#exact li[data-id]")) == found
    assert count(page) >= len(found)
    page = ask(f"-{FIRM}")
    expect(page.locator("#outcome")).to_contain_text("没有可找的")
    assert titles(page.locator("#search")) == []


@pytest.mark.parametrize("minus", ["-", "－", "−", "–", "—"])
def test_every_minus_sign_excludes(ask: Ask, minus: str) -> None:
    assert count(ask(f"警告 {minus}云溪")) == count(ask("警告 -云溪"))


def test_a_phrase_longer_than_the_tree_is_counted_as_it_stands(site: Path, ask: Ask) -> None:
    truth = Truth.of(site)
    lines = [line for one in truth.living for line in one.text.split("\n") if len(line) > 30]
    for line in lines[:: len(lines) // 6]:
        phrase = line[3:19]
        page = ask(f"“{phrase}”")
        assert count(page) == len(truth.having((phrase,), {})), phrase


def test_every_hit_in_a_long_text_has_its_place(page: Page, address: str) -> None:
    page.goto(f"{address}/search/")
    found = page.evaluate(
        """async (fold) => {
          const { places } = await import(fold);
          const text = "审核的制度 与㈱程序，".repeat(60000);
          return ["的", "度与", "株"].map((word) => places(text, word).length);
        }""",
        f"../{asset('search/fold.js')}",
    )
    assert found == [60000, 60000, 60000]


@pytest.mark.parametrize(
    "files", ["**/search/index.json", "**/search/grams/**", "**/search/keys/**"]
)
def test_an_index_that_is_not_read_is_never_nothing_found(page: Page, ask: Ask, files: str) -> None:
    page.route(files, lambda route: route.abort())
    expect(ask("罚款").locator("#outcome")).to_contain_text("检索没有完成")
    expect(page.locator("#nothing")).to_be_hidden()


def test_a_site_built_anew_meanwhile_is_read_again(page: Page, ask: Ask) -> None:
    ask("罚款")
    asked: list[str] = []

    def gone_at_first(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.fulfill(status=404)
        else:
            route.fallback()

    page.route("**/search/grams/**", gone_at_first)
    page.locator("#q").fill("警告")
    page.locator("#q").press("Enter")
    expect(page).to_have_url(re.compile("q=%E8"))
    assert count(settled(page)) > 0
    assert asked[0] in asked[1:]


def test_prose_stands_beside_and_leads_to_the_article(ask: Ask) -> None:
    page = ask("首次被查处")
    page.locator("#prose").scroll_into_view_if_needed()
    expect(page.locator("#prose [role=status]")).to_contain_text(re.compile("找到|没有"))
    page = ask("责令改正")
    page.locator("#prose").scroll_into_view_if_needed()
    article = page.locator("#prose li li a").first
    expect(article).to_contain_text("条")
    article.click()
    expect(page).to_have_url(re.compile(r"/laws/[^/]+/#"))


@pytest.mark.parametrize("files", ["index/**", "fragment/**", "*.pf_meta", "pagefind.js"])
def test_prose_that_is_not_read_says_so_and_is_read_again(page: Page, ask: Ask, files: str) -> None:
    page.route(f"**/pagefind/{files}", lambda route: route.abort())
    state = page.locator("#prose [role=status]")
    ask("责令改正").locator("#prose").scroll_into_view_if_needed()
    expect(state).to_contain_text("没有读到，不代表没有结果")
    page.unroute(f"**/pagefind/{files}")
    if files == "pagefind.js":  # a module that failed to load is not asked for again by the browser
        return
    page.locator("#q").fill("责令改正 ")
    page.locator("#q").press("Enter")
    page.locator("#prose").scroll_into_view_if_needed()
    expect(state).to_contain_text("找到")


def test_prose_has_all_words_and_none_excluded(ask: Ask) -> None:
    def found(query: str) -> int:
        page = ask(query)
        page.locator("#prose").scroll_into_view_if_needed()
        state = page.locator("#prose [role=status]")
        expect(state).to_contain_text(re.compile("找到|没有找到"))
        told = re.search(r"\d+", state.inner_text())
        return int(told[0]) if told else 0

    one, both, without = found("行政处罚"), found("行政处罚 警告"), found("行政处罚 -警告")
    assert 0 < both < one
    assert both + without == one


@pytest.mark.parametrize("files", ["columns/**", "values/**"])
def test_facets_that_are_not_read_say_so_and_are_read_again(
    page: Page, ask: Ask, files: str
) -> None:
    page.route(f"**/search/{files}", lambda route: route.abort())
    expect(ask("行政处罚").locator("#facets")).to_contain_text("没有读到")
    page.unroute(f"**/search/{files}")
    page.locator("#q").press("Enter")
    expect(page.locator("#facets a").first).to_be_visible()


def test_of_a_few_results_no_column_is_fetched(page: Page, ask: Ask, site: Path) -> None:
    """What their rows tell is told alike: counts, choices, order."""
    page.route("**/search/columns/**", lambda route: route.abort())
    few = ask(FIRM)
    assert 1 < count(few) <= 8
    link = few.locator("#facets a[href*='agency=']").first
    number = int(link.locator("xpath=following-sibling::span").inner_text())
    link.click()
    assert count(settled(few)) == number
    days = ask(FIRM, "&sort=date").locator("#results time").all_inner_texts()
    assert days == sorted(days, reverse=True)
    public = json.loads((site / "search" / "index.json").read_bytes())
    assert public["records"] > 8  # else nothing else would be asked for at all
    expect(ask("行政处罚").locator("#facets")).to_contain_text("没有读到")


def test_words_are_followed_no_further_than_until_few_are_left(
    site: Path,
    tmp_path: Path,
    page: Page,
    serve_folder: ServeFolder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(level, "INLINE", 16)  # of forty records there are files below, too
    monkeypatch.setattr(level, "SHARE", 16)
    common, rare = "责令改正违法行为", "独一无二"

    def entry(number: int) -> Entry:
        title = rare if number == 7 else "甲"
        words = [*common, str(number)]
        body = common if number % 2 else "".join(words[::-1])
        row = (f"cf-2024-{number}", "decision", "current", "公示中", "2024-05-08", "", title)
        content = as_json([*row, [["", title]], [["", body]], "", ""]).rstrip()
        return Entry(row[0], row, content, f"{title}\n", f"{body}\n", (), (("", ""),) * 5, 0)

    indexed(site, tmp_path, [entry(number) for number in range(40)])
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    address = serve_folder(tmp_path)
    page.goto(f"{address}/search/?q={rare} {common}")
    assert count(settled(page)) == 1
    assert not any("/grams/below/" in url for url in asked)
    page.goto(f"{address}/search/?q={common} -{rare}")
    assert count(settled(page)) == 19  # exactly: what is excluded is looked at
    page.goto(f"{address}/search/?q={common}")
    assert count(settled(page)) == 20
    assert any("/grams/below/" in url for url in asked)


@pytest.mark.parametrize("place", ["search", "lookup"])
def test_a_page_says_at_once_which_scripts_it_will_need(
    page: Page, address: str, place: str
) -> None:
    """One that was only found out about in another would be waited for once more."""
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    page.goto(f"{address}/{place}/", wait_until="networkidle")
    links = "link => [link.href, link.src].find(Boolean)"
    told = page.locator("link[rel=modulepreload], script[src]").all()
    assert {url for url in asked if url.endswith(".js")} == {one.evaluate(links) for one in told}
    assert sum("/search." in url for url in asked) > 8


def test_a_dropped_request_is_made_again(page: Page, ask: Ask) -> None:
    page.route("**/search/grams/**", lambda route: route.abort())
    expect(ask("听证").locator("#outcome")).to_contain_text("检索没有完成")
    page.unroute("**/search/grams/**")
    page.locator("#q").press("Enter")
    expect(page.locator("#outcome")).to_contain_text("找到")


def test_a_page_whose_script_does_not_load_says_so(page: Page, address: str) -> None:
    page.route(f"**/{asset('search/sets.js')}", lambda route: route.abort())
    page.goto(f"{address}/search/?q=听证")
    expect(page.locator("#waiting")).to_be_visible(timeout=10_000)


def test_focus_goes_to_the_answer_after_a_choice(ask: Ask) -> None:
    page = ask("行政处罚")
    page.locator("#facets a").first.click()
    expect(page.locator("#outcome")).to_be_focused()


def test_the_keyboard_alone_is_enough(page: Page, address: str) -> None:
    page.goto(f"{address}/search/")
    page.locator("#q").focus()
    page.keyboard.type("行政处罚")
    page.keyboard.press("Enter")
    settled(page)
    expect(page).to_have_url(re.compile("q="))
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("Boolean(document.activeElement.closest('#results'))"):
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/(decisions|rules|processes|duties|laws)/"))


def test_without_a_script_the_box_leads_to_the_indexes(reader: Reader, address: str) -> None:
    page = reader(java_script_enabled=False)
    page.goto(f"{address}/")
    page.locator("input[name=q]").first.fill(FIRM)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q="))
    assert "没有脚本时" in page.locator("main").inner_text()
    page.locator(".indexes").get_by_role("link", name="执法决定").click()
    expect(page).to_have_url(re.compile("/decisions/"))


def test_nothing_of_the_query_leaves_the_browser(page: Page, address: str) -> None:
    asked: list[str] = []
    page.goto(f"{address}/search/")
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#q").fill(FIRM)
    page.locator("#q").press("Enter")
    settled(page)
    page.locator("#prose").scroll_into_view_if_needed()
    expect(page.locator("#prose [role=status]")).to_contain_text(re.compile("找到|没有"))
    assert asked
    assert [url for url in asked if not url.startswith(address)] == []
    assert [url for url in asked if FIRM[:2] in unquote(url)] == []


def test_nothing_breaks_the_strict_policy_of_the_server(site: Path, page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    with serve.served(site) as address:
        page.goto(f"{address}/search/?q=责令改正")
        settled(page)
        page.locator("#prose").scroll_into_view_if_needed()
        expect(page.locator("#prose [role=status]")).to_contain_text("找到")
        with page.expect_download():
            page.locator("#table button").click()
    assert said == []


@pytest.mark.parametrize("query", ["行政处罚", CODE, "没有这样的企业名称", f"{CODE[:-1]}Q"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_results_are_accessible(
    reader: Reader, ask: Ask, axe: Axe, query: str, scheme: str
) -> None:
    page = reader(color_scheme=scheme, viewport={"width": 390, "height": 844})
    ask(query, window=page)
    page.locator("#prose").scroll_into_view_if_needed()
    expect(page.locator("#prose [role=status]")).to_contain_text(re.compile("找到|没有"))
    assert axe(page) == []


def test_results_fit_at_twice_the_size_and_on_a_small_phone(reader: Reader, ask: Ask) -> None:
    for size in ({"width": 320, "height": 600}, {"width": 720, "height": 450}):
        page = reader(viewport=size)
        ask("行政处罚", window=page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_results_are_printed_without_the_controls(page: Page, ask: Ask) -> None:
    ask("行政处罚")
    page.emulate_media(media="print")
    expect(page.locator("#results li").first).to_be_visible()
    expect(page.locator("#outcome")).to_be_visible()
    for control in ("#sort", "#table", ".choices", "main form"):
        expect(page.locator(control)).to_be_hidden()


def test_without_a_script_a_code_is_looked_up_in_a_table(reader: Reader, address: str) -> None:
    page = reader(java_script_enabled=False)
    page.goto(f"{address}/search/")
    page.locator(".indexes").get_by_role("link", name="统一社会信用代码对照表").click()
    row = page.locator(f"[id='{CODE}']")
    expect(row.locator("td").first).to_have_text(FIRM)
    row.get_by_role("link").click()
    expect(page).to_have_url(f"{address}/subjects/{CODE}/")
    page.get_by_role("link", name=PENALTY).click()
    expect(page).to_have_url(f"{address}/decisions/cf-2024-k7m3q9/")
