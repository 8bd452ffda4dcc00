package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.listener.HistoryFiles;
import org.lockstep.listener.HistoryRow;

/** Two processes that use the same run folder, with real processes and signals. */
@Timeout(300)
@Tag("spark")
class TwoAtOnceTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int ITERATIONS_AN_EPOCH = 7;

  @TempDir private Path folder;
  private Workbench bench;
  private Path run;

  @BeforeEach
  void writeTable() throws IOException {
    bench = new Workbench(folder);
    bench.write("good.parquet", good());
    bench.settings();
    run = folder.resolve("run");
  }

  /** A training in a separate process, by default without an end. */
  private JavaProcess train(String name, String... settings) {
    List<String> command = new ArrayList<>(JavaProcess.options());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("train", "run.conf"));
    List<String> all =
        new ArrayList<>(
            List.of(
                "data.train=" + folder.resolve("good.parquet"),
                "training.epochs=1000000",
                "training.checkpoint.every-iterations=20",
                "spark.master=local[1]",
                "output=" + run));
    all.addAll(List.of(settings));
    all.forEach(setting -> command.addAll(List.of("--set", setting)));
    return JavaProcess.start(name, folder, Map.of(), command);
  }

  private void awaitCheckpoint() throws InterruptedException, IOException {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (names("checkpoints").stream().noneMatch(name -> name.startsWith("iteration-"))) {
      assertThat(System.nanoTime()).as("a checkpoint is written").isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  private TreeSet<String> names(String inside) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    if (Files.isDirectory(run.resolve(inside))) {
      try (Stream<Path> files = Files.list(run.resolve(inside))) {
        files.forEach(file -> names.add(file.getFileName().toString()));
      }
    }
    return names;
  }

  private List<HistoryRow> history() {
    return HistoryFiles.read(new Configuration(), run.toString());
  }

  @Test
  void aLiveRunKeepsItsLockIfAnotherProcessTakesItForDead() throws Exception {
    try (JavaProcess alive = train("alive")) {
      awaitCheckpoint();
      String holder = "run is in use by process " + alive.pid();

      Run.lockstep("resume", run.toString()).isOneLineThatNames(List.of(holder, "since"));
      Run.lockstep("resume", run.toString(), "--set", "training.epochs=9")
          .isOneLineThatNames(List.of(holder));
      bench
          .train(folder.resolve("good.parquet"), "output=" + run)
          .isOneLineThatNames(List.of(holder));
      bench
          .train(folder.resolve("good.parquet"), "output=" + run, "overwrite=true")
          .isOneLineThatNames(List.of(holder));
      assertThat(Run.lockstep("runs", folder.toString()).out()).containsPattern("run +running ");
      assertThat(Run.lockstep("report", run.toString()).status()).isZero();

      Files.createFile(run.resolve("stop"));
      assertThat(alive.await(LONG)).as("%s", alive).isEqualTo(3);
    }
    assertThat(history())
        .extracting(HistoryRow::iteration)
        .isNotEmpty()
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(Files.readString(run.resolve("metrics.jsonl"))).doesNotContain("\0");
    assertThat(names(".")).noneMatch(name -> name.contains("lock-"));
    assertThat(Run.lockstep("runs", folder.toString()).out()).containsPattern("run +unfinished ");
  }

  @Test
  void aKilledRunCanBeResumedImmediately() throws Exception {
    try (JavaProcess killed = train("killed")) {
      awaitCheckpoint();
      assertThat(killed.isAlive()).isTrue();
    } // kill -9
    assertThat(names(".")).filteredOn(name -> name.startsWith("lock-")).hasSize(1);
    assertThat(Run.lockstep("runs", folder.toString()).out()).containsPattern("run +unfinished ");
    String last =
        names("checkpoints").stream().filter(n -> n.contains("-0")).max(String::compareTo).get();
    long epochs = Long.parseLong(last.replaceAll("\\D", "")) / ITERATIONS_AN_EPOCH + 2;

    Run resumed = Run.lockstep("resume", run.toString(), "--set", "training.epochs=" + epochs);

    assertThat(resumed.status()).as("%s", resumed).isZero();
    assertThat(resumed.err()).doesNotContain("waiting");
    assertThat(names(".")).noneMatch(name -> name.startsWith("lock-"));
  }

  @Test
  void ofTwoRunsThatStartTogetherOnlyOneTrains() throws Exception {
    try (JavaProcess one = train("one", "training.epochs=300");
        JavaProcess two = train("two", "training.epochs=300")) {
      List<JavaProcess> both = List.of(one, two);
      List<Integer> ends = List.of(one.await(LONG), two.await(LONG));

      assertThat(ends).as("%s%s", one, two).containsExactlyInAnyOrder(0, 2);
      String refusal = both.get(ends.indexOf(2)).err();
      assertThat(refusal.lines()).hasSize(1);
      assertThat(refusal)
          .containsPattern(
              "lockstep: .*run (is in use by process \\d+|holds a run that is not finished)");
    }
    assertThat(history()).isNotEmpty();
    assertThat(names(".")).contains("manifest.json").noneMatch(name -> name.contains("lock-"));
  }
}
