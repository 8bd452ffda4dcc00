package org.lockstep.jobs.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.lockstep.training.IterationResult;
import org.lockstep.training.TrainingListener;

/** Pulls the cable of a host during a run, and records how long the run stalls and what it says. */
final class LinkFault implements TrainingListener {
  /** The iteration after which the link goes down. */
  private static final int AT = 40;

  private static final double STALL_MILLIS = 1000;

  /** From then on an iteration takes as long, so that the run outlasts the fault. */
  private static final long PACE_MILLIS = 100;

  private final VirtualHosts hosts;
  private final int host;
  private final String fault;
  private final List<Map<String, Object>> notices = new ArrayList<>();
  private long began;
  private double stalledMillis;
  private double waitedMillis;
  private double lastStallEnd;

  /**
   * Creates the listener of one run.
   *
   * @param host whose cable is pulled
   * @param fault as {@link #secondsDown} reads it
   */
  LinkFault(VirtualHosts hosts, int host, String fault) {
    this.hosts = hosts;
    this.host = host;
    this.fault = fault;
  }

  /** The seconds that a link is down, of {@code "5 s"}; empty for "none" and "for good". */
  static OptionalInt secondsDown(String fault) {
    return fault.endsWith(" s")
        ? OptionalInt.of(Integer.parseInt(fault.substring(0, fault.length() - 2)))
        : OptionalInt.empty();
  }

  @Override
  public void iterationDone(IterationResult result) {
    if (result.iteration() == AT && !fault.equals("none")) {
      began = System.nanoTime();
      hosts.link(host, false);
      secondsDown(fault)
          .ifPresent(
              seconds ->
                  CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS)
                      .execute(() -> hosts.link(host, true)));
      return;
    }
    if (began == 0) {
      return;
    }
    double millis = result.nanos() * 1e-6;
    if (millis > STALL_MILLIS) {
      stalledMillis += millis;
      waitedMillis += result.timing().waitNanos() * 1e-6;
      lastStallEnd = seconds();
    }
    pause(PACE_MILLIS);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Since the link went down. */
  private double seconds() {
    return (System.nanoTime() - began) * 1e-9;
  }

  @Override
  public void noticed(String notice) {
    if (began != 0) {
      notices.add(Map.of("after", seconds(), "text", notice));
    }
  }

  /** What it has recorded: seconds, and the lines that the run has written. */
  Map<String, Object> figures() {
    Map<String, Object> figures = new TreeMap<>();
    figures.put("fault", fault);
    figures.put("stalled", stalledMillis * 1e-3);
    figures.put("waited", waitedMillis * 1e-3);
    figures.put("lastStallEnd", lastStallEnd);
    figures.put("notices", notices);
    return figures;
  }
}
