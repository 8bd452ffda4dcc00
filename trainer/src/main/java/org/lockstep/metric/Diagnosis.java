package org.lockstep.metric;

import java.util.List;
import java.util.Optional;

/**
 * What the epochs of a run say about it, and what to try: a pure function of the history.
 *
 * <p>An epoch is the best if no other has a better validation metric; the first of equals. Without
 * validation the training loss is looked at alone, and overfitting cannot be seen.
 *
 * @param finding what was found
 * @param sentence the finding and the advice, in one line without a full stop
 */
public record Diagnosis(Finding finding, String sentence) {
  /** What a history may show. */
  public enum Finding {
    /** The training loss is not finite, or ends well above its least: the steps are too large. */
    DIVERGES,
    /** The validation metric gets worse while the training loss falls. */
    OVERFITS,
    /** The best epoch is among the last, and the gain has not ebbed. */
    IMPROVES,
    /** Neither the metric nor the training loss has gained for long. */
    PLATEAU,
    /** The run has ended at its best, with nothing left to gain. */
    FINE
  }

  /**
   * An epoch of a history.
   *
   * @param number from 1
   * @param loss the mean training loss
   * @param validation the validation metric; NaN if the epoch has none
   */
  public record Epoch(int number, double loss, double validation) {}

  /** How good an epoch is by some measure; greater is better. */
  private record Merit(Epoch epoch, double value) {}

  private static final int FEWEST_EPOCHS = 4;

  /** Share of the epochs, at the end, that say which way the run goes. */
  private static final int LAST_PART = 10;

  /** A relative change that is more than the noise of a mean over some epochs. */
  private static final double NOTABLE = 0.02;

  /** Share of the whole fall of the training loss that it may rise again. */
  private static final double MOST_RISE = 0.5;

  private static final String SMALLER_STEPS =
      "try a tenth of training.optimizer.learning-rate, or training.clip.global-norm = 1";

  /**
   * Judges a history.
   *
   * @param epochs in order
   * @param metric the validation metric of the epochs; it says which value is better
   * @return empty if there are too few epochs to judge
   */
  public static Optional<Diagnosis> of(List<Epoch> epochs, ValidationMetric metric) {
    Optional<Epoch> broken = epochs.stream().filter(e -> !Double.isFinite(e.loss())).findFirst();
    if (broken.isPresent()) {
      return Optional.of(
          new Diagnosis(
              Finding.DIVERGES,
              "the training loss is not finite in epoch %d: the learning rate is too high; %s"
                  .formatted(broken.get().number(), SMALLER_STEPS)));
    }
    if (epochs.size() < FEWEST_EPOCHS) {
      return Optional.empty();
    }
    List<Merit> losses = epochs.stream().map(e -> new Merit(e, -e.loss())).toList();
    Epoch least = best(losses).epoch();
    if (rises(epochs, least.loss())) {
      return Optional.of(
          new Diagnosis(
              Finding.DIVERGES,
              "the training loss rises since epoch %d: the learning rate is too high; %s"
                  .formatted(least.number(), SMALLER_STEPS)));
    }
    List<Merit> validated =
        epochs.stream()
            .filter(e -> !Double.isNaN(e.validation()))
            .map(e -> new Merit(e, metric.gain(e.validation(), 0)))
            .toList();
    return Optional.of(
        validated.size() < FEWEST_EPOCHS
            ? withoutValidation(losses)
            : validated(epochs, validated, "validation " + metric.settingsName()));
  }

  /** Whether the loss has lost much of what it had gained, by more than noise. */
  private static boolean rises(List<Epoch> epochs, double least) {
    double last = lastLoss(epochs);
    double fall = epochs.get(0).loss() - least;
    return last - least > Math.max(MOST_RISE * fall, NOTABLE * Math.abs(least));
  }

  private static Diagnosis withoutValidation(List<Merit> losses) {
    return gainsAtTheEnd(losses)
        ? new Diagnosis(
            Finding.IMPROVES,
            "the training loss still falls: train longer, with more training.epochs, and set"
                + " data.validation to see when it overfits")
        : new Diagnosis(
            Finding.PLATEAU,
            "the training loss has levelled off; set data.validation to see whether it overfits");
  }

  private static Diagnosis validated(List<Epoch> epochs, List<Merit> merits, String name) {
    Merit top = best(merits);
    Epoch best = top.epoch();
    int last = epochs.get(epochs.size() - 1).number();
    int since = last - best.number();
    boolean isOld = since >= Math.max(2, lastPart(epochs));
    if (isOld && isWorse(merits, top) && lastLoss(epochs) < best.loss()) {
      return new Diagnosis(
          Finding.OVERFITS,
          ("%s has not gained since epoch %d while the training loss fell: it overfits; try"
                  + " network.dropout, training.regularization.l2, or fewer units in"
                  + " network.hidden")
              .formatted(name, best.number()));
    }
    if (!isOld && gainsAtTheEnd(merits)) {
      return new Diagnosis(
          Finding.IMPROVES,
          "%s still gains at epoch %d: train longer, with more training.epochs"
              .formatted(name, last));
    }
    if (isOld) {
      return new Diagnosis(
          Finding.PLATEAU,
          ("%s has not gained since epoch %d, a plateau: more epochs will not help; try another"
                  + " training.optimizer.learning-rate, training.schedule.type = cosine, or more"
                  + " units in network.hidden")
              .formatted(name, best.number()));
    }
    return new Diagnosis(
        Finding.FINE,
        "%s has levelled off at its best, in epoch %d: fine as it is"
            .formatted(name, best.number()));
  }

  private static Merit best(List<Merit> merits) {
    Merit best = merits.get(0);
    for (Merit merit : merits) {
      best = merit.value() > best.value() ? merit : best;
    }
    return best;
  }

  /** Whether the last epochs are notably worse than the best one. */
  private static boolean isWorse(List<Merit> merits, Merit best) {
    double last =
        lastOf(merits, lastPart(merits)).stream().mapToDouble(Merit::value).average().orElseThrow();
    return best.value() - last > NOTABLE * Math.abs(best.value());
  }

  /** Whether the best of the last epochs is notably better than the best of those before. */
  private static boolean gainsAtTheEnd(List<Merit> merits) {
    int part = lastPart(merits);
    double before = best(merits.subList(0, merits.size() - part)).value();
    double after = best(lastOf(merits, part)).value();
    return after - before > NOTABLE * Math.abs(before);
  }

  private static double lastLoss(List<Epoch> epochs) {
    return lastOf(epochs, lastPart(epochs)).stream()
        .mapToDouble(Epoch::loss)
        .average()
        .orElseThrow();
  }

  private static int lastPart(List<?> epochs) {
    return Math.max(1, epochs.size() / LAST_PART);
  }

  private static <T> List<T> lastOf(List<T> epochs, int count) {
    return epochs.subList(epochs.size() - count, epochs.size());
  }
}
