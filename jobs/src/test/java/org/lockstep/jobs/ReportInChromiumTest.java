package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.CLASSIFICATION;
import static org.lockstep.jobs.Workbench.good;
import static org.lockstep.jobs.Workbench.with;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.jobs.browser.Chromium;
import org.lockstep.jobs.browser.PageLayout;
import org.lockstep.jobs.browser.Tab;
import org.lockstep.jobs.report.ReportPage;
import org.lockstep.jobs.report.SyntheticRun;
import org.lockstep.jobs.runs.RunReader;
import org.lockstep.listener.Phase;

/**
 * Reports as a browser shows them. With {@code -Dlockstep.screenshots=FOLDER} it leaves pictures
 * there, to be looked at.
 */
@Tag("spark")
class ReportInChromiumTest {
  private static final int MOST_BYTES = 5_000_000;
  private static final int WIDE = 1200;
  private static final int PHONE = 360;

  @TempDir private static Path folder;
  private static Chromium chromium;
  private static Path classes;
  private static Path numbers;
  private static Path compared;
  private static JsonNode trained;

  @BeforeAll
  static void writeReports() throws InterruptedException {
    chromium = Chromium.startOrSkip(folder);
    Workbench bench = new Workbench(folder);
    Path table = bench.write("good.parquet", good());
    String[] some = {"training.epochs=15", "data.validation=0.25"};
    trained = bench.train(table, with(CLASSIFICATION, some)).json();
    Path first = bench.path("model");
    String[] few = {"--repeats", "1", "--dependence", "age,dose", "--points", "5"};
    String[] explain = with(new String[] {"explain", first.toString(), table.toString()}, few);
    assertThat(Run.lockstep(explain).status()).isZero();
    classes = report(bench, "classes", "--data", table.toString(), first.toString());
    bench.train(
        table,
        with(with(CLASSIFICATION, some), "training.seed=2", "output=" + bench.path("seed-2")));
    compared = report(bench, "compared", first.toString(), bench.path("seed-2").toString());
    bench.train(table, with(some, "output=" + bench.path("score")));
    numbers = report(bench, "numbers", "--data", table.toString(), bench.path("score").toString());
  }

  private static Path report(Workbench bench, String name, String... arguments) {
    Path file = bench.path(name + ".html");
    Run run =
        Run.lockstep(with(with(new String[] {"report"}, arguments), "--output", file.toString()));
    assertThat(run.status()).as("%s", run).isZero();
    return file;
  }

  @AfterAll
  static void end() {
    if (chromium != null) {
      chromium.close();
    }
  }

