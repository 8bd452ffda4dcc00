package org.lockstep.network.input;

/** The equations of a block in double precision, for one example. */
interface TextbookBlock {
  /** What the block gives for its inputs. */
  double[] forward(double[] theta, double[] x);

  /**
   * Adds an example's share to the gradient.
   *
   * @param x the block's inputs
   * @param da the error of what it gives
   * @param gradient laid out as the parameters
   */
  void backward(double[] theta, double[] x, double[] da, double[] gradient);
}
