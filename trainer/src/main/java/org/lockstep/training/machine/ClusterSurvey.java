package org.lockstep.training.machine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.lockstep.data.table.JavaBytes;
import org.lockstep.data.table.JobDescription;
import org.lockstep.network.Kernel;
import org.lockstep.network.kernel.ChainedProducts;

/**
 * Collects Java, processor, BLAS library and the digest of a matrix product from every executor.
 */
public final class ClusterSurvey {
  private static final int ROUNDS = 20;
  private static final long TASK_MILLIS = 200;

  /** By application and kernel: trials of a search need not survey the same executors again. */
  private static final Map<List<String>, Optional<String>> WARNINGS = new ConcurrentHashMap<>();

  private ClusterSurvey() {}

  /**
   * An executor.
   *
   * @param id its id in Spark
   * @param host its host name
   * @param jvm its Java
   * @param arithmetic what determines its bits
   */
  public record Executor(String id, String host, Jvm jvm, Arithmetic arithmetic)
      implements Serializable {
    static Executor here(Set<Kernel> kernels) {
      SparkEnv env = SparkEnv.get();
      return new Executor(
          env.executorId(),
          env.blockManager().blockManagerId().host(),
          new Jvm(
              Runtime.version().toString(),
              Runtime.getRuntime().maxMemory(),
              ChainedProducts.hasVectorApi()),
          Arithmetic.here(kernels));
    }
  }

  /**
   * A JVM.
   *
   * @param version of Java
   * @param heapBytes largest heap
   * @param hasVectorApi whether the portable kernel can use the Vector API there
   */
  public record Jvm(String version, long heapBytes, boolean hasVectorApi) implements Serializable {}

  /** What a task does that describes its executor. */
  private interface Look extends Serializable {
    Executor here();
  }

  /** Whether a kernel computes the same bits on all executors. */
  public static boolean agree(List<Executor> executors, Kernel kernel) {
    return executors.stream().map(e -> e.arithmetic().digest(kernel)).distinct().count() <= 1;
  }

  /**
   * Starts to prepare the kernel of a run in every JVM that computes by it: this one, or an
   * application's executors, which are surveyed once.
   *
   * @return a warning if the kernel computes other bits on some executors than on others, or than
   *     in the driver, or if the portable one lacks the Vector API somewhere
   */
  public static Optional<String> prepare(JavaSparkContext spark, Kernel kernel) {
    if (spark.isLocal()) {
      kernel.startPreparing();
      return kernel == Kernel.PORTABLE && !ChainedProducts.hasVectorApi()
          ? Optional.of(withoutVectorApi("this JVM"))
          : Optional.empty();
    }
    return WARNINGS.computeIfAbsent(
        List.of(spark.sc().applicationId(), kernel.settingsName()),
        unknown ->
            kernel == Kernel.PORTABLE
                ? slowExecutor(prepared(spark, kernel))
                : disagreement(executors(spark, Set.of(kernel)), kernel));
  }

  private static Optional<String> slowExecutor(List<Executor> executors) {
    return executors.stream()
        .filter(executor -> !executor.jvm().hasVectorApi())
        .findFirst()
        .map(e -> withoutVectorApi("executor %s on %s".formatted(e.id(), e.host())));
  }

  private static String withoutVectorApi(String jvm) {
    return "training.kernel is portable, but %s has no Vector API: plain loops compute the same"
            .formatted(jvm)
        + " bits more slowly; start it with "
        + ChainedProducts.JVM_OPTION;
  }

  private static Optional<String> disagreement(List<Executor> executors, Kernel kernel) {
    Map<String, String> kinds = new LinkedHashMap<>();
    Arithmetic driver = Arithmetic.here(Set.of(kernel));
    kinds.put(driver.digest(kernel), "driver: " + describe(driver));
    for (Executor executor : executors) {
      Arithmetic its = executor.arithmetic();
      kinds.putIfAbsent(
          its.digest(kernel),
          "executor %s on %s: %s".formatted(executor.id(), executor.host(), describe(its)));
    }
    return kinds.size() < 2
        ? Optional.empty()
        : Optional.of(
            "training.kernel = %s computes other bits on other processors (%s), so this model is"
                    .formatted(kernel.settingsName(), String.join("; ", kinds.values()))
                + " the same on this cluster alone; training.kernel = portable has the same bits"
                + " everywhere");
  }

  private static String describe(Arithmetic arithmetic) {
    return "%s, %s".formatted(arithmetic.processor(), arithmetic.blas());
  }

  /**
   * All executors that run a task within some seconds, ordered by id.
   *
   * @param kernels by which each computes the product
   */
  public static List<Executor> executors(JavaSparkContext spark, Set<Kernel> kernels) {
    return executors(spark, () -> Executor.here(kernels));
  }

  /** All executors, each of which has started to prepare the kernel. */
  private static List<Executor> prepared(JavaSparkContext spark, Kernel kernel) {
    return executors(
        spark,
        () -> {
          kernel.startPreparing();
          return Executor.here(Set.of());
        });
  }

  private static List<Executor> executors(JavaSparkContext spark, Look look) {
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
                            return List.of(JavaBytes.of(look.here())).iterator();
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
