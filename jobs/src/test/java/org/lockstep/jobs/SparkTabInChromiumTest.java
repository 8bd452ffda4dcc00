package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.jobs.browser.Chromium;
import org.lockstep.jobs.browser.PageLayout;
import org.lockstep.jobs.browser.Tab;
import org.lockstep.listener.Phase;

/**
 * The tab of a running training in Spark's own pages, as a browser shows it. With {@code
 * -Dlockstep.screenshots=FOLDER} it leaves pictures there, to be looked at.
 */
@Tag("spark")
class SparkTabInChromiumTest {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  @TempDir private static Path folder;
  private static Chromium chromium;
  private static JavaProcess training;
  private static URI page;

  @BeforeAll
  static void train() throws Exception {
    chromium = Chromium.startOrSkip(folder);
    int port = freePort();
    page = URI.create("http://127.0.0.1:%d/lockstep/".formatted(port));
    Path digits = Path.of("..", "conf", "data", "digits-train.parquet").toAbsolutePath();
    List<String> java = new ArrayList<>(JavaProcess.options());
    java.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    Path settings = Files.writeString(folder.resolve("empty.conf"), "");
    java.addAll(List.of(Main.class.getName(), "train", settings.toString()));
    for (String setting :
        List.of(
            "data.train=" + digits,
            "data.label=label",
            "data.validation=0.2",
            "training.task=classification",
            "training.epochs=1000000",
            "training.checkpoint.every-epochs=1000000",
            "spark.ui.enabled=true",
            "spark.ui.port=" + port,
            "output=" + folder.resolve("run"))) {
      java.addAll(List.of("--set", setting));
    }
    training = JavaProcess.start("training", folder, Map.of("SPARK_LOCAL_IP", "127.0.0.1"), java);
    awaitCurves();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitCurves() throws InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (!shown().contains("validation-accuracy")) {
      assertThat(training.isAlive() && System.nanoTime() < deadline).as("%s", training).isTrue();
      Thread.sleep(200);
    }
  }

  private static String shown() throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(page).timeout(LONGEST).build();
      return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return ""; // the server is not up yet
    }
  }

  @AfterAll
  static void end() {
    if (training != null) {
      training.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {390, 768, 1280, 1920})
  void chartsStayInTheirBoxesAndUseTheWidthAndEveryBandHasAName(int width) throws Exception {
    Tab tab = chromium.open(width, 900);
    tab.open(page);
    tab.keep("spark-tab-" + width);

    // Spark's own elements are not ours
    assertThat(PageLayout.overflowing(tab)).noneMatch(found -> found.asText().startsWith("text "));
    assertThat(PageLayout.nameless(tab)).isEmpty();
    assertThat(tab.evaluate("document.querySelectorAll('.phases tbody th').length").asInt())
        .isEqualTo(Phase.values().length);
    assertThat(
            tab.evaluate(
                    """
                    Math.max(...[...document.querySelectorAll("figure.chart")]
                      .map((figure) => figure.getBoundingClientRect().right)) / innerWidth
                    """)
                .asDouble())
        .as("how far the charts reach")
        .isBetween(0.9, 1.0);
  }
}
