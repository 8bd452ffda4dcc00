package org.lockstep.network;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;
import org.lockstep.network.kernel.LayerProducts;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The products of a dense layer by ND4J's BLAS: copies the operands to native memory in bulk,
 * multiplies there, and copies the result back.
 */
final class Nd4jLayer implements LayerProducts {
  private final int inputs;
  private final int outputs;
  private final int weightsOffset;
  private final int biasOffset;
  private final INDArray weights;
  private final INDArray weightGradient;

  /** A_prev, then dA_prev, (inputs, m). */
  private final ExampleMatrix input;

  /** Z, then dZ, (outputs, m). */
  private final ExampleMatrix output;

  private final FloatPointer w;
  private final FloatPointer dw;
  private final FloatBuffer wBuffer;
  private final FloatBuffer dwBuffer;
  private float[] theta = new float[0];

  /**
   * Allocates native memory.
   *
   * @param layer its number, from 0
   * @param capacity most examples of a batch
   */
  Nd4jLayer(Topology topology, int layer, int capacity) {
    inputs = topology.inputs(layer);
    outputs = topology.outputs(layer);
    weightsOffset = topology.weightsOffset(layer);
    biasOffset = topology.biasOffset(layer);
    weights = Blas.zeros(inputs * outputs);
    weightGradient = Blas.zeros(inputs * outputs);
    input = new ExampleMatrix(inputs, capacity);
    output = new ExampleMatrix(outputs, capacity);
    w = Blas.pointer(weights, 0);
    dw = Blas.pointer(weightGradient, 0);
    wBuffer = weights.data().asNioFloat();
    dwBuffer = weightGradient.data().asNioFloat();
  }

  @Override
  public void load(float[] theta) {
    this.theta = theta;
    wBuffer.put(0, theta, weightsOffset, inputs * outputs);
  }

  @Override
  public void forward(float[] aPrev, int m, float[] z) {
    input.put(aPrev, m);
    output.fillColumns(theta, biasOffset, m);
    Blas.addWeighted(w, input.pointer(), output.pointer(), outputs, inputs, m);
    output.get(z, m);
  }

  @Override
  public void backward(float[] dz, int m, float[] gradient, float @Nullable [] daPrev) {
    output.put(dz, m);
    Blas.weightGradient(output.pointer(), input.pointer(), dw, outputs, inputs, m);
    dwBuffer.get(0, gradient, weightsOffset, inputs * outputs);
    if (daPrev != null) {
      Blas.inputError(w, output.pointer(), input.pointer(), outputs, inputs, m);
      input.get(daPrev, m);
    }
  }
}
