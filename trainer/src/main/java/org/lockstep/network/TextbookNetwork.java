package org.lockstep.network;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lockstep.network.input.TextbookInputs;

/**
 * A second implementation of this package's equations, to check the first: one example after the
 * other, plain loops, double precision.
 *
 * <p>{@link GradientCheck} compares it with central differences, and {@code KernelTest} compares
 * {@link Network} with it. Activations and losses are the same constants that the kernel uses.
 */
public final class TextbookNetwork {
  private static final double[] NO_RUN = {};

  private final Topology topology;
  private final double[] theta;
  private final TextbookInputs inputs;

  /** Where W, b, γ, β and α of each layer begin, which are asked for once an element. */
  private final int[] weights;

  private final int[] biases;
  private final int[] scales;
  private final int[] shifts;
  private final int[] shares;

  /** Where the weights from sparse inputs begin. */
  private final int sparseWeights;

  /** Inputs of each layer. */
  private final int[] widths;

  /**
   * One example of a batch.
   *
   * @param x features, as they are encoded: behind the inputs a run of the sparse ones, if any
   * @param y targets
   * @param weight of its loss; 1 where all count the same
   * @param visit the random numbers of its dropout; null for none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Example(double[] x, double[] y, double weight, @Nullable CounterRandom visit) {
    /** An example that counts once, without dropout. */
    public Example(double[] x, double[] y) {
      this(x, y, 1, null);
    }
  }

  /**
   * The intermediate values of a layer for one example: input, ẑ and 1/√(σ²+ε), Z, g(Z), A before
   * dropout, M.
   */
  private static final class Step {
    final double[] aPrev;
    final double[] normalized;
    double inverseDeviation = 1;
    final double[] z;
    final double[] g;
    final double[] a;
    final float[] mask;
    final double[] kept;

    Step(double[] aPrev, int n) {
      this.aPrev = aPrev;
      normalized = new double[n];
      z = new double[n];
      g = new double[n];
      a = new double[n];
      mask = new float[n];
      kept = new double[n];
    }
  }

  /**
   * Creates a network.
   *
   * @param theta its parameters, kept, not copied
   */
  public TextbookNetwork(Topology topology, double[] theta) {
    this.topology = topology;
    this.theta = theta;
    this.inputs = new TextbookInputs(topology.input(), topology.inputWidth());
    weights = ofLayers(topology::weightsOffset);
    biases = ofLayers(topology::biasOffset);
    scales = ofLayers(topology::scaleOffset);
    shifts = ofLayers(topology::shiftOffset);
    shares = ofLayers(topology::activationOffset);
    widths = ofLayers(topology::inputs);
    sparseWeights = topology.sparseOffset();
  }

  private int[] ofLayers(IntUnaryOperator value) {
    return IntStream.range(0, topology.layerCount()).map(value).toArray();
  }

  private double w(int layer, int i, int j) {
    return theta[weights[layer] + i * widths[layer] + j];
  }

  private double alpha(int layer, int i) {
    return theta[shares[layer] + i];
  }

  private Step[] steps(Example example) {
    Step[] steps = new Step[topology.layerCount()];
    double[] aPrev = inputs(example.x());
    for (int l = 0; l < steps.length; l++) {
      double[] run = l == 0 ? sparse(example.x()) : NO_RUN;
      steps[l] = forward(l, aPrev, run, example.visit());
      aPrev = steps[l].kept;
    }
    return steps;
  }

  /** The indices and numbers of an example's sparse inputs, by turns. */
  private double[] sparse(double[] x) {
    return topology.sparse().areNone()
        ? NO_RUN
        : Arrays.copyOfRange(x, topology.inputWidth() + 1, x.length);
  }

  private int v(double[] run, int k, int i) {
    int row = (int) run[k];
    return sparseWeights + row * topology.outputs(0) + i;
  }

  /**
   * z = W a_prev + b + Vᵀ x, normalised where the layer does that; a = g(z), and what dropout
   * keeps.
   *
   * @param run of the sparse inputs x
   */
  private Step forward(int layer, double[] aPrev, double[] run, @Nullable CounterRandom visit) {
    int n = topology.outputs(layer);
    Step step = new Step(aPrev, n);
    for (int i = 0; i < n; i++) {
      step.z[i] = theta[biases[layer] + i];
      for (int j = 0; j < aPrev.length; j++) {
        step.z[i] += w(layer, i, j) * aPrev[j];
      }
      for (int k = 0; k < run.length; k += 2) {
        step.z[i] += theta[v(run, k, i)] * run[k + 1];
      }
    }
    if (topology.isNormalized(layer)) {
      normalize(layer, step);
    }
    topology.activations().get(layer).apply(step.z, step.g);
    for (int i = 0; i < n; i++) {
      step.a[i] = step.g[i];
      if (topology.isParametric(layer)) {
        step.a[i] = step.z[i] + alpha(layer, i) * (step.g[i] - step.z[i]);
      }
    }
    Arrays.fill(step.mask, 1);
    if (topology.isHidden(layer) && topology.dropout() > 0 && visit != null) {
      new Dropout(topology.dropout()).mask(visit, layer, step.mask, 0, n);
    }
    for (int i = 0; i < n; i++) {
      step.kept[i] = step.a[i] * step.mask[i];
    }
    return step;
  }

  /** ẑ = (z - μ) / √(σ² + ε), z ← γ ⊙ ẑ + β. */
  private void normalize(int layer, Step step) {
    int n = step.z.length;
    double mean = 0;
    for (double zi : step.z) {
      mean += zi / n;
    }
    double variance = 0;
    for (double zi : step.z) {
      variance += (zi - mean) * (zi - mean) / n;
    }
    step.inverseDeviation = 1 / Math.sqrt(variance + LayerNorm.EPSILON);
    for (int i = 0; i < n; i++) {
      step.normalized[i] = (step.z[i] - mean) * step.inverseDeviation;
      step.z[i] = theta[scales[layer] + i] * step.normalized[i] + theta[shifts[layer] + i];
    }
  }

  /**
   * The input of each layer's activation for an example: Z, normalised where the layer does that.
   */
  double[][] weightedInputs(Example example) {
    Step[] steps = steps(example);
    double[][] z = new double[steps.length][];
    for (int l = 0; l < steps.length; l++) {
      z[l] = steps[l].z;
    }
    return z;
  }

  /** What the input stage makes of an encoded example: the input of the first layer. */
  double[] inputs(double[] x) {
    return inputs.forward(theta, x);
  }

  /**
   * What a layer makes of an input, without dropout.
   *
   * @param x the encoded example, for the sparse inputs of the first layer
   */
  double[] output(int layer, double[] aPrev, double[] x) {
    return forward(layer, aPrev, layer == 0 ? sparse(x) : NO_RUN, null).a;
  }

  /** The output for one example. */
  public double[] forward(Example example) {
    return steps(example)[topology.layerCount() - 1].a;
  }

  /** m J: the loss summed over the examples. */
  public double lossSum(List<Example> examples) {
    double sum = 0;
    for (Example example : examples) {
      Step[] steps = steps(example);
      sum += outputError(example, steps[steps.length - 1], new double[topology.outputWidth()]);
    }
    return sum;
  }

  /** m ∂J/∂θ: the gradient summed over the examples. */
  public double[] gradientSum(List<Example> examples) {
    double[] gradient = new double[theta.length];
    for (Example example : examples) {
      Step[] steps = steps(example);
      double[] error = new double[topology.outputWidth()];
      outputError(example, steps[steps.length - 1], error);
      for (int l = topology.layerCount() - 1; l >= 0; l--) {
        if (topology.isHidden(l) || topology.loss().output() == null) {
          for (int i = 0; i < error.length; i++) {
            error[i] *= steps[l].mask[i];
          }
          throughActivation(l, error, steps[l], gradient);
        }
        error = backward(l, error, steps[l], l == 0 ? sparse(example.x()) : NO_RUN, gradient);
      }
      inputs.backward(theta, example.x(), error, gradient);
    }
    return gradient;
  }

  /** da ← dz = da ⊙ g'(z), or with α: dα += da ⊙ (g - z), dz = da ⊙ (1 - α) + α ⊙ da ⊙ g'(z). */
  private void throughActivation(int layer, double[] da, Step step, double[] gradient) {
    double[] throughG = da.clone();
    topology.activations().get(layer).timesDerivative(throughG, step.z, step.g);
    for (int i = 0; i < da.length; i++) {
      if (topology.isParametric(layer)) {
        gradient[shares[layer] + i] += da[i] * (step.g[i] - step.z[i]);
        da[i] = da[i] * (1 - alpha(layer, i)) + alpha(layer, i) * throughG[i];
      } else {
        da[i] = throughG[i];
      }
    }
  }

  /** Writes ∂J/∂a of the output, ∂J/∂z where it is fused with the loss; returns J. */
  private double outputError(Example example, Step output, double[] error) {
    double loss = topology.loss().of(example.y(), output.z, output.a, error);
    for (int i = 0; i < error.length; i++) {
      error[i] *= example.weight();
    }
    return example.weight() * loss;
  }

  /** dW += dz a_prevᵀ, db += dz, dV += x dzᵀ; returns da_prev = Wᵀ dz. */
  private double[] backward(int layer, double[] error, Step step, double[] run, double[] gradient) {
    double[] dz = topology.isNormalized(layer) ? throughNorm(layer, error, step, gradient) : error;
    double[] daPrev = new double[step.aPrev.length];
    for (int i = 0; i < dz.length; i++) {
      gradient[biases[layer] + i] += dz[i];
      for (int j = 0; j < daPrev.length; j++) {
        gradient[weights[layer] + i * daPrev.length + j] += dz[i] * step.aPrev[j];
        daPrev[j] += w(layer, i, j) * dz[i];
      }
      for (int k = 0; k < run.length; k += 2) {
        gradient[v(run, k, i)] += run[k + 1] * dz[i];
      }
    }
    return daPrev;
  }

  /** dγ += dh ⊙ ẑ, dβ += dh; returns dz, as {@link LayerNorm} has it. */
  private double[] throughNorm(int layer, double[] dh, Step step, double[] gradient) {
    int n = dh.length;
    double[] dHat = new double[n];
    double mean = 0;
    double slope = 0;
    for (int i = 0; i < n; i++) {
      gradient[scales[layer] + i] += dh[i] * step.normalized[i];
      gradient[shifts[layer] + i] += dh[i];
      dHat[i] = dh[i] * theta[scales[layer] + i];
      mean += dHat[i] / n;
      slope += dHat[i] * step.normalized[i] / n;
    }
    double[] dz = new double[n];
    for (int i = 0; i < n; i++) {
      dz[i] = (dHat[i] - mean - step.normalized[i] * slope) * step.inverseDeviation;
    }
    return dz;
  }
}
