package org.lockstep.jobs;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.jobs.console.Console;
import org.lockstep.jobs.console.ProgressLog;
import org.lockstep.jobs.console.Screen;
import org.lockstep.jobs.settings.SettingsFile;
import org.lockstep.training.Trainer;

/** The progress output during training. */
@Tag("spark")
class ProgressTest {
  private static final String WORDS = "(network|data|run|traffic|epoch|warning:| ).*";

  private final Workbench bench;

  ProgressTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  private String[] command(Dataset<Row> table, String... options) {
    List<String> args = new ArrayList<>(List.of("train", bench.settings().toString()));
    for (String setting :
        List.of(
            "data.train=" + bench.write("good.parquet", table),
            "data.validation=0.25",
            "training.epochs=3",
            "output=" + bench.path("model"))) {
      args.addAll(List.of("--set", setting));
    }
    args.addAll(Arrays.asList(options));
    return args.toArray(String[]::new);
  }

  private Screen onTerminal(boolean hasColours, StringWriter out, String... command) {
    SharedSpark.session();
    Screen screen = new Screen();
    int status =
        Main.run(
            command,
            new PrintWriter(out),
            new Console(new PrintWriter(screen), () -> Screen.tty(120, hasColours)));
    assertThat(status).as(screen::written).isZero();
    return screen;
  }

  @Test
  void aTerminalShowsABarThatIsClearedAtTheEnd() {
    StringWriter out = new StringWriter();

    Screen screen = onTerminal(false, out, command(good()));

    assertThat(screen.written())
        .contains("\rstarting Spark", "\rreading the data", "\repoch 1/3  ")
        .containsPattern(
            "\repoch 3/3  █+  100%  (\\d+)/\\1  loss .*  validation .* rows/s  0:00 left")
        .doesNotContain("\u001b[3");
    assertThat(screen.lines())
        .filteredOn(line -> !line.isEmpty())
        .allSatisfy(line -> assertThat(line).matches(WORDS))
        .noneMatch(line -> line.startsWith("epoch"));
    assertThat(out.toString())
        .containsPattern(
            "trained  3 epochs.*\\Rbest  epoch \\d, validation loss .*\\Rvalidation  .*\\R"
                + "model  .*\\Ruse  lockstep predict .*/model DATA --output DIR\\Rdigest  ");
  }

  @Test
  void theBarIsGreenIfColoursAreEnabled() {
    Screen screen = onTerminal(true, new StringWriter(), command(good()));

    assertThat(screen.written()).containsPattern("\u001b\\[32m█+\u001b\\[39m");
  }

  @Test
  void aWarningStandsAboveTheBar() {
    Screen screen =
        onTerminal(false, new StringWriter(), command(good().withColumn("dose", lit(1.0))));

    assertThat(screen.lines()).anyMatch(line -> line.matches("warning: .*dose.*"));
  }

  @Test
  void logLinesAppearAboveTheBar() {
    String[] command = command(good(), "--log-level", "error");

    Screen screen = onTerminal(false, new StringWriter(), command);

    assertThat(screen.written()).doesNotContain("\r");
    assertThat(screen.lines()).filteredOn(line -> line.startsWith("epoch  ")).hasSize(3);
  }

  @Test
  void aQuietRunPrintsItsResultOnly() {
    StringWriter out = new StringWriter();

    Screen screen = onTerminal(false, out, command(good(), "--quiet"));

    assertThat(screen.written()).isEmpty();
    assertThat(out.toString().lines().map(line -> line.split("  ")[0]))
        .containsExactly("trained", "best", "validation", "model", "use", "digest");
  }

  @Test
  void aQuietRunStillWarns() {
    Run run = Run.lockstep(command(good().withColumn("dose", lit(1.0)), "--quiet", "--json"));

    assertThat(run.json().get("digest").asText()).isNotEmpty();
    assertThat(run.err().lines())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).startsWith("warning: "));
  }

  @Test
  void aLongEpochReportsItsProgress() {
    SettingsFile settings = SettingsFile.read(bench.settings().toString(), settings());
    StringWriter written = new StringWriter();
    long[] now = {0};
    ProgressLog log =
        new ProgressLog(
            new PrintWriter(written), OptionalLong.empty(), () -> now[0] += 3_000_000_000L);

    new Trainer(SharedSpark.session(), settings.run(), log).train();

    // 7 iterations an epoch of 3 s each, and 3 s for its end
    assertThat(written.toString().lines())
        .element(0)
        .asString()
        .matches("iteration  4/14  epoch 1/2  loss \\d\\.\\d+  10 rows/s  0:30 left");
    assertThat(written.toString().lines().map(line -> line.split("  ")[0]))
        .containsExactly("iteration", "epoch", "iteration", "epoch");
  }

  private List<String> settings() {
    return List.of(
        "data.train=" + bench.write("good.parquet", good()),
        "training.epochs=2",
        "training.checkpoint.every-epochs=null",
        "output=" + bench.path("model"));
  }
}
