package org.lockstep.jobs.init;

import java.util.List;

/**
 * Network and training settings for a table of a given size.
 *
 * @param validation fraction of the rows for validation; 0 for none
 * @param hidden units of each hidden layer
 * @param batchSize examples of a mini-batch
 * @param learningRate η of Adam
 * @param epochs the maximum number of epochs
 * @param patience of early stopping: validations without improvement
 */
record Recipe(
    double validation,
    List<Integer> hidden,
    int batchSize,
    double learningRate,
    int epochs,
    int patience) {
  /** With fewer rows, a validation set would be too small to be meaningful. */
  static final int MIN_ROWS_TO_VALIDATE = 50;

  /** A rule of thumb: after this many steps of Adam a small network improves little. */
  private static final long ITERATIONS = 5000;

  private static final int FEWEST_EPOCHS = 10;
  private static final int MOST_EPOCHS = 200;

  /** More inputs than this suggest images or text, which need a wider first layer. */
  private static final int MANY_INPUTS = 256;

  /** Returns the settings for a number of rows and the input width of the network. */
  static Recipe of(long rows, int inputs) {
    double validation = rows < MIN_ROWS_TO_VALIDATE ? 0 : rows < 10_000 ? 0.2 : 0.1;
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

  /** Returns these settings without validation. */
  Recipe withoutValidation() {
    return new Recipe(0, hidden, batchSize, learningRate, epochs, patience);
  }
}
