package org.lockstep.jobs.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lockstep.training.IterationResult;
import org.lockstep.training.TrainingListener;

/**
 * Measures a run whose links become slower as it goes on: after a warm-up without a limit, some
 * iterations at each bandwidth, with the bytes that each host moves in them.
 */
final class RateSteps implements TrainingListener {
  /** Iterations at a new bandwidth that do not count. */
  static final int SETTLING = 2;

  private final VirtualHosts hosts;
  private final List<String> rates;
  private final Length length;
  private final List<Map<String, Object>> measured = new ArrayList<>();
  private final List<Double> millis = new ArrayList<>();
  private final List<Double> computeMillis = new ArrayList<>();
  private List<VirtualHosts.Bytes> before = List.of();
  private long began;
  private int done;

  /**
   * How many iterations.
   *
   * @param warmUp before the first limit
   * @param most that count at a bandwidth
   * @param least the same where they take longer than the budget
   * @param budgetSeconds of a bandwidth
   */
  record Length(int warmUp, int most, int least, double budgetSeconds) {
    /** Iterations of a whole run. */
    int all(int rates) {
      return warmUp + rates * (SETTLING + most);
    }
  }

  RateSteps(VirtualHosts hosts, List<String> rates, Length length) {
    this.hosts = hosts;
    this.rates = rates;
    this.length = length;
  }

  @Override
  public void iterationDone(IterationResult result) {
    done++;
    int counted = done - length.warmUp() - SETTLING;
    if (done == length.warmUp()) {
      hosts.rate(rates.get(measured.size()));
    } else if (counted == 0) {
      before = hosts.bytes();
      began = System.nanoTime();
    } else if (counted > 0) {
      millis.add(result.nanos() * 1e-6);
      computeMillis.add(result.timing().computeNanos() * 1e-6);
      double seconds = (System.nanoTime() - began) * 1e-9;
      if (counted == length.most()
          || counted >= length.least() && seconds > length.budgetSeconds()) {
        measured.add(figures(hosts.bytes(), counted));
        millis.clear();
        computeMillis.clear();
        done = length.warmUp();
        hosts.rate(wantsToEnd() ? VirtualHosts.NO_LIMIT : rates.get(measured.size()));
      }
    }
  }

  private Map<String, Object> figures(List<VirtualHosts.Bytes> after, int iterations) {
    List<Double> received = new ArrayList<>();
    List<Double> sent = new ArrayList<>();
    for (int host = 0; host < after.size(); host++) {
      received.add(
          (double) (after.get(host).received() - before.get(host).received()) / iterations);
      sent.add((double) (after.get(host).sent() - before.get(host).sent()) / iterations);
    }
    Map<String, Object> figures = new TreeMap<>();
    figures.put("rate", rates.get(measured.size()));
    figures.put("millis", List.copyOf(millis));
    figures.put("computeMillis", List.copyOf(computeMillis));
    figures.put("received", received);
    figures.put("sent", sent);
    return figures;
  }

  @Override
  public boolean wantsToEnd() {
    return measured.size() == rates.size();
  }

  /**
   * The figures of each bandwidth.
   *
   * @throws IllegalStateException if the run has ended before the last
   */
  List<Map<String, Object>> measured() {
    if (!wantsToEnd()) {
      throw new IllegalStateException("the run ended before its last iteration was measured");
    }
    return measured;
  }
}
