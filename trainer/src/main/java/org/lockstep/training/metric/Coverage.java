package org.lockstep.training.metric;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.lockstep.encoding.curve.Interval;

/**
 * Weights of the targets that intervals cover.
 *
 * <p>Mutable: {@link #add} adds in place.
 */
public final class Coverage implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ArrayList<Interval> intervals;
  private final double[] covered;
  private double weight;

  /** The sum of no examples. */
  public Coverage(List<Interval> intervals) {
    this.intervals = new ArrayList<>(intervals);
    covered = new double[intervals.size()];
  }

  /** Adds examples. */
  public void add(EvaluatedBatch batch) {
    for (int j = 0; j < batch.m(); j++) {
      double w = batch.weights()[j];
      for (int i = 0; i < batch.n(); i++) {
        int at = j * batch.n() + i;
        weight += w;
        for (int k = 0; k < covered.length; k++) {
          boolean holds = intervals.get(k).covers(i, batch.targets()[at], batch.outputs()[at]);
          covered[k] += holds ? w : 0;
        }
      }
    }
  }

  /** Adds another sum to this one, and returns this one. */
  public Coverage add(Coverage other) {
    weight += other.weight;
    for (int k = 0; k < covered.length; k++) {
      covered[k] += other.covered[k];
    }
    return this;
  }

  /** The share of the targets that interval {@code k} covers. */
  public double share(int k) {
    return covered[k] / weight;
  }
}
