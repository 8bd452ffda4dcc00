package org.lockstep.optimization;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lockstep.UserException;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.optimization.optimizer.OptimizerState;
import org.lockstep.optimization.optimizer.StepContext;
import org.lockstep.optimization.schedule.Horizon;
import org.lockstep.optimization.vector.Gradient;
import org.lockstep.optimization.vector.Objective;
import org.lockstep.optimization.vector.ParameterGroup;
import org.lockstep.optimization.vector.ParameterRange;
import org.lockstep.optimization.vector.Sums;

/**
 * Computes the next parameters from a mean gradient.
 *
 * <pre>
 *   g ← clip(g + λ ∂R/∂θ)
 *   θ ← θ - η_k · direction(g)
 * </pre>
 *
 * <p>The gradient of a frozen layer is set to 0 first; its weights neither decay nor are shortened.
 *
 * <p>Not thread-safe.
 */
public final class Descent {
  private final DescentSettings settings;
  private final List<ParameterRange> ranges;
  private final List<ParameterRange> frozen;
  private final List<ParameterRange> trained;
  private final List<ParameterGroup> groups;
  private final double learningRate;
  private final Horizon horizon;
  private final DescentState state;

  /**
   * Starts a descent.
   *
   * @param ranges of the network's parameters, in order; they cover the parameter vector
   * @param batchSize m of a full mini-batch
   * @param horizon length of the run
   * @throws UserException if a frozen layer does not exist, or all are frozen
   */
  public Descent(
      DescentSettings settings, List<ParameterRange> ranges, int batchSize, Horizon horizon) {
    this(
        settings,
        ranges,
        batchSize,
        horizon,
        DescentState.initial(settings, ranges.get(ranges.size() - 1).to()));
  }

  /** Resumes a descent from a saved state; arguments as for the other constructor. */
  public Descent(
      DescentSettings settings,
      List<ParameterRange> ranges,
      int batchSize,
      Horizon horizon,
      DescentState state) {
    this.settings = settings;
    this.ranges = List.copyOf(ranges);
    this.frozen = ranges.stream().filter(r -> settings.freeze().contains(r.layer())).toList();
    this.trained = ranges.stream().filter(r -> !settings.freeze().contains(r.layer())).toList();
    this.groups = ParameterGroup.of(trained, r -> settings.learningRate().factors().of(r.kind()));
    this.learningRate = settings.learningRate().forBatchesOf(batchSize);
    this.horizon = horizon;
    this.state = state;
    long frozenLayers = frozen.stream().mapToInt(ParameterRange::layer).distinct().count();
    if (frozenLayers < settings.freeze().size() || trained.isEmpty()) {
      throw new UserException(
          "training.freeze is %s; the layers are 1 to %d, and one must be left to train"
              .formatted(
                  settings.freeze(),
                  ranges.stream().mapToInt(ParameterRange::layer).max().orElseThrow()),
          "training.freeze",
          "layers are numbered from 1: 1 is the first hidden layer, the output layer is the last");
    }
  }

  /**
   * Continues a descent elsewhere: its steps have the same bits as here if they are given the
   * learning rates of here.
   *
   * @param state of the descent; kept, not copied
   */
  public static Descent replica(StepSettings settings, OptimizerState state) {
    return new Descent(
        settings.descent(),
        settings.parameters().ranges(),
        1,
        settings.horizon(),
        new DescentState(state, new double[0]));
  }

  /** Whether a gradient stays 0 where it is: no penalty is added to it. */
  public boolean keepsZeros() {
    return !settings.regularization().addsToGradients();
  }

  /** Number of parameters. */
  public int parameterCount() {
    return ranges.get(ranges.size() - 1).to();
  }

  /** What its steps do, for a replica of it. */
  public StepSettings stepSettings() {
    return StepSettings.of(settings, ranges, horizon);
  }

  /**
   * Does the step of one iteration.
   *
   * @param theta the parameters θ, updated in place
   * @param meanLoss computes J and g = 1/m Σ ∂J/∂θ of the mini-batch; most optimizers call it once
   * @param k number of the iteration, from 0
   * @return J + R before the step
   * @throws DivergenceException if the loss or the gradient at θ is not finite; θ is unchanged
   */
  public double step(float[] theta, Objective meanLoss, long k) {
    return step(theta, meanLoss, k, learningRate(k));
  }

