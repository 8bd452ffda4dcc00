package org.lockstep.training;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.lockstep.data.table.JavaBytes;
import org.lockstep.data.table.JobDescription;
import org.lockstep.model.Digest;
import org.lockstep.network.KernelProbe;

/** Asks every executor what its bits depend on. */
public final class ClusterSurvey {
  private static final int ROUNDS = 20;
  private static final long TASK_MILLIS = 200;

  private ClusterSurvey() {}

  /**
   * What an executor has.
   *
   * @param id Spark's name for it
   * @param host where it runs
   * @param java version of its JVM
   * @param heapBytes memory of its JVM at most
   * @param processor name of its processor
   * @param blas the BLAS library, and the kernel that it chose
   * @param productDigest of a matrix product that is the same everywhere
   */
  public record Executor(
      String id,
      String host,
      String java,
      long heapBytes,
      String processor,
      String blas,
      String productDigest)
      implements Serializable {
    static Executor here() {
      SparkEnv env = SparkEnv.get();
      return new Executor(
          env.executorId(),
          env.blockManager().blockManagerId().host(),
          Runtime.version().toString(),
          Runtime.getRuntime().maxMemory(),
          Machine.processor(),
          Machine.blas(),
          Digest.of(KernelProbe.product()));
    }
  }

  /** All executors that take a task within some seconds, by their names. */
  public static List<Executor> executors(JavaSparkContext spark) {
    int there =
        Math.max(1, spark.sc().getExecutorMemoryStatus().size() - (spark.isLocal() ? 0 : 1));
    int slots = Math.max(there, spark.defaultParallelism());
    List<Integer> tasks = IntStream.range(0, slots).boxed().toList();
    Map<String, Executor> seen = new TreeMap<>();
    for (int round = 0; round < ROUNDS && seen.size() < there; round++) {
      JobDescription.during(
              spark.sc(),
              "surveying the executors",
              () ->
                  spark
                      .parallelize(tasks, slots)
                      .mapPartitions(
                          numbers -> {
                            Thread.sleep(TASK_MILLIS); // or one executor would take them all
                            return List.of(JavaBytes.of(Executor.here())).iterator();
                          })
                      .collect())
          .forEach(
              bytes -> {
                Executor executor = JavaBytes.read(bytes, Executor.class);
                seen.put(executor.id(), executor);
              });
    }
    return new ArrayList<>(seen.values());
  }
}
