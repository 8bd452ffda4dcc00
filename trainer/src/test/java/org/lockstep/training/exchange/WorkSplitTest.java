package org.lockstep.training.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkSplitTest {
  private static final int LENGTH = 1000;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64, 1500})
  void everyElementRunsOnceOnAnyNumberOfThreads(int parts) throws Exception {
    ExecutorService helpers = Executors.newFixedThreadPool(3);
    try {
      for (int round = 0; round < 200; round++) {
        AtomicIntegerArray done = new AtomicIntegerArray(LENGTH);
        WorkSplit work =
            new WorkSplit(
                LENGTH,
                (from, to) -> {
                  for (int i = from; i < to; i++) {
                    done.incrementAndGet(i);
                  }
                },
                parts);
        Future<?> first = helpers.submit(work::help);
        Future<?> second = helpers.submit(work::help);

        work.finish();

        for (int i = 0; i < LENGTH; i++) {
          assertThat(done.get(i)).as("element %d", i).isEqualTo(1);
        }
        first.get(10, TimeUnit.SECONDS);
        second.get(10, TimeUnit.SECONDS);
      }
    } finally {
      helpers.shutdownNow();
    }
  }

  @Test
  void runsWithoutHelpers() {
    int[] done = new int[1];

    new WorkSplit(LENGTH, (from, to) -> done[0] += to - from, 3).finish();

    assertThat(done[0]).isEqualTo(LENGTH);
  }

  @Test
  void aFailureOnAnyThreadIsThrownByTheDriver() {
    WorkSplit work =
        new WorkSplit(
            LENGTH,
            (from, to) -> {
              throw new IllegalStateException("no");
            },
            2);
    work.help();

    assertThatThrownBy(work::finish).isInstanceOf(IllegalStateException.class).hasMessage("no");
  }
}
