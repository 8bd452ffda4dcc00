package org.lockstep.jobs.init;

import java.util.List;

/**
 * How a table of a certain size is trained.
 *
 * @param validation share of the rows to hold back; 0 for none
 * @param hidden units of each hidden layer
 * @param batchSize examples of a mini-batch
 * @param learningRate η of Adam
 * @param epochs passes over the examples, at most
 * @param patience validations in a row that may pass without a gain
 */
record Recipe(
    double validation,
    List<Integer> hidden,
    int batchSize,
    double learningRate,
    int epochs,
    int patience) {
  /** With fewer rows, a part of them says little about a model. */
  static final int FEWEST_TO_SHARE = 50;

  /** So many steps of Adam bring a small network to where it gains little. */
  private static final long ITERATIONS = 5000;

  private static final int FEWEST_EPOCHS = 10;
  private static final int MOST_EPOCHS = 200;

  /** More inputs than this make a picture or a text, whose first layer needs room. */
  private static final int MANY_INPUTS = 256;

  /** The recipe for so many rows of so many inputs. */
  static Recipe of(long rows, int inputs) {
    double validation = rows < FEWEST_TO_SHARE ? 0 : rows < 10_000 ? 0.2 : 0.1;
    int batchSize = rows < 2_000 ? 32 : rows < 20_000 ? 64 : rows < 200_000 ? 128 : 512;
    double learningRate = rows < 2_000 ? 0.005 : rows < 20_000 ? 0.002 : 0.001;
    List<Integer> hidden =
        rows < 1_000
            ? List.of(32)
            : rows < 20_000
                ? List.of(64, 32)
                : rows < 200_000 && inputs <= MANY_INPUTS ? List.of(128, 64) : List.of(256, 128);
    long iterationsPerEpoch = (long) Math.ceil(rows * (1 - validation) / batchSize);
    int epochs =
        (int) Math.max(FEWEST_EPOCHS, Math.min(MOST_EPOCHS, ITERATIONS / iterationsPerEpoch));
    return new Recipe(
        validation, hidden, batchSize, learningRate, epochs, Math.max(3, epochs / 10));
  }

  /** The same without examples to validate on. */
  Recipe withoutValidation() {
    return new Recipe(0, hidden, batchSize, learningRate, epochs, patience);
  }
}
