package org.lockstep.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;
import org.lockstep.spark.ExecutorList.Executor;

/**
 * The executor that each of a number of partitions is to be computed on: neighbours on the same
 * one, in proportion to its slots. Without this Spark deals neighbours out to different executors.
 *
 * <p>A partition keeps its executor, so that what is cached for it is there, until that is lost;
 * then it gets a free slot of another. Spark waits for the executor as long as {@code
 * spark.locality.wait} says and then takes any.
 */
public final class PartitionHomes {
  private static final Map<SparkContext, Map<Integer, @Nullable String[]>> ALL =
      new WeakHashMap<>();

  private PartitionHomes() {}

  /**
   * The executors of the partitions, in their order; null where any will do, which is everywhere if
   * there are fewer slots than partitions, if executors come and go, or if there is one JVM.
   */
  public static List<@Nullable Executor> of(SparkContext spark, int partitions) {
    List<Executor> executors = ExecutorList.of(spark);
    if (executors.isEmpty() || spark.conf().getBoolean("spark.dynamicAllocation.enabled", false)) {
      return Collections.nCopies(partitions, null);
    }
    Map<String, Executor> byId =
        executors.stream().collect(Collectors.toMap(Executor::id, executor -> executor));
    List<@Nullable Executor> homes = new ArrayList<>();
    synchronized (ALL) {
      @Nullable String[] ids =
          ALL.computeIfAbsent(spark, context -> new HashMap<>())
              .computeIfAbsent(partitions, count -> new String[count]);
      assign(ids, executors);
      for (String id : ids) {
        homes.add(id == null ? null : byId.get(id));
      }
    }
    return homes;
  }

  /**
   * Numbers of neighbouring partitions that are on one executor, in their order; 1 each where that
   * is not known, or the driver's JVM is the only one.
   */
  public static List<Integer> groups(SparkContext spark, int partitions) {
    List<Integer> groups = new ArrayList<>();
    Executor last = null;
    for (Executor home : of(spark, partitions)) {
      if (home != null && home.equals(last)) {
        groups.set(groups.size() - 1, groups.get(groups.size() - 1) + 1);
      } else {
        groups.add(1);
      }
      last = home;
    }
    return groups;
  }

  /** The form in which an RDD tells Spark that it prefers an executor. */
  public static List<String> preferred(SparkContext spark, int partitions, int partition) {
    Executor home = of(spark, partitions).get(partition);
    return home == null ? List.of() : location(home);
  }

  /** The form in which an RDD tells Spark that a partition is for that executor. */
  public static List<String> location(Executor executor) {
    return executor.host().contains("_") // where Spark would cut it
        ? List.of()
        : List.of("executor_%s_%s".formatted(executor.host(), executor.id()));
  }

  /**
   * Gives executors to the partitions that have none, or whose executor is lost.
   *
   * @param homes ids of their executors; null if it has none
   */
  static void assign(@Nullable String[] homes, List<Executor> executors) {
    Map<String, Integer> free = new HashMap<>();
    executors.forEach(executor -> free.put(executor.id(), executor.slots()));
    for (int p = 0; p < homes.length; p++) {
      String home = homes[p];
      if (home != null && !free.containsKey(home)) {
        homes[p] = null;
      } else if (home != null) {
        free.merge(home, -1, Integer::sum);
      }
    }
    int slots = executors.stream().mapToInt(Executor::slots).sum();
    if (Arrays.stream(homes).allMatch(Objects::isNull)) {
      if (slots >= homes.length) {
        divide(homes, executors, slots);
      }
      return;
    }
    for (int p = 0; p < homes.length; p++) {
      if (homes[p] == null) {
        String before = p == 0 ? null : homes[p - 1];
        String home = before != null && free.getOrDefault(before, 0) > 0 ? before : freest(free);
        if (home != null) {
          homes[p] = home;
          free.merge(home, -1, Integer::sum);
        }
      }
    }
  }

  private static void divide(@Nullable String[] homes, List<Executor> executors, int slots) {
    int p = 0;
    long before = 0;
    for (Executor executor : executors) {
      before += executor.slots();
      for (; p < homes.length * before / slots; p++) {
        homes[p] = executor.id();
      }
    }
  }

  private static @Nullable String freest(Map<String, Integer> free) {
    return free.entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .max(
            Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse(null);
  }
}
