package org.lockstep.training.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lockstep.UserException;
import org.lockstep.data.lane.DealtLanes;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.curve.Interval;
import org.lockstep.model.Model;
import org.lockstep.model.Provenance;
import org.lockstep.training.exchange.JobExchange;
import org.lockstep.training.metric.Coverage;
import org.lockstep.training.metric.Residuals;

/**
 * Conformal intervals around the predictions of a regression: as wide as the residuals of the
 * examples that the model was validated on are, so that they cover a share of other examples of the
 * same kind, whatever the network is.
 */
public final class Intervals {
  private static final List<Double> REPORTED = List.of(0.5, 0.8, 0.9, 0.95);

  private Intervals() {}

  /** The residuals of a network on examples in lanes, by percent, a list for each target. */
  public static List<List<Double>> percentiles(
      JobExchange exchange, DealtLanes lanes, float[] theta, TargetEncoding.Numbers target) {
    int targets = target.outputs();
    return exchange
        .sum(
            theta,
            lanes,
            (worker, lane) -> {
              Residuals.Collector collector = new Residuals.Collector(targets, lane.size());
              worker.evaluate(lane, batch -> collector.add(batch.clipped(target)));
              return collector.distributions();
            },
            Residuals::add,
            Residuals.class)
        .percentiles();
  }

  /**
   * The intervals of a model.
   *
   * @param level the share of other examples that they are to cover, in (0, 1); rounded up to whole
   *     percents
   * @throws UserException if the model is no regression, was not validated, or on too few examples
   */
  public static Interval of(Model model, double level) {
    if (!(model.encoding().target() instanceof TargetEncoding.Numbers)) {
      throw new UserException(
          "a classification has no intervals", "--interval", "look at its probabilities instead");
    }
    if (percentiles(model).isEmpty()) {
      throw new UserException(
          "the model has no intervals, since the model was not validated, or has very many targets",
          "--interval",
          "train with data.validation set to a share or a table, by this version of Lockstep");
    }
    return find(model, level)
        .orElseThrow(
            () ->
                new UserException(
                    "the model was validated on too few examples for intervals of %s"
                        .formatted(level),
                    "--interval",
                    "ask for %s at most, or validate on more examples"
                        .formatted(percentiles(model).get(0).size() / 100.0)));
  }

  private static Optional<Interval> find(Model model, double level) {
    int percent = (int) Math.ceil(level * 100 - 1e-9);
    List<Double> halfWidths = new ArrayList<>();
    for (List<Double> ofTarget : percentiles(model)) {
      if (percent < 1 || percent > ofTarget.size()) {
        return Optional.empty();
      }
      halfWidths.add(ofTarget.get(percent - 1));
    }
    return halfWidths.isEmpty()
        ? Optional.empty()
        : Optional.of(new Interval(percent / 100.0, halfWidths));
  }

  private static List<List<Double>> percentiles(Model model) {
    List<List<Double>> all = new ArrayList<>();
    if (model.provenance().training().get(Provenance.RESIDUALS) instanceof List<?> targets) {
      for (Object target : targets) {
        List<Double> percentiles = new ArrayList<>();
        for (Object residual : (List<?>) target) {
          percentiles.add(((Number) residual).doubleValue());
        }
        all.add(percentiles);
      }
    }
    return all;
  }

  /** The shares of examples in lanes that some intervals of a model cover, by level. */
  static Map<Double, Double> coverage(JobExchange exchange, DealtLanes lanes, Model model) {
    List<Interval> intervals = REPORTED.stream().flatMap(l -> find(model, l).stream()).toList();
    Map<Double, Double> shares = new LinkedHashMap<>();
    if (intervals.isEmpty()) {
      return shares;
    }
    TargetEncoding target = model.encoding().target();
    Coverage coverage =
        exchange.sum(
            model.parameters(),
            lanes,
            (worker, lane) -> {
              Coverage sum = new Coverage(intervals);
              worker.evaluate(lane, batch -> sum.add(batch.clipped(target)));
              return sum;
            },
            Coverage::add,
            Coverage.class);
    for (int i = 0; i < intervals.size(); i++) {
      shares.put(intervals.get(i).level(), coverage.share(i));
    }
    return shares;
  }
}
