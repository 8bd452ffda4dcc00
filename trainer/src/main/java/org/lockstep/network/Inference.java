package org.lockstep.network;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lockstep.SparseRun;
import org.lockstep.network.input.InputLayer;
import org.lockstep.network.input.SparseProduct;

/**
 * Computes a network's outputs for rows in plain Java, for predictions.
 *
 * <p>BLAS chooses the order of additions by the number of rows, so the bits of a row's prediction
 * would depend on the rows beside it. Here each weighted input is one chain of fused multiply-adds
 * over the inputs in their order,
 *
 * <pre>
 *   z_i ← b_i,  then for k = 0, 1, ...:  z_i ← fma(w_ik, x_k, z_i)
 * </pre>
 *
 * <p>for any number of rows and on any thread. The weights from one input are a separate array, and
 * so is Z, because the JIT vectorises the loop over the units i only for whole arrays (7 µs instead
 * of 36 for 784-256). They are read once for {@value #ROWS_AT_ONCE} rows. The outputs differ by
 * some 1e-7 from the products of training.
 *
 * <p>Immutable and thread-safe; each thread needs its own {@link Session}.
 */
public final class Inference {
  private static final int ROWS_AT_ONCE = 8;

  private final Topology topology;
  private final float[] theta;

  /** Wᵀ of each layer: for each input, its weights to the outputs. */
  private final List<float[][]> weights = new ArrayList<>();

  /**
   * Creates the network.
   *
   * @param theta the parameter vector, which must not change from now on
   */
  public Inference(Topology topology, float[] theta) {
    this.topology = topology;
    this.theta = theta;
    for (int l = 0; l < topology.layerCount(); l++) {
      int inputs = topology.inputs(l);
      int offset = topology.weightsOffset(l);
      float[][] w = new float[inputs][topology.outputs(l)];
      for (int k = 0; k < inputs; k++) {
        for (int i = 0; i < w[k].length; i++) {
          w[k][i] = theta[offset + i * inputs + k];
        }
      }
      weights.add(w);
    }
  }

  /** Creates a session of one thread, with its memory; it computes one output for each target. */
  public Session session() {
    return new Session(topology.loss().outputsPerTarget() == 1);
  }

  /** Creates a session that computes all outputs, also those of several for one target. */
  public Session sessionOfAllOutputs() {
    return new Session(true);
  }

  /** Computes outputs on one thread. */
  public final class Session {
    private final List<float[][]> z = new ArrayList<>();
    private final List<float[][]> a = new ArrayList<>();
    private final List<@Nullable LayerNorm> norms = new ArrayList<>();
    private final List<@Nullable ParametricActivation> parametrics = new ArrayList<>();
    private final @Nullable InputLayer input;

    /**
     * The inputs of a few rows without their runs of sparse numbers, and where these runs begin.
     */
    private final float[] plain;

    private final int[] runs = new int[ROWS_AT_ONCE];
    private float[] sparseRows = {};
    private final SparseProduct.Weights sparse = topology.sparseWeights();

    /** Whether all outputs are copied, or of several of a target the prediction alone. */
    private final boolean copiesAll;

    private Session(boolean copiesAll) {
      this.copiesAll = copiesAll;
      this.plain =
          new float[topology.sparse().areNone() ? 0 : ROWS_AT_ONCE * topology.inputWidth()];
      this.input =
          topology.input().isNone()
              ? null
              : new InputLayer(topology.input(), topology.inputWidth(), ROWS_AT_ONCE);
      for (int l = 0; l < topology.layerCount(); l++) {
        int outputs = topology.outputs(l);
        z.add(new float[ROWS_AT_ONCE][outputs]);
        a.add(new float[ROWS_AT_ONCE][outputs]);
        norms.add(
            topology.isNormalized(l)
                ? new LayerNorm(outputs, topology.scaleOffset(l), topology.shiftOffset(l), 1)
                : null);
        parametrics.add(topology.isParametric(l) ? new ParametricActivation(topology, l, 1) : null);
      }
    }

    /**
     * Computes the outputs of m rows, without dropout.
     *
     * @param rows the inputs of the first row, with its run of sparse numbers if it has one, then
     *     of the second, ...
     * @param outputs where A of the last layer is written, row after row
     */
    public void forward(float[] rows, int m, float[] outputs) {
      int from = 0;
      for (int first = 0; first < m; first += ROWS_AT_ONCE) {
        int count = Math.min(ROWS_AT_ONCE, m - first);
        from = forward(rows, from, count);
        copy(a, first, count, outputs);
      }
    }

