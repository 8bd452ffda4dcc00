package org.lockstep.jobs.init;

import java.util.List;
import java.util.Locale;

/**
 * Network and training settings for a table of a given size.
 *
 * <p>Small tables are overfitted, so theirs is a small network with weight decay. Large ones take
 * time, so theirs is a number of epochs that a person would wait for, with large batches. For all
 * the learning rate falls along half a cosine to 0, which gains most of what more epochs would.
 *
 * @param validation fraction of the rows for validation; 0 for none
 * @param hidden units of each hidden layer
 * @param batchSize examples of a mini-batch
 * @param step of AdamW
 * @param length of the training
 */
record SuggestedTraining(
    double validation, List<Integer> hidden, int batchSize, Step step, Length length) {
  /**
   * A step of AdamW.
   *
   * @param learningRate η of the first
   * @param weightDecay λ
   */
  record Step(double learningRate, double weightDecay) {}

  /**
   * How long the training lasts.
   *
   * @param epochs the maximum number of epochs
   * @param patience of early stopping: validations without improvement
   */
  record Length(int epochs, int patience) {}

  /** With fewer rows, a validation set would be too small to be meaningful. */
  static final int MIN_ROWS_TO_VALIDATE = 50;

  /** A rule of thumb: after this many steps a small network improves little. */
  private static final long ITERATIONS = 8000;

  private static final int FEWEST_EPOCHS = 3;
  private static final int MOST_EPOCHS = 100;

  /** More inputs than this suggest images or text, which need a wider first layer. */
  private static final int MANY_INPUTS = 256;

  /** Up to so many rows the network has one layer. */
  private static final long SMALL = 1_000;

  private static final long MIDDLE = 20_000;
  private static final long LARGE = 200_000;

  /** Returns the settings for a number of rows and the input width of the network. */
  static SuggestedTraining of(long rows, int inputs) {
    double validation = rows < MIN_ROWS_TO_VALIDATE ? 0 : rows < 10_000 ? 0.2 : 0.1;
    int batchSize = batchSize(rows);
    long iterationsPerEpoch = (long) Math.ceil(rows * (1 - validation) / batchSize);
    int epochs =
        (int) Math.max(FEWEST_EPOCHS, Math.min(MOST_EPOCHS, ITERATIONS / iterationsPerEpoch));
    return new SuggestedTraining(
        validation,
        hidden(rows, inputs),
        batchSize,
        new Step(rows < 2_000 ? 0.005 : rows < MIDDLE ? 0.002 : 0.001, weightDecay(rows)),
        new Length(epochs, Math.max(FEWEST_EPOCHS, epochs / 5)));
  }

  private static int batchSize(long rows) {
    if (rows < MIDDLE) {
      return rows < 2_000 ? 32 : 64;
    }
    return rows < LARGE ? 128 : rows < 1_000_000 ? 512 : 1024;
  }

  private static List<Integer> hidden(long rows, int inputs) {
    if (rows < MIDDLE) {
      return rows < SMALL ? List.of(32) : List.of(64, 32);
    }
    return rows < LARGE && inputs <= MANY_INPUTS ? List.of(128, 64) : List.of(256, 128);
  }

  private static double weightDecay(long rows) {
    return rows < 2_000 ? 1 : rows < MIDDLE ? 0.1 : 0.01;
  }

  /** Returns these settings without validation. */
  SuggestedTraining withoutValidation() {
    return new SuggestedTraining(0, hidden, batchSize, step, length);
  }

  /** Why the network and its training are as they are, for the user. */
  String reason(long rows, int inputs) {
    String size = String.format(Locale.ROOT, "For %,d rows and %,d inputs: ", rows, inputs);
    if (rows < 2_000) {
      return size
          + "a small network and strong weight decay, since few rows are soon learnt by heart, and"
          + " many epochs, which take seconds";
    }
    if (rows < LARGE) {
      return size
          + "about %,d iterations, after which a network of this size improves little"
              .formatted(ITERATIONS);
    }
    return size
        + "large batches and few epochs, which end in minutes; more epochs, with a patience to"
        + " match, may still gain";
  }
}
