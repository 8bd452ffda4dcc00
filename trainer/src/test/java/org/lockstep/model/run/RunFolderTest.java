package org.lockstep.model.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.UserException;
import org.lockstep.model.lock.Locks;

class RunFolderTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir private Path folder;
  private Path output;

  @BeforeEach
  void nameTheOutput() {
    output = folder.resolve("run");
  }

  private RunFolder begin(String settings) {
    return RunFolder.begin(HADOOP, output.toString(), true, List.of(), settings);
  }

  private void file(String name, String content) throws IOException {
    Path file = output.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  /** A run with all that a run has. */
  private void run(String name, String settings) throws IOException {
    file(settings, name);
    file("metrics.jsonl", name + " rows");
    file("metrics.csv", name + " table");
    file("checkpoints/iteration-000000000001.safetensors", name + " checkpoint");
  }

  /** The files and their contents. */
  private Map<String, String> listing() throws IOException {
    Map<String, String> listing = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(output)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        listing.put(output.relativize(path).toString(), Files.readString(path));
      }
    }
    return listing;
  }

  @ParameterizedTest
  @ValueSource(strings = {"settings.conf", "unfinished.conf"})
  void aRunThatFailsBeforeItsFirstCheckpointRestoresTheReplacedRun(String settings)
      throws IOException {
    run("first", settings);
    file("manifest.json", "first model");
    Map<String, String> before = listing();

    try (RunFolder second = begin("second")) {
      assertThat(withoutLock(listing())).as("until it starts").isEqualTo(before);
      second.start();
      assertThat(second.isFinished()).isFalse();
      assertThat(output.resolve("metrics.jsonl")).doesNotExist();
      assertThat(output.resolve("metrics.csv")).doesNotExist();
      assertThat(output.resolve("checkpoints")).doesNotExist();
      file("metrics.jsonl", "second rows");
    }

    assertThat(listing()).isEqualTo(before);
    assertThat(output.resolve("replaced")).doesNotExist();
  }

  @Test
  void theReplacedRunIsDeletedOnceTheNewRunCanBeResumed() throws IOException {
    run("first", "unfinished.conf");

    try (RunFolder second = begin("second")) {
      second.start();
      run("second", "unfinished.conf");
      second.keep();
    }

    assertThat(output.resolve("replaced")).doesNotExist();
    assertThat(listing().values()).allMatch(content -> content.startsWith("second"));
  }

  @Test
  void theRunReplacedByAKilledRunIsRestoredWhenTheNextRunFails() throws IOException {
    run("first", "settings.conf");
    file("manifest.json", "first model");
    Map<String, String> before = listing();
    RunFolder killed = begin("killed");
    killed.start();
    file("metrics.jsonl", "killed rows");
    Locks.abandon(output);

    RunFolder third = begin("third");
    third.start();
    third.close();

    assertThat(listing()).isEqualTo(before);
  }

  @Test
  void theSettingsReplacedByAKilledRunAreRestored() throws IOException {
    run("first", "unfinished.conf");
    Map<String, String> before = listing();
    begin("killed").start();
    assertThat(output.resolve("unfinished.conf")).hasContent("killed");
    Locks.abandon(output);

    try (RunFolder third = begin("third")) {
      third.start();
      assertThat(output.resolve("unfinished.conf")).hasContent("third");
    }

    assertThat(listing()).isEqualTo(before);
  }

  @Test
  void aFailedRunDeletesOnlyItsOwnFiles() throws IOException {
    try (RunFolder run = begin("new")) {
      run.start();
      run("new", "unfinished.conf");
      file("notes.txt", "by somebody who watches");
    }

    assertThat(listing()).containsOnlyKeys("notes.txt");
  }

  private static Map<String, String> withoutLock(Map<String, String> listing) {
    listing.keySet().removeIf(name -> name.startsWith("lock-"));
    return listing;
  }

  @Test
  void theRunsOfAFolderAreThoseWithSettings() throws IOException {
    run("finished", "b/settings.conf");
    file("a/unfinished.conf", "");
    file("c/thesis.tex", "the only copy");

    assertThat(RunFiles.foldersIn(HADOOP, output.toString())).containsExactly("a", "b");
    assertThat(RunFiles.foldersIn(HADOOP, output.resolve("c").toString())).isEmpty();
    assertThatThrownBy(() -> RunFiles.foldersIn(HADOOP, output + "/none"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "there is no folder %s/none (path of the runs); name the folder that holds the outputs"
                    .formatted(output)
                + " of lockstep train");
  }

  /** The clock does not distinguish them. */
  @RepeatedTest(10)
  void ofConcurrentRunsOnlyOneGetsTheFolder() throws Exception {
    int count = 4;
    CyclicBarrier barrier = new CyclicBarrier(count);
    ExecutorService threads = Executors.newFixedThreadPool(count);
    List<Future<RunFolder>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String settings = "settings " + i;
      all.add(
          threads.submit(
              () -> {
                barrier.await();
                return RunFolder.begin(HADOOP, output.toString(), false, List.of(), settings);
              }));
    }
    List<RunFolder> begun = new ArrayList<>();
    for (Future<RunFolder> each : all) {
      try {
        begun.add(each.get());
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(UserException.class);
        assertThat(e.getCause())
            .hasMessageMatching(".* (is in use by process|is not finished|exists already).*");
      }
    }
    threads.shutdown();

    assertThat(begun).hasSize(1);
    assertThat(withoutLock(listing())).containsOnlyKeys("unfinished.conf");
    begun.get(0).close();
    assertThat(folder).isEmptyDirectory();
  }
}
