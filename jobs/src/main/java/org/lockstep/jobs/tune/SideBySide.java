package org.lockstep.jobs.tune;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.lockstep.training.Trainer;

/**
 * Runs trainings at the same time, each in a pool of its own of Spark's fair scheduler, so that one
 * with many tasks does not hold up the others. Their resident stages share the task slots; one that
 * finds none left runs a job for each iteration, to the same bits.
 */
final class SideBySide {
  private static final String POOL = "spark.scheduler.pool";

  private final SparkContext spark;
  private final int width;
  private final Set<Trainer> running = ConcurrentHashMap.newKeySet();
  private volatile boolean isToStop;

  /**
   * Creates it.
   *
   * @param width trainings at the same time; 1 for one after the other on the caller's thread
   */
  SideBySide(SparkContext spark, int width) {
    this.spark = spark;
    this.width = width;
  }

  /**
   * Runs work to its end. After a failure the work that has begun is stopped, and the rest is not
   * begun.
   *
   * @throws RuntimeException the failure of the first work in the list that failed of itself
   */
  void runAll(List<Runnable> work) {
    if (width == 1 || work.size() == 1) {
      work.forEach(Runnable::run);
      return;
    }
    AtomicInteger threads = new AtomicInteger();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.min(width, work.size()),
            its -> new Thread(its, "lockstep-trial-" + threads.incrementAndGet()));
    Failures failures = new Failures();
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < work.size(); i++) {
        int place = i;
        all.add(pool.submit(() -> run(work.get(place), failures)));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      requestStop();
      throw new IllegalStateException("interrupted while trials were training", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // run catches all of them
    } finally {
      pool.shutdown();
    }
    failures.rethrow();
  }

  private void run(Runnable work, Failures failures) {
    if (isToStop && failures.hasSome()) {
      return;
    }
    spark.setLocalProperty(POOL, Thread.currentThread().getName());
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      failures.add(e);
      requestStop();
    } finally {
      spark.setLocalProperty(POOL, null);
    }
  }

  /** The failures of several threads; the first in time is the cause of the others. */
  private static final class Failures {
    private final List<Throwable> all = new ArrayList<>();

    synchronized void add(Throwable failure) {
      all.add(failure);
    }

    synchronized boolean hasSome() {
      return !all.isEmpty();
    }

    synchronized void rethrow() {
      if (all.isEmpty()) {
        return;
      }
      Throwable first = all.get(0);
      if (first instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) first;
    }
  }

  /** A training that begins, which is stopped with the others. */
  void begin(Trainer trainer) {
    running.add(trainer);
    if (isToStop) { // the stop came between two trials
      trainer.requestStop();
    }
  }

  /** A training that has ended. */
  void end(Trainer trainer) {
    running.remove(trainer);
  }

  /** Stops all trainings after their current iteration. Thread-safe. */
  void requestStop() {
    isToStop = true;
    running.forEach(Trainer::requestStop);
  }

  /** Whether a stop was requested. */
  boolean isToStop() {
    return isToStop;
  }
}
