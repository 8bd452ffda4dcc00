package org.lockstep.training;

import java.util.ArrayList;
import java.util.List;
import org.lockstep.data.lane.BatchPlan.Batch;
import org.lockstep.data.lane.DealtLanes;
import org.lockstep.network.Network;
import org.lockstep.training.exchange.Exchange;
import org.lockstep.training.exchange.ExchangeTiming;
import org.lockstep.training.lane.GradientSum;
import org.lockstep.training.lane.LaneTree;
import org.lockstep.training.lane.MetricSum;

/**
 * An exchange that computes on this thread: the gradient sums of the batch's parts, added in the
 * lanes' tree.
 */
final class PartsExchange implements Exchange {
  private final Network network;
  private final double[] x;
  private final double[] y;
  private final List<Integer> parts;

  PartsExchange(ParityCase parity, List<Integer> parts) {
    network = new Network(parity.topology(), parity.kernel(), parity.examples());
    x = ParityCase.numbers(parity.json().get("x"));
    y = ParityCase.numbers(parity.json().get("y"));
    this.parts = parts;
  }

  /** The sum over each part. */
  List<GradientSum> sums(float[] parameters) {
    List<GradientSum> sums = new ArrayList<>();
    network.load(parameters);
    int first = 0;
    for (int m : parts) {
      putExamples(first, m);
      float[] gradient = new float[parameters.length];
      sums.add(new GradientSum(gradient, network.gradientSum(m, gradient), m));
      first += m;
    }
    return sums;
  }

  private void putExamples(int first, int m) {
    int n = network.topology().inputWidth();
    float[] example = new float[n];
    for (int j = 0; j < m; j++) {
      for (int i = 0; i < n; i++) {
        example[i] = (float) x[(first + j) * n + i];
      }
      network.putExample(j, example, 0);
    }
    int outputs = network.topology().outputWidth();
    for (int i = 0; i < m * outputs; i++) {
      network.targets()[i] = (float) y[first * outputs + i];
    }
  }

  /** The outputs for all examples. */
  float[] outputs(float[] parameters, int examples) {
    network.load(parameters);
    putExamples(0, examples);
    return network.forward(examples);
  }

  @Override
  public GradientSum gradient(float[] parameters, Batch batch) {
    List<GradientSum> sums = sums(parameters);
    LaneTree<GradientSum> tree = new LaneTree<>(sums.size(), GradientSum::add);
    for (int p = 0; p < sums.size(); p++) {
      tree.addLane(p, sums.get(p));
    }
    return tree.total();
  }

  @Override
  public MetricSum metrics(float[] parameters, DealtLanes lanes) {
    throw new UnsupportedOperationException("the cases have no validation examples");
  }

  @Override
  public ExchangeTiming timing() {
    return ExchangeTiming.NONE;
  }

  @Override
  public void close() {}
}
