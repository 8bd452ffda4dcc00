package org.lockstep.jobs.init;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.lockstep.encoding.Task;
import org.lockstep.network.Activation;

/**
 * Network and training settings for a table of a given size.
 *
 * <p>Columns of numbers and words get what networks lack beside trees: scaling by quartiles,
 * embedded numbers and words, dropout; weight decay keeps small tables from being learnt by heart.
 * Sparse vectors, such as counts of words, get a small layer and AdaGrad, whose steps move the
 * weights of inputs that occur alone. Large tables take time, so theirs is a number of epochs that
 * a person would wait for, with large batches. For all the learning rate falls along half a cosine
 * to 0, which gains most of what more epochs would.
 *
 * @param heldOut rows to validate on
 * @param batchSize examples of a mini-batch
 * @param step of the optimizer
 * @param length of the training
 */
record SuggestedTraining(
    HeldOut heldOut, Network network, int batchSize, Step step, Length length) {
  /**
   * Rows to validate on.
   *
   * @param share fraction of the rows; 0 for none
   * @param folds of a cross-validation, after which a model trains on all rows; 0 for none
   */
  record HeldOut(double share, int folds) {
    /** No rows. */
    static final HeldOut NONE = new HeldOut(0, 0);

    /** Whether there are any. */
    boolean isAny() {
      return share > 0;
    }
  }

  /**
   * The network.
   *
   * @param hidden units of each hidden layer
   * @param activation of the hidden layers
   * @param dropout of their outputs; 0 for pixels
   * @param embedsNumbers whether each number becomes several
   */
  record Network(
      List<Integer> hidden, Activation activation, double dropout, boolean embedsNumbers) {}

  /**
   * A step.
   *
   * @param learningRate η of the first
   * @param weightDecay λ of AdamW; empty for AdaGrad, which has none
   */
  record Step(double learningRate, OptionalDouble weightDecay) {
    /** Of AdamW. */
    Step(double learningRate, double weightDecay) {
      this(learningRate, OptionalDouble.of(weightDecay));
    }
  }

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

  /** Of large tables: what a person would wait for. */
  private static final long ITERATIONS_OF_LARGE = 4000;

  private static final int FEWEST_EPOCHS = 2;

  /** Classes of a small table are learnt by heart sooner. */
  private static final int MOST_EPOCHS_OF_CLASSES = 80;

  private static final int MOST_EPOCHS = 200;

  /** More inputs than this suggest images or text, which need a wider first layer. */
  private static final int MANY_INPUTS = 256;

  /** Folds of a cross-validation. */
  private static final int FOLDS = 5;

  /** From here on each fold has a hundred rows, and says about how many epochs are best. */
  private static final long FOLDED = 100L * FOLDS;

  private static final long SMALL = 2_000;
  private static final long MIDDLE = 20_000;
  private static final long LARGE = 200_000;

  /** Returns the settings for columns of numbers and words. */
  static SuggestedTraining ofColumns(long rows, Task task) {
    boolean classes = task == Task.CLASSIFICATION;
    // Smooth where it pays: its derivative costs more than that of relu
    Activation activation = rows < MIDDLE && classes ? Activation.MISH : Activation.RELU;
    int batchSize =
        rows < SMALL ? 32 : rows < MIDDLE ? 64 : rows < LARGE ? 256 : rows < 1_000_000 ? 512 : 1024;
    int epochs =
        epochs(
            rows,
            batchSize,
            rows < MIDDLE ? ITERATIONS : ITERATIONS_OF_LARGE,
            classes ? MOST_EPOCHS_OF_CLASSES : MOST_EPOCHS);
    boolean folded = rows >= FOLDED && rows < SMALL;
    return new SuggestedTraining(
        new HeldOut(share(rows), folded ? FOLDS : 0),
        new Network(List.of(128, 128), activation, dropout(rows, classes), true),
        batchSize,
        new Step(classes || rows >= MIDDLE ? 0.002 : 0.005, weightDecay(rows, classes)),
        new Length(epochs, Math.max(FEWEST_EPOCHS, epochs / 2)));
  }

  private static double dropout(long rows, boolean classes) {
    if (rows < MIDDLE) {
      return rows < SMALL && classes ? 0.3 : 0.2;
    }
    return rows < LARGE ? 0.1 : 0;
  }

  private static double weightDecay(long rows, boolean classes) {
    if (rows < SMALL) {
      return classes ? 1 : 0.5;
    }
    return rows < MIDDLE ? 0.3 : 0.01;
  }

  /**
   * Returns the settings for pixels and other numbers of which none means much by itself.
   *
   * @param inputs the input width of the network
   */
  static SuggestedTraining ofPixels(long rows, int inputs) {
    int batchSize =
        rows < SMALL ? 32 : rows < MIDDLE ? 64 : rows < LARGE ? 128 : rows < 1_000_000 ? 512 : 1024;
    List<Integer> hidden =
        rows < MIDDLE
            ? List.of(64, 32)
            : rows < LARGE && inputs <= MANY_INPUTS ? List.of(128, 64) : List.of(256, 128);
    int epochs = epochs(rows, batchSize, ITERATIONS, 100);
    return new SuggestedTraining(
        new HeldOut(share(rows), 0),
        new Network(hidden, Activation.RELU, 0, false),
        batchSize,
        new Step(
            rows < SMALL ? 0.005 : rows < MIDDLE ? 0.002 : 0.001,
            rows < SMALL ? 1 : rows < MIDDLE ? 0.1 : 0.01),
        new Length(epochs, Math.max(FEWEST_EPOCHS, epochs / 5)));
  }

  /** Returns the settings for sparse vectors, with or without other columns. */
  static SuggestedTraining ofSparse(long rows) {
    int batchSize = rows < MIDDLE ? 32 : rows < LARGE ? 64 : rows < 1_000_000 ? 256 : 1024;
    boolean few = rows < MIDDLE;
    int epochs = epochs(rows, batchSize, ITERATIONS, few ? 30 : 10);
    return new SuggestedTraining(
        new HeldOut(share(rows), 0),
        new Network(List.of(64), Activation.RELU, few ? 0.3 : 0, false),
        batchSize,
        new Step(few ? 0.05 : 0.1, OptionalDouble.empty()),
        new Length(epochs, Math.max(FEWEST_EPOCHS, epochs / 2)));
  }

  private static double share(long rows) {
    if (rows < MIN_ROWS_TO_VALIDATE) {
      return 0;
    }
    return rows < 10_000 ? 0.2 : rows < LARGE ? 0.1 : 0.05;
  }

  private static int epochs(long rows, int batchSize, long iterations, int most) {
    long ofEpoch = (long) Math.ceil(rows * (1 - share(rows)) / batchSize);
    return (int) Math.max(FEWEST_EPOCHS, Math.min(most, iterations / ofEpoch));
  }

  /** Returns these settings without validation. */
  SuggestedTraining withoutValidation() {
    return new SuggestedTraining(HeldOut.NONE, network, batchSize, step, length);
  }

  /** Returns these settings with a share of the rows for validation instead of folds. */
  SuggestedTraining withoutFolds() {
    return new SuggestedTraining(new HeldOut(heldOut.share(), 0), network, batchSize, step, length);
  }

  /** Why the network and its training are as they are, for the user. */
  String reason(long rows, int inputs) {
    String size = String.format(Locale.ROOT, "For %,d rows and %,d inputs: ", rows, inputs);
    if (step.weightDecay().isEmpty()) {
      return size
          + "most of them 0, one layer, and adagrad, whose steps move the weights of inputs that"
          + " occur alone";
    }
    if (!network.embedsNumbers()) {
      return size + "layers and epochs for pixels, counts or the like";
    }
    if (rows < MIDDLE) {
      return size
          + "embedded numbers, which find the steps and bends that trees find by their splits;"
          + " dropout and strong weight decay, since few rows are soon learnt by heart; many"
          + " epochs, which take seconds, and the best of them";
    }
    return size
        + "embedded numbers, which find the steps and bends that trees find by their splits;"
        + " about %,d iterations or two epochs, which end soon: more epochs, with a patience to"
            .formatted(ITERATIONS_OF_LARGE)
        + " match, may still gain";
  }
}
