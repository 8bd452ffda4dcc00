package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Installation.ROOT;
import static org.lockstep.jobs.Installation.SPARK_HOME;
import static org.lockstep.jobs.Installation.data;
import static org.lockstep.jobs.Installation.lockstep;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The runs of {@link FaultsIT} and {@link ExecutorFaultsIT}, each a process.
 *
 * <p>The system property {@code lockstep.faults} says how many times each test strikes; without it
 * once, and those that take longest are left out. scripts/test-faults sets it.
 */
final class FaultRuns {
  static final int STRIKES = Integer.getInteger("lockstep.faults", 1);
  static final Duration TRAINING = Duration.ofMinutes(5);
  private static final String EPOCHS = "training.epochs=" + Math.min(30 * STRIKES, 200);

  private final Path folder;

  /** Creates them; they write to that folder. */
  FaultRuns(Path folder) {
    this.folder = folder;
  }

  /** The digest of a run that nothing happens to. */
  String undisturbed() throws IOException, InterruptedException {
    Path run = folder.resolve("undisturbed");
    finish("undisturbed", train(run, "spark.master=local[2]"));
    return digest(run);
  }

  /** The command that trains on the digits. */
  List<String> train(Path run, String... settings) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("train", ROOT.resolve("conf/digits.conf").toString()));
    List<String> all = new ArrayList<>(List.of(EPOCHS));
    all.addAll(Arrays.asList(settings));
    all.add("data.train=" + data("digits-train"));
    all.add("data.validation=" + data("digits-test"));
    all.add("training.checkpoint.every-iterations=40");
    all.add("output=" + run);
    all.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return lockstep(arguments);
  }

  JavaProcess start(String name, List<String> command) throws IOException {
    return JavaProcess.start(
        name, folder, StandaloneCluster.environment(SPARK_HOME, folder), command);
  }

  void finish(String name, List<String> command) throws IOException, InterruptedException {
    try (JavaProcess process = start(name, command)) {
      assertThat(process.await(TRAINING)).as("%s", process).isZero();
    }
  }

  static String digest(Path run) throws IOException {
    return new ObjectMapper()
        .readTree(run.resolve("manifest.json").toFile())
        .get("digest")
        .asText();
  }
}
