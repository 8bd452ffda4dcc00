package org.lockstep.optimization.optimizer;

import static org.lockstep.optimization.optimizer.Hyperparameters.EVALUATIONS;
import static org.lockstep.optimization.optimizer.Hyperparameters.HISTORY;

import org.jspecify.annotations.Nullable;
import org.lockstep.optimization.vector.Gradient;
import org.lockstep.optimization.vector.Objective;
import org.lockstep.optimization.vector.Sums;
import org.lockstep.settings.value.Type;

/**
 * L-BFGS: Newton's method with a curvature estimated from the last few steps. It takes all examples
 * as one batch, and each step searches along a line for its length, which costs one or a few more
 * gradients.
 *
 * <pre>
 *   p ← -H g                      H from the last pairs s, y by two loops
 *   θ ← θ + α p                   α by a line search that meets the strong Wolfe conditions
 *   s = α p,  y = the gradient's change
 * </pre>
 *
 * <p>If no point along p is lower, to the precision of floats, the pairs are discarded; if none
 * along -g is either, θ has converged and no longer changes.
 *
 * <p>State: the gradient at θ, the pairs in a ring buffer, the loss at θ, the number of pairs, the
 * index of the next one in the ring buffer, and whether θ has converged.
 *
 * <p>Source: Nocedal and Wright, "Numerical optimization", 2nd edition, 2006, algorithms 7.4, 7.5.
 *
 * @param history number of pairs that are kept; 1 or more
 * @param evaluations most gradients of one line search; 1 or more
 */
public record Lbfgs(int history, int evaluations) implements Optimizer {
  /** Its name and its settings. */
  static final Type<Optimizer> TYPE =
      Type.of("lbfgs", b -> new Lbfgs(b.get(HISTORY), b.get(EVALUATIONS)), HISTORY, EVALUATIONS);

  private static final int LOSS = 0;
  private static final int PAIRS = 1;
  private static final int NEXT = 2;
  private static final int CONVERGED = 3;

  /** Checks the settings. */
  public Lbfgs {
    HISTORY.check(history);
    EVALUATIONS.check(evaluations);
  }

  /** Ten pairs, and up to 20 gradients a step. */
  public Lbfgs() {
    this(HISTORY.usualValue(), EVALUATIONS.usualValue());
  }

  @Override
  public String settingsName() {
    return TYPE.name();
  }

  /** The first length that a line search tries. */
  @Override
  public double defaultLearningRate() {
    return 1;
  }

  @Override
  public int vectorCount() {
    return 1 + 2 * history;
  }

  @Override
  public int numberCount() {
    return 4;
  }

  @Override
  public boolean isFullBatch() {
    return true;
  }

  @Override
  public double step(float[] theta, Objective objective, OptimizerState state, StepContext step) {
    double[] numbers = state.numbers();
    float[] g = state.vectors()[0];
    if (step.t() == 1) {
      Gradient first = objective.at(theta);
      copy(first.values(), g);
      numbers[LOSS] = first.loss();
    }
    double loss = numbers[LOSS];
    if (numbers[CONVERGED] == 1) {
      return loss;
    }
    Trial trial = new Trial(theta, direction(state), objective);
    LineSearch.Point start = new LineSearch.Point(0, loss, Sums.products(g, trial.p, 0, g.length));
    double first = step.eta();
    if (numbers[PAIRS] == 0) {
      // H has no scale yet: a step of length 1 at most
      first *= Math.min(1, 1 / Sums.norm(g, 0, g.length));
    }
    LineSearch.Point end =
        start.slope() < 0 ? new LineSearch(trial, start, evaluations).from(first) : null;
    if (end == null) {
      numbers[CONVERGED] = numbers[PAIRS] == 0 ? 1 : 0;
      numbers[PAIRS] = 0;
      return loss;
    }
    remember(theta, g, trial, state);
    copy(trial.point, theta);
    copy(trial.gradient(), g);
    numbers[LOSS] = end.value();
    return loss;
  }

  /** Algorithm 7.4: -H g without H. */
  private float[] direction(OptimizerState state) {
    float[] q = state.vectors()[0].clone();
    int n = q.length;
    int pairs = (int) state.numbers()[PAIRS];
    double[] alpha = new double[pairs];
    for (int i = 0; i < pairs; i++) { // from the newest to the oldest
      float[] s = s(state, i);
      float[] y = y(state, i);
      alpha[i] = Sums.products(s, q, 0, n) / Sums.products(s, y, 0, n);
      add(-alpha[i], y, q);
    }
    if (pairs > 0) {
      float[] s = s(state, 0);
      float[] y = y(state, 0);
      scale(Sums.products(s, y, 0, n) / Sums.products(y, y, 0, n), q);
    }
    for (int i = pairs - 1; i >= 0; i--) {
      float[] s = s(state, i);
      float[] y = y(state, i);
      double beta = Sums.products(y, q, 0, n) / Sums.products(s, y, 0, n);
      add(alpha[i] - beta, s, q);
    }
    scale(-1, q);
    return q;
  }

  /** Overwrites the oldest pair by s and y, unless rounding left no positive curvature. */
  private void remember(float[] theta, float[] g, Trial trial, OptimizerState state) {
    double[] numbers = state.numbers();
    int next = (int) numbers[NEXT];
    float[] s = state.vectors()[1 + next];
    float[] y = state.vectors()[1 + history + next];
    if (numbers[PAIRS] == history) {
      numbers[PAIRS]--; // the oldest, which is overwritten
    }
    for (int i = 0; i < s.length; i++) {
      s[i] = trial.point[i] - theta[i];
      y[i] = trial.gradient()[i] - g[i];
    }
    if (Sums.products(s, y, 0, s.length) > 0) {
      numbers[PAIRS]++;
      numbers[NEXT] = (next + 1) % history;
    }
  }

  /** s of the pair that is {@code age} steps old. */
  private float[] s(OptimizerState state, int age) {
    return state.vectors()[1 + slot(state, age)];
  }

  private float[] y(OptimizerState state, int age) {
    return state.vectors()[1 + history + slot(state, age)];
  }

  private int slot(OptimizerState state, int age) {
    return Math.floorMod((int) state.numbers()[NEXT] - 1 - age, history);
  }

  private static void copy(float[] from, float[] to) {
    System.arraycopy(from, 0, to, 0, to.length);
  }

  private static void add(double factor, float[] x, float[] to) {
    float f = (float) factor;
    for (int i = 0; i < to.length; i++) {
      to[i] += f * x[i];
    }
  }

  private static void scale(double factor, float[] x) {
    float f = (float) factor;
    for (int i = 0; i < x.length; i++) {
      x[i] *= f;
    }
  }

  /** The points θ + α p. */
  private static final class Trial implements LineSearch.Line {
    private final float[] theta;
    private final float[] p;
    private final float[] point;
    private final Objective objective;
    private @Nullable Gradient last;

    Trial(float[] theta, float[] p, Objective objective) {
      this.theta = theta;
      this.p = p;
      this.point = theta.clone();
      this.objective = objective;
    }

    @Override
    public LineSearch.Point at(double alpha) {
      copy(theta, point);
      add(alpha, p, point);
      Gradient gradient = objective.at(point);
      last = gradient;
      return new LineSearch.Point(
          alpha, gradient.loss(), Sums.products(gradient.values(), p, 0, p.length));
    }

    /** The gradient at the last point. */
    float[] gradient() {
      if (last == null) {
        throw new IllegalStateException("no point has been tried");
      }
      return last.values();
    }
  }
}
