package org.lockstep.training.check;

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
import org.lockstep.training.Machine;

/**
 * Collects Java, processor, BLAS library and the digest of a matrix product from every executor.
 */
public final class ClusterSurvey {
  private static final int ROUNDS = 20;
  private static final long TASK_MILLIS = 200;

  private ClusterSurvey() {}

  /**
   * An executor.
   *
   * @param id its id in Spark
   * @param host its host name
   * @param jvm its Java
   * @param arithmetic its floating-point arithmetic
   */
  public record Executor(String id, String host, Jvm jvm, Arithmetic arithmetic)
      implements Serializable {
    static Executor here() {
      SparkEnv env = SparkEnv.get();
      return new Executor(
          env.executorId(),
          env.blockManager().blockManagerId().host(),
          new Jvm(Runtime.version().toString(), Runtime.getRuntime().maxMemory()),
          new Arithmetic(Machine.processor(), Machine.blas(), Digest.of(KernelProbe.product())));
    }
  }

  /**
   * A JVM.
   *
   * @param version of Java
   * @param heapBytes largest heap
   */
  public record Jvm(String version, long heapBytes) implements Serializable {}

  /**
   * What determines the bits of matrix products on an executor.
   *
   * @param processor its name
   * @param blas the BLAS library and the kernel that it chose
   * @param productDigest of a fixed matrix product
   */
  public record Arithmetic(String processor, String blas, String productDigest)
      implements Serializable {}

  /** All executors that run a task within some seconds, ordered by id. */
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
                            Thread.sleep(TASK_MILLIS); // otherwise one executor runs them all
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
