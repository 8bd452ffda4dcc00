package org.lockstep.network;

import org.bytedeco.javacpp.FloatPointer;
import org.lockstep.network.CounterRandom.Purpose;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A fixed matrix product, whose bits depend on the processor and the BLAS kernel alone. */
public final class KernelProbe {
  private static final int OUTPUTS = 256;
  private static final int INPUTS = 784;
  private static final int EXAMPLES = 64;

  private KernelProbe() {}

  /** Z = W A of fixed matrices, (256, 784) and (784, 64), column by column. */
  public static float[] product() {
    INDArray w = random(OUTPUTS * INPUTS, 0);
    INDArray a = random(INPUTS * EXAMPLES, 1);
    INDArray z = Blas.zeros(OUTPUTS * EXAMPLES);
    FloatPointer product = Blas.pointer(z, 0);
    Blas.addWeighted(Blas.pointer(w, 0), Blas.pointer(a, 0), product, OUTPUTS, INPUTS, EXAMPLES);
    float[] values = new float[OUTPUTS * EXAMPLES];
    product.get(values);
    return values;
  }

  private static INDArray random(int length, int which) {
    CounterRandom random = CounterRandom.of(0, Purpose.WEIGHTS, which);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.uniform(i) - 0.5f;
    }
    INDArray array = Blas.zeros(length);
    Blas.pointer(array, 0).put(values);
    return array;
  }
}
