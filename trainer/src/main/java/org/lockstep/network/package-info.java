/**
 * The maths of one mini-batch on one machine: no Spark, no files, no clock.
 *
 * <p>Examples are columns. Layer l has weights W and bias b; a batch of m examples has weighted
 * inputs Z and activations A. A of layer 0 is the input X; Y has the shape of the last A.
 *
 * <pre>
 *   W (n_out, n_in)    b (n_out, 1)    Z, A, Y (n_out, m)    dW like W, db like b
 *
 *   forward         Z = W A_prev + b,  A = g(Z)
 *   output error    dZ = (A - Y) ⊙ g'(Z) for the squared error, A - Y where loss and g are fused
 *   hidden error    dA_prev = Wᵀ dZ,  dZ = dA ⊙ g'(Z)
 *   gradients       dW = dZ A_prevᵀ,  db = row sums of dZ
 * </pre>
 *
 * <p>The 1/m of the loss is left out everywhere in this package: losses and gradients are
 * <em>sums</em> over the examples, and the driver, which adds all sums, divides by m once. So the
 * average is exact however unevenly the examples are distributed.
 *
 * <p>All parameters lie in one flat vector, layer by layer, W row by row and then b ({@link
 * org.lockstep.network.Topology} knows the offsets); so does the gradient. Matrices of examples are
 * stored column by column: an example is contiguous.
 *
 * <p>Element-wise functions are computed with {@link StrictMath}, whose results are the same on
 * every machine and whether or not the JIT has compiled the caller; {@link Math} promises neither.
 *
 * <p>{@link org.lockstep.network.Network} trains and evaluates, by the matrix products of a {@link
 * org.lockstep.network.Kernel}: ND4J's BLAS, or the portable one of package {@code kernel}. {@link
 * org.lockstep.network.Inference} predicts rows, in plain Java, so that a prediction does not
 * depend on the rows beside it. Instances are not thread-safe, except those of Inference.
 */
@NullMarked
package org.lockstep.network;

import org.jspecify.annotations.NullMarked;
