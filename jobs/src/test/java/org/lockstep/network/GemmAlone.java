package org.lockstep.network;

import static org.lockstep.network.Blas.Form.PLAIN;
import static org.lockstep.network.Blas.Form.TRANSPOSED;
import static org.lockstep.network.Blas.multiply;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The matrix products of a network's forward and backward pass, and nothing else: the same shapes
 * and layouts through the same door as {@link DenseLayer}'s.
 */
public final class GemmAlone {
  private final List<Runnable> products = new ArrayList<>();

  /**
   * Takes the memory.
   *
   * @param m examples of the batch
   */
  public GemmAlone(Topology topology, int m) {
    Blas.load();
    INDArray aPrev = columns(topology.inputWidth(), m);
    INDArray dzPrev = null;
    for (int l = 0; l < topology.layerCount(); l++) {
      INDArray w = random(topology.outputs(l), topology.inputs(l));
      INDArray dw = random(topology.outputs(l), topology.inputs(l));
      INDArray a = columns(topology.outputs(l), m);
      INDArray dz = columns(topology.outputs(l), m);
      INDArray input = aPrev;
      products.add(() -> multiply(w, PLAIN, input, PLAIN, a));
      products.add(() -> multiply(dz, PLAIN, input, TRANSPOSED, dw));
      if (dzPrev != null) {
        INDArray below = dzPrev;
        products.add(() -> multiply(w, TRANSPOSED, dz, PLAIN, below));
      }
      aPrev = a;
      dzPrev = dz;
    }
  }

  private static INDArray random(int rows, int columns) {
    return Nd4j.rand(DataType.FLOAT, rows, columns);
  }

  private static INDArray columns(int rows, int m) {
    return random(rows, m).dup('f');
  }

  /** Computes all products once. */
  public void run() {
    products.forEach(Runnable::run);
  }
}
