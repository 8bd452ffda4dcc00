package org.lockstep.network.input;

/** The equations of a block in single precision, for one example. */
interface BlockLayer {
  /**
   * Computes what the block gives for an example.
   *
   * @param x holds the block's inputs, from {@code xFrom} on
   * @param a receives what it gives, from {@code aFrom} on
   */
  void forward(float[] theta, float[] x, int xFrom, float[] a, int aFrom);

  /**
   * Adds an example's share to the gradient.
   *
   * @param batch what the block took and gave, and the error of that
   * @param xFrom where the example's inputs of the block begin there
   * @param aFrom where what the block gave begins there
   * @param gradient laid out as the parameters
   */
  void backward(float[] theta, Batch batch, int xFrom, int aFrom, float[] gradient);

  /**
   * The matrices of a batch that backward reads: inputs, what the blocks gave, and its error.
   *
   * @param x encoded examples, (inputs, m)
   * @param a what the blocks gave, (outputs, m)
   * @param da its error, (outputs, m)
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Batch(float[] x, float[] a, float[] da) {}
}
