package org.lockstep.training.exchange;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.spark.ExecutorList.Executor;

/**
 * What the messages of an iteration take by each exchange, from measured parts: the one home of
 * this model. It leaves out what is the same for all exchanges, the arithmetic of the lanes and the
 * step.
 *
 * <p>With N executors, α, B and c of {@link Link} (c a message), A the bytes of vectors that a JVM
 * encodes, decodes or adds in a second, and v the bytes of θ:
 *
 * <pre>
 *   resident   2 (α + c N) + down/B_down + up/B_up + (up + 2 v)/A
 *   sharded    3 α + c (3 N - 1) + peers/B_up + 3 v/A
 *   job        an empty job + v/B_down + up/B_up + (up + 2 v)/A
 * </pre>
 *
 * <p>Down and up are the bytes of {@link Traffic} through the driver's link. Peers are the bytes
 * that leave the host with the most executors, to other executors and to the driver; on one host
 * all messages share the processor and the memory, so that they are the bytes of all executors. The
 * executors pass the broadcast of a job on to each other, so that about one vector comes from the
 * driver.
 *
 * @param link between the driver and an executor, and between two executors
 * @param job seconds of a job that computes nothing
 * @param vectors A, bytes a second
 */
public record MessageCosts(Link link, double job, double vectors) {
  /** Vectors that are encoded and decoded one after the other, beside those that are added. */
  private static final int CODED = 2;

  /**
   * Seconds of an iteration's messages.
   *
   * @param traffic of that exchange
   * @param hosts of the executors
   */
  public double seconds(ExchangeKind kind, Traffic traffic, Hosts hosts) {
    return switch (kind) {
      case JOB -> job + vector(traffic) / link.down() + collected(traffic);
      case SHARDED -> sharded(traffic, hosts);
      case RESIDENT, AUTO ->
          2 * all(traffic) + traffic.parameterBytes() / link.down() + collected(traffic);
    };
  }

  private double sharded(Traffic traffic, Hosts hosts) {
    int executors = traffic.executors();
    double sent =
        hosts.shareAmongPeers(executors) * traffic.peerBytes()
            + hosts.shareToDriver(executors) * traffic.gradientBytes();
    double amongPeers = executors == 1 ? 0 : link.latency() + link.message() * (executors - 1);
    return 2 * all(traffic)
        + amongPeers
        + sent / link.up()
        + (CODED + 1) * traffic.gradientBytes() / vectors;
  }

  /** A message to, or from, all executors. */
  private double all(Traffic traffic) {
    return link.latency() + link.message() * traffic.executors();
  }

  /** The sums on their way to the driver, and their addition there. */
  private double collected(Traffic traffic) {
    return traffic.gradientBytes() / link.up()
        + (traffic.gradientBytes() + CODED * vector(traffic)) / vectors;
  }

  private static double vector(Traffic traffic) {
    return (double) traffic.parameterBytes() / Math.max(1, traffic.executors());
  }

  /**
   * The hosts of the executors.
   *
   * @param most executors of one of them
   * @param isOne whether there is no other host; that of the driver may be one
   */
  public record Hosts(int most, boolean isOne) {
    /** As many hosts as executors. */
    public static final Hosts OF_THEIR_OWN = new Hosts(1, false);

    /** Those of a cluster's executors. */
    static Hosts of(List<Executor> executors) {
      Map<String, Long> counts =
          executors.stream().collect(Collectors.groupingBy(Executor::host, Collectors.counting()));
      long most = counts.values().stream().mapToLong(Long::longValue).max().orElse(1);
      return new Hosts((int) most, counts.size() == 1);
    }

    /** The share of the bytes between executors that the busiest host sends to others. */
    double shareAmongPeers(int executors) {
      if (executors == 1) {
        return 0;
      }
      return isOne ? 1 : (double) most * (executors - most) / executors / (executors - 1);
    }

    /** The share of the bytes to the driver that the busiest host sends. */
    double shareToDriver(int executors) {
      return isOne ? 1 : (double) most / executors;
    }
  }
}
