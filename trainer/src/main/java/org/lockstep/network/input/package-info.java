/**
 * The input stage: what lies between an encoded example and the first dense layer.
 *
 * <p>A stage divides the numbers of an encoded example into blocks, one behind the other. A {@link
 * org.lockstep.network.input.PlainInputs} passes its numbers on, an {@link
 * org.lockstep.network.input.EmbeddedWord} replaces the index of a word by a learned row, and
 * {@link org.lockstep.network.input.PeriodicNumbers} replace each number by learned waves. What the
 * blocks give lies one behind the other too; the first dense layer takes it, each number multiplied
 * by a learned scale where the stage has one.
 *
 * <pre>
 *   x (inputs, m)  →  block 1, block 2, ...  →  A (outputs, m)  →  s ⊙ A  →  W of layer 1
 * </pre>
 *
 * <p>The parameters lie at the beginning of the parameter vector, block by block and then s, as
 * {@link org.lockstep.network.input.InputStage#tensors} lists them. There are two implementations
 * of the equations: {@link org.lockstep.network.input.InputLayer} in single precision, for training
 * and for predictions, and {@link org.lockstep.network.input.TextbookInputs} in double precision,
 * one example after the other, which the gradient check compares with central differences.
 *
 * <p>An example's result does not depend on those beside it, and gradients are added over the
 * examples in their order. There is no fused multiply-add, and sine and cosine are the polynomials
 * of {@link org.lockstep.network.input.Turns}: the bits of a stage are the same on every processor,
 * with either kernel.
 *
 * <p>The gradient of an embedding is filled in the rows of the words that a batch has, and is 0
 * elsewhere. It is exchanged as a dense vector, as every gradient: the tree adds the lanes' sums
 * element by element in one fixed order, and momentum, weight decay and Adam's means move the rows
 * without a gradient too, which a sparse exchange would have to give up or to catch up with later.
 * It costs what a dense layer of as many parameters costs: four bytes a parameter and subtree on
 * the way, one addition, and a step of the optimizer.
 */
@NullMarked
package org.lockstep.network.input;

import org.jspecify.annotations.NullMarked;
