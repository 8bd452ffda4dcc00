package org.lockstep.network.input;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.Serializable;
import java.util.BitSet;
import java.util.List;

/** Some numbers of an encoded example, one behind the other, and what becomes of them. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = PlainInputs.class, name = "plain"),
  @JsonSubTypes.Type(value = EmbeddedWord.class, name = "word"),
  @JsonSubTypes.Type(value = PeriodicNumbers.class, name = "periodic")
})
public sealed interface InputBlock extends Serializable
    permits PlainInputs, EmbeddedWord, PeriodicNumbers {
  /** The numbers of an encoded example that it takes. */
  int inputs();

  /** The numbers that it gives to the first dense layer. */
  long outputs();

  /**
   * Its parameters in their order.
   *
   * @param number of the block among those with parameters, from 1, for their names
   * @param from where they begin in the parameter vector
   */
  List<InputTensor> tensors(int number, int from);

  /** The number of its parameters. */
  long parameterCount();

  /**
   * Marks the parameters on which what it gives for an example depends: all, unless the block says
   * otherwise.
   *
   * @param x the block's inputs
   * @param from where its parameters begin
   * @param used receives them, by their places in the parameter vector
   */
  default void markUsed(double[] x, int from, BitSet used) {
    used.set(from, from + (int) parameterCount());
  }

  /**
   * Draws its initial parameters.
   *
   * @param theta the parameter vector
   * @param from where they begin there
   * @param random numbers of this block's own
   */
  void draw(float[] theta, int from, BlockRandom random);

  /**
   * Its equations in single precision, for one thread.
   *
   * @param from where its parameters begin in the parameter vector
   */
  BlockLayer layer(int from);

  /** Its equations in double precision, for one example. */
  TextbookBlock textbook(int from);
}
