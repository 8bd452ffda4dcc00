package org.lockstep.network.input;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The shape of the input stage.
 *
 * @param blocks of the numbers of an encoded example, in their order; empty if all pass as they are
 * @param scale whether each number that goes into the first dense layer has a learned scale: x ← s
 *     ⊙ x, s = 1 at the beginning. Source: Holzmüller, Grinsztajn and Steinwart, "Better by
 *     Default: Strong Pre-Tuned MLPs and Boosted Trees on Tabular Data", NeurIPS 2024, section 3
 *     (the scaling layer of RealMLP)
 * @param sparse inputs that go into the first layer's product beside what the blocks give; {@link
 *     SparseInputs#NONE} in models that do not record them
 */
public record InputStage(
    List<InputBlock> blocks,
    boolean scale,
    @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = InputStage.SparseOrNone.class)
        @JsonSetter(nulls = Nulls.SET)
        SparseInputs sparse)
    implements Serializable {
  /** No stage: an encoded example is the input of the first dense layer. */
  public static final InputStage NONE = new InputStage(List.of(), false);

  /** The name of the scale among the parameters. */
  static final String SCALE = "input.scale";

  /** Joins plain blocks that follow each other; if all are plain, there are none. */
  public InputStage(List<InputBlock> blocks, boolean scale, @Nullable SparseInputs sparse) {
    List<InputBlock> joined = new ArrayList<>();
    for (InputBlock block : blocks) {
      int last = joined.size() - 1;
      if (block instanceof PlainInputs plain
          && last >= 0
          && joined.get(last) instanceof PlainInputs before) {
        joined.set(last, new PlainInputs(Math.addExact(before.inputs(), plain.inputs())));
      } else {
        joined.add(block);
      }
    }
    this.blocks =
        joined.stream().allMatch(PlainInputs.class::isInstance) ? List.of() : List.copyOf(joined);
    this.scale = scale;
    this.sparse = sparse == null ? SparseInputs.NONE : sparse;
  }

  /** A stage without sparse inputs. */
  public InputStage(List<InputBlock> blocks, boolean scale) {
    this(blocks, scale, SparseInputs.NONE);
  }

  /** Whether there is nothing between the inputs and the first layer. */
  @JsonIgnore
  public boolean isNone() {
    return blocks.isEmpty() && !scale;
  }

  /**
   * Requires that the blocks take the numbers of an encoded example.
   *
   * @param inputs numbers of an encoded example
   * @throws IllegalArgumentException if they do not
   */
  public void requireFits(int inputs) {
    long sum = blocks.stream().mapToLong(InputBlock::inputs).sum();
    if (!blocks.isEmpty() && sum != inputs) {
      throw new IllegalArgumentException(
          "the input stage takes %,d numbers, an example has %,d".formatted(sum, inputs));
    }
    long outputs = blocks.stream().mapToLong(InputBlock::outputs).sum();
    if (outputs > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "the input stage gives %,d numbers, more than 2^31".formatted(outputs));
    }
  }

  /**
   * Inputs of the first dense layer.
   *
   * @param inputs numbers of an encoded example
   */
  public int outputs(int inputs) {
    return blocks.isEmpty() ? inputs : (int) blocks.stream().mapToLong(InputBlock::outputs).sum();
  }

  /** The number of its parameters. */
  public long parameterCount(int inputs) {
    return blocks.stream().mapToLong(InputBlock::parameterCount).sum()
        + (scale ? outputs(inputs) : 0);
  }

  /** Where the scale begins in the parameter vector. */
  int scaleOffset() {
    return (int) blocks.stream().mapToLong(InputBlock::parameterCount).sum();
  }

  /** The blocks; one plain one if an example passes as it is. */
  List<InputBlock> blocks(int inputs) {
    return blocks.isEmpty() ? List.of(new PlainInputs(inputs)) : blocks;
  }

  /** Its parameters, in the order of the parameter vector, which they begin. */
  public List<InputTensor> tensors(int inputs) {
    List<InputTensor> tensors = new ArrayList<>();
    int from = 0;
    int number = 1;
    for (InputBlock block : blocks) {
      if (block.parameterCount() > 0) {
        tensors.addAll(block.tensors(number++, from));
        from += (int) block.parameterCount();
      }
    }
    if (scale) {
      tensors.add(new InputTensor(SCALE, from, List.of(outputs(inputs))));
    }
    return tensors;
  }

  /**
   * Draws the initial parameters.
   *
   * @param theta the parameter vector
   * @param random the random numbers of a block, by its place among all blocks, from 0
   */
  public void draw(float[] theta, int inputs, IntFunction<BlockRandom> random) {
    int from = 0;
    for (int b = 0; b < blocks.size(); b++) {
      blocks.get(b).draw(theta, from, random.apply(b));
      from += (int) blocks.get(b).parameterCount();
    }
    if (scale) {
      Arrays.fill(theta, from, from + outputs(inputs), 1f);
    }
  }

  /** For Jackson: the default value, which is not written. */
  public static final class OrNone {
    @Override
    public boolean equals(@Nullable Object other) {
      return other == null || other.equals(NONE);
    }

    @Override
    public int hashCode() {
      return 0;
    }
  }

  /** For Jackson: no sparse inputs, which are not written. */
  public static final class SparseOrNone {
    @Override
    public boolean equals(@Nullable Object other) {
      return other == null || other.equals(SparseInputs.NONE);
    }

    @Override
    public int hashCode() {
      return 0;
    }
  }
}
