package org.lockstep.network.input;

import java.util.ArrayList;
import java.util.List;
import org.lockstep.network.input.NumberEmbedding.Form;

/**
 * Numbers that become waves, and a small linear layer of each number; see {@link
 * NumberEmbedding.Form} for the equations.
 *
 * <p>Parameters, for n numbers, K frequencies and d numbers that the linear layer gives for one:
 *
 * <pre>
 *   c (n, K)                     frequencies, normal with deviation σ
 *   φ (n, K)                     phases in radians, uniform in ±π; pbld alone
 *   W (d, 2, n, K) or (d, n, K)  weights of the sines, then of the cosines; of the cosines alone
 *   b (n, d)                     biases
 * </pre>
 *
 * <p>W and b are uniform in ±1/√(waves), as PyTorch's {@code Linear} draws them.
 *
 * @param inputs numbers that are embedded, each with parameters of its own
 * @param embedding of each
 */
public record PeriodicNumbers(int inputs, NumberEmbedding embedding) implements InputBlock {
  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it is not 1 or more
   */
  public PeriodicNumbers {
    if (inputs < 1) {
      throw new IllegalArgumentException("a block of %d inputs".formatted(inputs));
    }
  }

  @Override
  public long outputs() {
    return (long) inputs * embedding.width();
  }

  /** Frequencies of all numbers. */
  long frequencies() {
    return (long) inputs * embedding.frequencies();
  }

  private long weights() {
    return frequencies() * embedding.waves() * embedding.linearWidth();
  }

  @Override
  public long parameterCount() {
    long phases = hasPhase() ? frequencies() : 0;
    return frequencies() + phases + weights() + (long) inputs * embedding.linearWidth();
  }

  boolean hasPhase() {
    return embedding.form() == Form.PBLD;
  }

  /** Where the phases begin, counted from the first parameter. */
  int phaseOffset() {
    return (int) frequencies();
  }

  /** Where W begins, counted from the first parameter. */
  int weightsOffset() {
    return (int) frequencies() * (hasPhase() ? 2 : 1);
  }

  /** Where b begins, counted from the first parameter. */
  int biasOffset() {
    return weightsOffset() + (int) weights();
  }

  @Override
  public List<InputTensor> tensors(int number, int from) {
    String name = "numbers.%d.".formatted(number);
    int k = embedding.frequencies();
    int d = embedding.linearWidth();
    List<InputTensor> tensors = new ArrayList<>();
    tensors.add(new InputTensor(name + "frequency", from, List.of(inputs, k)));
    if (hasPhase()) {
      tensors.add(new InputTensor(name + "phase", from + phaseOffset(), List.of(inputs, k)));
    }
    tensors.add(
        new InputTensor(
            name + "weight",
            from + weightsOffset(),
            embedding.waves() == 2 ? List.of(d, 2, inputs, k) : List.of(d, inputs, k)));
    tensors.add(new InputTensor(name + "bias", from + biasOffset(), List.of(inputs, d)));
    return tensors;
  }

  @Override
  public void draw(float[] theta, int from, BlockRandom random) {
    int frequencies = (int) frequencies();
    long next = 0;
    for (int i = 0; i < frequencies; i++) {
      theta[from + i] = (float) (embedding.sigma() * random.normal(next++));
    }
    next *= 2; // a normal number takes two uniform ones
    for (int i = phaseOffset(); i < weightsOffset(); i++) {
      theta[from + i] = (float) ((2 * random.uniform(next++) - 1) * Math.PI);
    }
    double limit = 1 / Math.sqrt((double) embedding.waves() * embedding.frequencies());
    for (int i = weightsOffset(); i < parameterCount(); i++) {
      theta[from + i] = (float) ((2 * random.uniform(next++) - 1) * limit);
    }
  }

  @Override
  public BlockLayer layer(int from) {
    return new PeriodicLayer(this, from);
  }

  @Override
  public TextbookBlock textbook(int from) {
    return new TextbookPeriodic(this, from);
  }
}
