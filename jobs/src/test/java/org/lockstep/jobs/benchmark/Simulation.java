package org.lockstep.jobs.benchmark;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.lockstep.data.lane.LaneRanges;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.training.exchange.Link;
import org.lockstep.training.exchange.MessageCosts;
import org.lockstep.training.exchange.MessageCosts.Hosts;
import org.lockstep.training.exchange.Traffic;

/**
 * The time of an iteration from its parts: the lanes of an executor, one after the other, the
 * messages by the model that {@code training.exchange = auto} decides by, and the step.
 *
 * @param parameters of the network
 * @param lane seconds of a lane
 * @param step seconds of the optimizer's step and all else that the driver does alone
 * @param messages what messages cost
 */
record Simulation(int parameters, Lane lane, double step, MessageCosts messages) {
  /** The exchanges that are compared. */
  static final List<ExchangeKind> EXCHANGES =
      List.of(ExchangeKind.RESIDENT, ExchangeKind.SHARDED, ExchangeKind.JOB);

  /**
   * Seconds of a lane's forward and backward pass, linear in its examples.
   *
   * @param fixed whatever its size
   * @param example for each example
   */
  record Lane(double fixed, double example) {
    /** Through two measurements. */
    static Lane through(int few, double secondsOfFew, int many, double secondsOfMany) {
      double example = (secondsOfMany - secondsOfFew) / (many - few);
      return new Lane(Math.max(0, secondsOfFew - few * example), example);
    }

    double seconds(double examples) {
      return fixed + example * examples;
    }
  }

  /** The same by links of another bandwidth, if that is less than what was measured. */
  Simulation at(double bytesPerSecond) {
    Link link = messages.link();
    return new Simulation(
        parameters,
        lane,
        step,
        new MessageCosts(
            new Link(
                link.latency(),
                link.message(),
                Math.min(link.up(), bytesPerSecond),
                Math.min(link.down(), bytesPerSecond)),
            messages.job(),
            messages.vectors()));
  }

  /** Seconds of the messages of an iteration. */
  double messages(ExchangeKind kind, int executors, LaneRanges ranges, Hosts hosts) {
    return messages.seconds(kind, Traffic.of(kind, parameters, ranges, executors), hosts);
  }

  /** The same for a lane an executor, each on a host of its own. */
  private double messages(ExchangeKind kind, int executors) {
    LaneRanges ranges = LaneRanges.of(executors, Collections.nCopies(executors, 1));
    return messages(kind, executors, ranges, Hosts.OF_THEIR_OWN);
  }

  /** Seconds of an iteration with a lane an executor, each on a host of its own. */
  double iteration(ExchangeKind kind, int executors, int batch) {
    return lane.seconds((double) batch / executors) + messages(kind, executors) + step;
  }

  /** The exchange with the shortest iteration. */
  ExchangeKind best(int executors) {
    return EXCHANGES.stream()
        .min(Comparator.comparingDouble(kind -> messages(kind, executors)))
        .orElseThrow();
  }

  /**
   * The mini-batch from which on executors compute for a share of the time, by the best exchange.
   */
  long batchForEfficiency(double efficiency, int executors) {
    double other = messages(best(executors), executors) + step;
    double compute = efficiency / (1 - efficiency) * other;
    return Math.round(Math.ceil((compute - lane.fixed()) / lane.example())) * executors;
  }
}