    /**
     * Computes the outputs of m rows, and writes the weighted inputs too.
     *
     * @param weightedInputs where Z of the last layer is written, row after row
     */
    public void forward(float[] rows, int m, float[] weightedInputs, float[] outputs) {
      int from = 0;
      for (int first = 0; first < m; first += ROWS_AT_ONCE) {
        int count = Math.min(ROWS_AT_ONCE, m - first);
        from = forward(rows, from, count);
        copy(z, first, count, weightedInputs);
        copy(a, first, count, outputs);
      }
    }

    /**
     * Computes up to {@value #ROWS_AT_ONCE} rows.
     *
     * @param from where the first begins
     * @return where the last ends
     */
    private int forward(float[] rows, int from, int count) {
      int end = from + count * topology.inputWidth();
      float[] inputs = rows;
      int first = from;
      if (!topology.sparse().areNone()) {
        end = divide(rows, from, count);
        inputs = plain;
        first = 0;
      }
      float[] x = input == null ? inputs : input.forward(theta, inputs, first, count);
      for (int l = 0; l < topology.layerCount(); l++) {
        forward(l, x, input == null ? first : 0, count);
      }
      return end;
    }

    /** Separates the inputs of rows from their runs of sparse numbers; returns where they end. */
    private int divide(float[] rows, int from, int count) {
      int width = topology.inputWidth();
      int at = from;
      sparseRows = rows;
      for (int j = 0; j < count; j++) {
        System.arraycopy(rows, at, plain, j * width, width);
        runs[j] = at + width;
        at = runs[j] + SparseRun.length(rows, runs[j]);
      }
      return at;
    }

    private void copy(List<float[][]> layers, int first, int count, float[] to) {
      int width = copiesAll ? topology.outputWidth() : topology.predictionWidth();
      float[][] last = layers.get(topology.layerCount() - 1);
      for (int j = 0; j < count; j++) {
        if (copiesAll) {
          System.arraycopy(last[j], 0, to, (first + j) * width, width);
          continue;
        }
        for (int i = 0; i < width; i++) {
          to[(first + j) * width + i] = last[j][topology.predictedOutput(i)];
        }
      }
    }

    /**
     * Computes, for a few rows:
     *
     * <pre>
     *   z = W a_prev + b
     *   z ← LayerNorm(z)        where the layer normalises
     *   a = g(z), or what {@link ParametricActivation} makes of it
     * </pre>
     *
     * @param rows holds the inputs of the first layer, from {@code from} on
     */
    private void forward(int layer, float[] rows, int from, int m) {
      int inputs = topology.inputs(layer);
      int outputs = topology.outputs(layer);
      float[][] w = weights.get(layer);
      float[][] z = this.z.get(layer);
      for (int j = 0; j < m; j++) {
        System.arraycopy(theta, topology.biasOffset(layer), z[j], 0, outputs);
      }
      int k = 0;
      for (; k + 4 <= inputs; k += 4) {
        for (int j = 0; j < m; j++) {
          float[] x = layer == 0 ? rows : a.get(layer - 1)[j];
          int at = k + (layer == 0 ? from + j * inputs : 0);
          addFour(w[k], w[k + 1], w[k + 2], w[k + 3], x[at], x[at + 1], x[at + 2], x[at + 3], z[j]);
        }
      }
      for (; k < inputs; k++) {
        for (int j = 0; j < m; j++) {
          float x = layer == 0 ? rows[from + j * inputs + k] : a.get(layer - 1)[j][k];
          addOne(w[k], x, z[j]);
        }
      }
      LayerNorm norm = norms.get(layer);
      boolean hasRuns = layer == 0 && !topology.sparse().areNone();
      for (int j = 0; j < m; j++) {
        if (hasRuns) {
          sparse.addTo(z[j], 0, theta, sparseRows, runs[j]);
        }
        if (norm != null) {
          norm.forward(z[j], theta, 1);
        }
        ParametricActivation parametric = parametrics.get(layer);
        if (parametric == null) {
          topology.activations().get(layer).apply(z[j], a.get(layer)[j], outputs, 1);
        } else {
          parametric.forward(z[j], a.get(layer)[j], theta, 1);
        }
      }
    }
  }

  /** z ← z + W a of four inputs, one after the other. */
  private static void addFour(
      float[] w0,
      float[] w1,
      float[] w2,
      float[] w3,
      float x0,
      float x1,
      float x2,
      float x3,
      float[] z) {
    for (int i = 0; i < z.length; i++) {
      float sum = Math.fma(w0[i], x0, z[i]);
      sum = Math.fma(w1[i], x1, sum);
      sum = Math.fma(w2[i], x2, sum);
      z[i] = Math.fma(w3[i], x3, sum);
    }
  }

  private static void addOne(float[] w, float x, float[] z) {
    for (int i = 0; i < z.length; i++) {
      z[i] = Math.fma(w[i], x, z[i]);
    }
  }
}
