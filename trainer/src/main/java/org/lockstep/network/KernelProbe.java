package org.lockstep.network;

import java.util.List;
import org.lockstep.network.CounterRandom.Purpose;
import org.lockstep.network.kernel.LayerProducts;

/** A fixed matrix product, whose bits depend on the processor and the kernel alone. */
public final class KernelProbe {
  private static final int OUTPUTS = 256;
  private static final int INPUTS = 784;
  private static final int EXAMPLES = 64;

  private KernelProbe() {}

  /** Z = W A of fixed matrices, (256, 784) and (784, 64), column by column. */
  public static float[] product(Kernel kernel) {
    Topology layer =
        new Topology(
            List.of(INPUTS, OUTPUTS), List.of(Activation.IDENTITY), new Loss.SquaredError());
    float[] theta = new float[layer.parameterCount()];
    System.arraycopy(
        random(OUTPUTS * INPUTS, 0), 0, theta, layer.weightsOffset(0), OUTPUTS * INPUTS);
    LayerProducts products = kernel.layers(layer, EXAMPLES).get(0);
    products.load(theta);
    float[] z = new float[OUTPUTS * EXAMPLES];
    products.forward(random(INPUTS * EXAMPLES, 1), EXAMPLES, z);
    return z;
  }

  private static float[] random(int length, int which) {
    CounterRandom random = CounterRandom.of(0, Purpose.WEIGHTS, which);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.uniform(i) - 0.5f;
    }
    return values;
  }
}
