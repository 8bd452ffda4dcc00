package org.lockstep.training.exchange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.lockstep.settings.ExchangeKind;

/**
 * What an iteration is expected to move, and its messages to take, by each exchange that can run.
 *
 * @param measured parts that the times are computed from
 * @param exchanges the resident one first
 */
public record Estimates(MessageCosts measured, List<Estimate> exchanges) {
  /** The share of the resident exchange's time that another has to save to be taken. */
  private static final double WORTH = 0.3;

  /** Less is not worth a port of each executor, and not measured surely. */
  private static final double WORTH_SECONDS = 1e-3;

  private static final double MEGABYTE = 1e6;
  private static final double MILLIS = 1e3;

  /** Copies the list. */
  public Estimates {
    exchanges = List.copyOf(exchanges);
  }

  /**
   * Estimates each of some exchanges.
   *
   * @param hosts of the executors
   */
  static Estimates of(
      MessageCosts measured,
      List<ExchangeKind> kinds,
      Function<ExchangeKind, Traffic> traffic,
      MessageCosts.Hosts hosts) {
    List<Estimate> estimates = new ArrayList<>();
    for (ExchangeKind kind : kinds) {
      Traffic moved = traffic.apply(kind);
      estimates.add(new Estimate(kind, moved, measured.seconds(kind, moved, hosts)));
    }
    return new Estimates(measured, estimates);
  }

  /** Of one exchange. */
  public record Estimate(ExchangeKind kind, Traffic traffic, double seconds) {
    /** Such as {@code sharded 18.2 ms (0.94 MB, 1.88 MB between executors)}. */
    @Override
    public String toString() {
      String peers =
          traffic.peerBytes() == 0
              ? ""
              : ", %s between executors".formatted(megabytes(traffic.peerBytes()));
      return "%s %s (%s%s)"
          .formatted(kind.settingsName(), millis(seconds), megabytes(traffic.bytes()), peers);
    }
  }

  /**
   * The exchange to take: the cheapest one, or the first, which asks least of a cluster, where that
   * saves little.
   */
  public Estimate best() {
    Estimate first = exchanges.get(0);
    Estimate cheapest =
        exchanges.stream().min(Comparator.comparingDouble(Estimate::seconds)).orElse(first);
    double saved = first.seconds() - cheapest.seconds();
    return saved > Math.max(WORTH * first.seconds(), WORTH_SECONDS) ? cheapest : first;
  }

  /** All of them, what they are computed from, and which is taken, in a line. */
  public String line() {
    return "an iteration's messages: %s; an answer takes %s, a second moves %s; %s is taken"
        .formatted(
            exchanges.stream().map(Estimate::toString).collect(Collectors.joining(", ")),
            millis(2 * measured.link().latency()),
            megabytes(Math.round(Math.min(measured.link().up(), measured.link().down()))),
            best().kind().settingsName());
  }

  private static String millis(double seconds) {
    double millis = seconds * MILLIS;
    int decimals = millis < 1 ? 2 : millis < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%,." + decimals + "f ms", millis);
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,.2f MB", bytes / MEGABYTE);
  }
}
