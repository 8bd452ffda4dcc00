package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.IterationResult;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;

/**
 * Long runs take no more memory than short ones. The system property {@code lockstep.soak} says how
 * many iterations; scripts/test-faults sets it.
 */
@Tag("spark")
class SoakTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final int ITERATIONS = Integer.getInteger("lockstep.soak", 1500);
  private static final int PER_EPOCH = 6;
  private static final long MEBIBYTE = 1 << 20;

  @TempDir private static Path folder;

  /** Memory that is still held after a collection, and that of the process, by the quarter. */
  private static final class Memory implements TrainingListener {
    private final long every;
    private final List<Long> heap = new ArrayList<>();
    private final List<Long> process = new ArrayList<>();

    Memory(long every) {
      this.every = every;
    }

    @Override
    public void iterationDone(IterationResult result) {
      if (result.iteration() % every == 0) {
        System.gc();
        heap.add(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEBIBYTE);
        process.add(residentMebibytes());
      }
    }

    private static long residentMebibytes() {
      try {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
            .findFirst()
            .orElse(0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ExchangeKind.class,
      names = {"RESIDENT", "JOB"})
  void theMemoryOfALongRunDoesNotGrow(ExchangeKind kind) {
    String table = folder.resolve("table-" + kind).toString();
    Blobs.table(SPARK, 300).write().parquet(table);
    // A job an iteration takes ten times as long.
    int epochs = ITERATIONS / PER_EPOCH / (kind == ExchangeKind.JOB ? 10 : 1);
    Runs runs = Runs.classification(table).withPartitions(2).withExchange(kind).withEpochs(epochs);
    Memory memory = new Memory((long) epochs * PER_EPOCH / 4);

    new Trainer(SPARK, runs.to(folder.resolve("run-" + kind).toString()), memory).train();

    assertThat(memory.heap).as("MiB of heap").hasSize(4);
    // The first half is warm-up: the JVM compiles, and takes the heap that it works in.
    assertThat(memory.heap.get(3)).isLessThanOrEqualTo(memory.heap.get(1) + 16);
    if (Integer.getInteger("lockstep.soak") != null) {
      // In the JVM of all tests, what the heap has taken for others comes and goes.
      assertThat(memory.process.get(3))
          .as("MiB of the process, %s", memory.process)
          .isLessThanOrEqualTo(memory.process.get(1) + 100);
    }
    assertThat(SPARK.sparkContext().getPersistentRDDs().isEmpty()).isTrue();
    assertThat(SPARK.sparkContext().statusStore().jobsList(null).size())
        .isLessThanOrEqualTo(SPARK.sparkContext().conf().getInt("spark.ui.retainedJobs", 1000));
  }
}