  private static Path synthetic(String name, int epochs, int iterations) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".html"),
        ReportPage.of(List.of(SyntheticRun.of(name, epochs, iterations, 1)), RunReader.defaults()));
  }

  private static Tab open(Path file, int width) throws InterruptedException {
    Tab tab = chromium.open(width, 900);
    tab.open(file);
    return tab;
  }

  /** Nothing complains, nothing is fetched, and nothing is wider than the page. */
  private static void isSound(Tab tab, int width) {
    assertThat(tab.complaints()).isEmpty();
    assertThat(tab.requests()).isEmpty();
    assertThat(tab.evaluate("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(width);
  }

  /** All texts below WCAG's minimum contrast to their background. */
  private static JsonNode paleTexts(Tab tab) {
    return tab.evaluate(
        """
        (() => {
          const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
          const luminance = (layers) => {
            for (const colour of layers) {
              canvas.fillStyle = colour;
              canvas.fillRect(0, 0, 1, 1);
            }
            const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((byte) => {
              const c = byte / 255;
              return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const pale = [];
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (texts.nextNode()) {
            const text = texts.currentNode.data.trim();
            const element = texts.currentNode.parentElement;
            if (!text || element.closest("script, .hidden") || !element.getClientRects().length) {
              continue;
            }
            const behind = [];
            for (let e = element; e; e = e.parentElement) {
              behind.unshift(getComputedStyle(e).backgroundColor);
            }
            const style = getComputedStyle(element);
            const colour = element instanceof SVGElement ? style.fill : style.color;
            const [low, high] = [luminance(behind), luminance([...behind, colour])].sort(
              (a, b) => a - b);
            if ((high + 0.05) / (low + 0.05) < 4.5) {
              pale.push(text + " " + colour);
            }
          }
          return pale;
        })()
        """);
  }

  @Test
  void aRealRunIsDrawnWithItsFigures() throws InterruptedException {
    Tab tab = open(classes, WIDE);
    tab.keep("light");

    isSound(tab, WIDE);
    Map<String, Integer> charts = PageLayout.charts(tab);
    assertThat(String.join(" ", charts.keySet()))
        .isEqualTo(
            "dependence-1 dependence-2 gains gradient-norm learning-rate loss phases"
                + " precision-recall reliability roc validation-accuracy");
    assertThat(charts.get("roc")).as("three classes and chance").isEqualTo(4);
    assertThat(charts.get("reliability")).as("the model and what it should be").isEqualTo(2);
    assertThat(charts.get("dependence-1")).as("a line for each class").isEqualTo(3);
    assertThat(tab.evaluate("document.querySelectorAll('.importance td.share').length").asInt())
        .isEqualTo(3);
    assertThat(charts.get("loss")).as("training, epochs, validation").isEqualTo(3);
    assertThat(charts.get("validation-accuracy")).isEqualTo(1);
    assertThat(charts.get("phases")).isGreaterThanOrEqualTo(3);
    assertThat(tab.evaluate("document.querySelector('.digest code').textContent").asText())
        .isEqualTo(trained.get("digest").asText());
    assertThat(tab.evaluate("document.querySelectorAll('.confusion td.right').length").asInt())
        .isEqualTo(3);
    assertThat(tab.evaluate("document.querySelector('#loss text.mark').textContent").asText())
        .startsWith("best epoch ");
  }

  @Test
  void residualsOfARegressionAreDrawn() throws InterruptedException {
    Tab tab = open(numbers, WIDE);
    tab.keep("residuals");

    isSound(tab, WIDE);
    assertThat(PageLayout.charts(tab).get("residuals-1")).isEqualTo(Workbench.ROWS);
    assertThat(PageLayout.charts(tab)).containsKeys("validation-rmse", "validation-r2");
  }

  @Test
  void severalRunsAreDrawnOverEachOtherAndSorted() throws InterruptedException {
    Tab tab = open(compared, WIDE);
    tab.keep("compared");

    isSound(tab, WIDE);
    assertThat(PageLayout.charts(tab))
        .containsEntry("validation-loss", 2)
        .containsEntry("run-2-loss", 3);
    String names =
        "[...document.querySelectorAll('.sortable tbody th')].map(h => h.textContent.trim())";
    String press = "document.querySelector('.sortable button').click()";
    assertThat(tab.evaluate(names).toString()).isEqualTo("[\"model\",\"seed-2\"]");
    tab.evaluate(press);
    tab.evaluate(press);
    assertThat(tab.evaluate(names).toString()).isEqualTo("[\"seed-2\",\"model\"]");
    assertThat(tab.evaluate("document.querySelector('.sortable th').ariaSort").asText())
        .isEqualTo("descending");
  }

  @Test
  void aHundredThousandIterationsAreSmallAndDrawn() throws IOException, InterruptedException {
    Path file = synthetic("long", 100, 1000);

    Tab tab = open(file, WIDE);
    tab.keep("long");

    assertThat(file).satisfies(f -> assertThat(Files.size(f)).isLessThan(MOST_BYTES));
    isSound(tab, WIDE);
    assertThat(PageLayout.charts(tab)).containsEntry("loss", 3).containsEntry("phases", 7);
  }

  @Test
  void aPhoneShowsAllOfIt() throws InterruptedException {
    for (Path file : List.of(classes, numbers, compared)) {
      Tab tab = open(file, PHONE);
      tab.keep("phone-" + file.getFileName().toString().replace(".html", ""));

      isSound(tab, PHONE);
      assertThat(
              tab.evaluate(
                      """
                      [...document.querySelectorAll(".plot text")]
                        .filter((text) => text.getClientRects().length > 0)
                        .map((text) => text.getBoundingClientRect())
                        .filter((box) => box.left < 0 || box.right > innerWidth).length
                      """)
                  .asInt())
          .as("texts of charts beyond the edge of %s", file)
          .isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {390, 768, 1280})
  void aTickAtTheRightEdgeStaysInItsFigure(int width) throws IOException, InterruptedException {
    for (int iterations : new int[] {3, 1000}) {
      Tab tab = open(synthetic("edge-" + iterations, 100, iterations), width);

      assertThat(PageLayout.overflowing(tab)).as("100 x %d iterations", iterations).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {390, 768, 1280})
  void nothingOverflowsItsBox(int width) throws InterruptedException {
    for (Path file : List.of(classes, numbers, compared)) {
      Tab tab = open(file, width);
      tab.keep(width + "-" + file.getFileName().toString().replace(".html", ""));

      isSound(tab, width);
      assertThat(PageLayout.overflowing(tab))
          .as("%s at %d pixels", file.getFileName(), width)
          .isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {390, 768, 1280})
  void everyBandOfEveryChartHasAName(int width) throws InterruptedException {
    for (Path file : List.of(classes, numbers, compared)) {
      Tab tab = open(file, width);

      assertThat(PageLayout.nameless(tab))
          .as("%s at %d pixels", file.getFileName(), width)
          .isEmpty();
      assertThat(tab.evaluate("document.querySelectorAll('#phases .key li').length").asInt())
          .isEqualTo(file == compared ? 0 : Phase.values().length);
    }
  }

  @Test
  void headingLevelsAreNotSkippedAndAllControlsAreReachableByKeyboard()
      throws InterruptedException {
    for (Path file : List.of(classes, compared)) {
      Tab tab = open(file, WIDE);

      JsonNode levels =
          tab.evaluate(
              "[...document.querySelectorAll('h1, h2, h3, h4, h5')].map(h => +h.tagName[1])");
      assertThat(levels.get(0).asInt()).isEqualTo(1);
      for (int i = 1; i < levels.size(); i++) {
        assertThat(levels.get(i).asInt()).isBetween(2, levels.get(i - 1).asInt() + 1);
      }
      assertThat(
              tab.evaluate(
                      """
                      [...document.querySelectorAll(".scroll, .frame")]
                        .filter((box) => box.tabIndex !== 0 || !box.ariaLabel).length
                      """)
                  .asInt())
          .isZero();
    }
  }

  @Test
  void theColoursFollowTheSystemUntilTheUserChooses() throws InterruptedException {
    Tab tab = chromium.open(WIDE, 900);
    tab.prefer("prefers-color-scheme", "dark");
    tab.open(classes);
    tab.keep("dark");
    String background = "getComputedStyle(document.body).backgroundColor";

    String dark = tab.evaluate(background).asText();
    assertThat(paleTexts(tab)).isEmpty();
    tab.evaluate("document.querySelector('#theme-light').click()");
    String light = tab.evaluate(background).asText();
    assertThat(paleTexts(tab)).isEmpty();
    tab.evaluate("document.querySelector('#theme-dark').click()");

    assertThat(dark).isEqualTo("rgb(21, 23, 26)");
    assertThat(light).isEqualTo("rgb(253, 253, 251)");
    assertThat(tab.evaluate(background).asText()).isEqualTo(dark);
    isSound(tab, WIDE);
    tab.evaluate("document.querySelector('#theme-auto').click()"); // the choice is remembered
  }

  @Test
  void valuesAreShownByPointerAndByKeyboardAndAnnouncedToScreenReaders()
      throws InterruptedException {
    Tab tab = open(classes, WIDE);
    tab.evaluate("document.querySelector('#loss .frame').focus()");
    tab.press("Home");

    String said =
        tab.evaluate("document.querySelector('#loss .frame').getAttribute('aria-valuetext')")
            .asText();
    assertThat(said)
        .matches(
            "iteration [\\d,]+ \\(epoch \\d+\\), training [\\d.]+, epoch [\\d.]+, validation [\\d.]+");

    JsonNode box =
        tab.evaluate(
            "document.querySelector('#loss .frame').scrollIntoView(),"
                + " document.querySelector('#loss .frame').getBoundingClientRect().toJSON()");
    tab.point(box.get("right").asDouble() - 2, box.get("top").asDouble() + 20);

    assertThat(tab.evaluate("document.querySelector('#loss .tip').textContent").asText())
        .contains("validation")
        .startsWith("iteration " + trained.get("iterations").asText());
    tab.keep("pointer");
    isSound(tab, WIDE);
  }
}