  /**
   * Does the step of one iteration with a given learning rate; otherwise as {@link #step(float[],
   * Objective, long)}.
   *
   * @param eta η_k
   */
  public double step(float[] theta, Objective meanLoss, long k, double eta) {
    Objective objective =
        at -> {
          Gradient mean = meanLoss.at(at);
          // Trial points of a line search may overflow; θ itself may not
          if (at == theta) {
            requireFinite(mean, k);
          }
          return regularized(at, mean, k);
        };

    // θ ← θ - η_k · direction(g)
    double loss =
        settings
            .parametrization()
            .step(
                settings.optimizer(),
                theta,
                objective,
                state.optimizer(),
                new StepContext(k + 1, eta, strength(k), groups));

    // ‖w‖ ≤ c
    settings.regularization().project(theta, trained);
    return loss;
  }

  /** η_k: the learning rate of iteration k, from 0, given the evaluations so far. */
  public double learningRate(long k) {
    return learningRate * settings.learningRate().schedule().factor(k, horizon, state.schedule());
  }

  /** What penalties and weight decay are multiplied by in iteration k. */
  private double strength(long k) {
    return settings.regularization().schedule().factor(k, horizon.iterations());
  }

  /**
   * Computes the gradient that the optimizer uses.
   *
   * @param theta the point θ of the gradient
   * @param mean J and g = 1/m Σ ∂J/∂θ; overwritten
   * @param k number of the iteration, from 0
   * @return J + R and clip(g + λ ∂R/∂θ)
   */
  public Gradient regularized(float[] theta, Gradient mean, long k) {
    float[] g = mean.values();
    for (ParameterRange range : frozen) {
      Arrays.fill(g, range.from(), range.to(), 0f);
    }
    double penalty = settings.regularization().penalize(theta, g, trained, strength(k));
    settings.clipping().clip(g);
    return settings.regularization().addsToGradients()
        ? new Gradient(mean.loss() + penalty, g)
        : mean.withLoss(mean.loss() + penalty);
  }

  /**
   * Notifies the schedule of the metric that it watches, after an epoch.
   *
   * @param value on the validation examples, of which less is better; the training loss if there
   *     are none
   */
  public void evaluated(double value) {
    settings.learningRate().schedule().evaluated(value, state.schedule());
  }

  /** The metric that the schedule watches. */
  public ValidationMetric watched() {
    return settings.learningRate().schedule().watched();
  }

  /** The state for a checkpoint; not a copy. */
  public DescentState state() {
    return state;
  }

  private void requireFinite(Gradient mean, long k) {
    if (mean.isFinite()) {
      return;
    }
    String where = layersNotFinite(mean.values());
    throw diverged(
        where.isEmpty()
            ? "the loss is %s".formatted(mean.loss())
            : "the loss is %s, the gradient is not finite in %s".formatted(mean.loss(), where),
        k);
  }

  /**
   * Checks the parameters before they are validated or written.
   *
   * @param k number of the iteration that led to them, from 0
   * @throws DivergenceException if one is not finite
   */
  public void requireFinite(float[] theta, long k) {
    if (!Sums.isFinite(theta, 0, theta.length)) {
      throw diverged("the weights are not finite in " + layersNotFinite(theta), k);
    }
  }

  private String layersNotFinite(float[] vector) {
    List<Integer> layers =
        ranges.stream()
            .filter(range -> !Sums.isFinite(vector, range.from(), range.to()))
            .map(ParameterRange::layer)
            .distinct()
            .toList();
    String numbers =
        layers.stream()
            .filter(layer -> layer != ParameterRange.INPUT)
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    return Stream.of(
            layers.contains(ParameterRange.INPUT) ? "the input stage" : "",
            numbers.isEmpty() ? "" : "layer " + numbers)
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(" and "));
  }

  private DivergenceException diverged(String what, long k) {
    return new DivergenceException(
        "training diverged at iteration %d: %s".formatted(k + 1, what),
        "training.optimizer.learning-rate = %s".formatted(learningRate),
        "choose a lower learning rate, set training.clip.global-norm = 1, or scale the features");
  }
}
