package org.lockstep.training;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.lane.DealtLanes;
import org.lockstep.data.lane.TrainingData;
import org.lockstep.data.table.JobDescription;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.metric.ThresholdRule;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Metrics;
import org.lockstep.network.Topology;
import org.lockstep.settings.DecisionSettings;
import org.lockstep.training.evaluation.Calibration;
import org.lockstep.training.evaluation.Evaluation;
import org.lockstep.training.evaluation.Intervals;
import org.lockstep.training.exchange.JobExchange;
import org.lockstep.training.lane.LaneContext;
import org.lockstep.training.metric.WantedMetrics;

/**
 * What is decided once the weights of a network are final: the temperature of its probabilities and
 * the threshold of its positive class, both on the examples to validate on.
 *
 * @param encoding with the threshold
 * @param temperature that the output layer was divided by; empty if it was not
 * @param residuals of the validation examples by percent, a list for each target; none for classes
 * @param validation the metrics on the validation examples; null if there are none
 * @param standardErrors of those validation metrics that are means over the examples
 */
record DecidedModel(
    Encoding encoding,
    OptionalDouble temperature,
    List<List<Double>> residuals,
    @Nullable Metrics validation,
    Map<ValidationMetric, Double> standardErrors) {

  /** With more targets, their residuals would be most of the manifest. */
  private static final int MOST_INTERVALS = 100;

  /** The parameters of the model, from the final weights θ, which are not written. */
  float[] parameters(Topology topology, float[] theta) {
    return temperature.isPresent()
        ? Calibration.divided(topology, theta, temperature.getAsDouble())
        : theta;
  }

  /**
   * Decides.
   *
   * @param theta the final weights; not written
   * @param last the metrics of θ on the validation examples; null if there are none
   * @param context of the run
   * @param notices receives what could not be decided
   */
  static DecidedModel of(
      DecisionSettings settings,
      float[] theta,
      @Nullable Metrics last,
      TrainingData data,
      LaneContext context,
      Consumer<String> notices) {
    Encoding encoding = data.encoding();
    DealtLanes examples = data.validation();
    if (examples == null) {
      return new DecidedModel(
          fixed(settings, encoding), OptionalDouble.empty(), List.of(), null, Map.of());
    }
    try (JobExchange exchange = new JobExchange(examples, context)) {
      return JobDescription.during(
          examples.lanes().context(),
          "validating",
          () ->
              new Decider(settings, examples, context, exchange, notices)
                  .decided(theta, encoding, last));
    }
  }

  private static Encoding fixed(DecisionSettings settings, Encoding encoding) {
    return settings
        .threshold()
        .flatMap(ThresholdRule::fixed)
        .map(threshold -> with(encoding, threshold.floatValue()))
        .orElse(encoding);
  }

  private static Encoding with(Encoding encoding, float threshold) {
    return encoding.with(((TargetEncoding.Classes) encoding.target()).withThreshold(threshold));
  }

  /** Computes on the validation examples. */
  private record Decider(
      DecisionSettings settings,
      DealtLanes examples,
      LaneContext context,
      JobExchange exchange,
      Consumer<String> notices) {
    DecidedModel decided(float[] theta, Encoding undecided, @Nullable Metrics last) {
      OptionalDouble temperature =
          settings.calibrate() ? temperature(theta) : OptionalDouble.empty();
      float[] parameters =
          temperature.isPresent()
              ? Calibration.divided(context.topology(), theta, temperature.getAsDouble())
              : theta;
      Encoding encoding = thresholded(parameters, undecided);
      boolean isSame = temperature.isEmpty() && encoding.equals(undecided);
      return new DecidedModel(
          encoding,
          temperature,
          residuals(parameters, encoding.target()),
          isSame ? last : metrics(parameters, encoding.target()),
          Evaluation.standardErrors(exchange, examples, parameters, encoding.target()));
    }

    /** Of not too many examples, since the driver gets them all. */
    private List<List<Double>> residuals(float[] theta, TargetEncoding target) {
      return target instanceof TargetEncoding.Numbers numbers
              && numbers.outputs() <= MOST_INTERVALS
              && examples.plan().examples() * numbers.outputs() <= RunPlan.MOST_SCORES
          ? Intervals.percentiles(exchange, examples, theta, numbers)
          : List.of();
    }

    private Calibration calibration(float[] theta) {
      Topology topology = context.topology();
      return new Calibration(
          topology,
          theta,
          scaled ->
              exchange.sum(
                  scaled,
                  examples,
                  (worker, lane) -> {
                    Calibration.Surplus sum = new Calibration.Surplus(topology);
                    worker.evaluate(lane, sum::add);
                    return sum;
                  },
                  Calibration.Surplus::add,
                  Calibration.Surplus.class));
    }

    private OptionalDouble temperature(float[] theta) {
      OptionalDouble temperature = calibration(theta).temperature();
      if (temperature.isEmpty()) {
        notices.accept(
            "the probabilities are not calibrated: the examples to validate on are all predicted"
                + " right, or no better than by chance");
      }
      return temperature;
    }

    private Encoding thresholded(float[] theta, Encoding encoding) {
      if (settings.threshold().isEmpty()
          || settings.threshold().get().fixed().isPresent()
          || !(encoding.target() instanceof TargetEncoding.Classes classes)) {
        return fixed(settings, encoding);
      }
      int positive = classes.decision().positive();
      float threshold =
          Evaluation.scores(exchange, examples, theta, positive, positive + 1)
              .threshold(settings.threshold().get());
      if (Float.isNaN(threshold)) {
        notices.accept("no threshold is chosen: the examples to validate on are all of one class");
        return encoding;
      }
      return with(encoding, threshold);
    }

    private Metrics metrics(float[] theta, TargetEncoding target) {
      LaneContext.Targets targets = context.targets();
      WantedMetrics before = targets.metrics();
      WantedMetrics wanted =
          before == null
              ? WantedMetrics.usual(target)
              : new WantedMetrics(before.metrics(), target);
      LaneContext decided =
          new LaneContext(
              context.topology(),
              context.kernel(),
              new LaneContext.Targets(targets.task(), targets.classWeights(), wanted),
              context.plan(),
              context.seed());
      try (JobExchange again = new JobExchange(examples, decided)) {
        return again.metrics(theta, examples).metrics(wanted);
      }
    }
  }
}
