package org.lockstep.jobs.init;

import java.util.ArrayList;
import java.util.List;
import org.lockstep.encoding.Task;

/** The lines of a generated settings file that follow from the suggested training. */
record NetworkDraft(SuggestedTraining suggested, FeatureChoice features, Task task) {
  /** The rows to validate on, as lines of the block data. */
  List<String> validation() {
    SuggestedTraining.HeldOut heldOut = suggested.heldOut();
    boolean classes = task == Task.CLASSIFICATION;
    if (!heldOut.isAny()) {
      return List.of(
          "# The validation examples: the path of another table; this one has too few distinct",
          "# rows to set some aside.",
          "validation = null");
    }
    if (heldOut.folds() > 0) {
      return List.of(
          "# Cross-validation: a run for each fold of the rows finds how many epochs are best, and",
          "# how good they make a model; the model itself then trains on all rows. A fraction such",
          "# as 0.2 holds rows back instead, in a sixth of the time; training.calibrate,",
          "# training.threshold and intervals of predictions need that.",
          classes
              ? "validation = { folds = %d, stratified = true }".formatted(heldOut.folds())
              : "validation = { folds = %d }".formatted(heldOut.folds()));
    }
    return List.of(
        "# The validation examples: a fraction of the rows, selected by a hash of their",
        "# features; or the path of another table. Stratified: the fraction of each class.",
        classes
            ? "validation = { share = %s, stratified = true }".formatted(heldOut.share())
            : "validation = " + heldOut.share());
  }

  /** The scaling of the features, as lines of the block data. */
  List<String> scaling() {
    if (suggested.network().embedsNumbers()) {
      return List.of(
          "# Scales each feature by its median and quartiles, and bends what lies far outside; or",
          "# standard (mean 0, deviation 1), min-max (0 to 1), quantile (to a normal distribution).",
          "scaling = robust",
          "smooth-clip = 3");
    }
    if (features.areSparse()) {
      return List.of(
          "# Scales each feature to mean 0 and deviation 1, and divides sparse vectors by the root",
          "# of the mean square of their numbers; or min-max (0 to 1), none.",
          "scaling = standard");
    }
    return features.arePixels()
        ? List.of(
            "# Scales all features to the range 0 to 1; or standard (mean 0, deviation 1), none.",
            "scaling = min-max")
        : List.of(
            "# Scales each feature to mean 0 and deviation 1; or min-max (0 to 1), none.",
            "scaling = standard");
  }

  /** The parts of a network for columns of numbers and sparse vectors, as lines of its block. */
  String parts() {
    SuggestedTraining.Network network = suggested.network();
    String dropout =
        """

          # Units that are left out at random in each iteration.
          dropout = %s
        """
            .formatted(network.dropout());
    String embedding =
        """

          # Each number becomes several, by cosines whose frequencies are learned: steps and bends
          # are found that trees find by their splits.
          number-embedding { type = pbld }
        """;
    if (network.embedsNumbers()) {
      return dropout + embedding;
    }
    return network.dropout() > 0 ? dropout : "";
  }

  /** The optimizer, as lines of the block training. */
  List<String> optimizer() {
    double rate = suggested.step().learningRate();
    if (suggested.step().weightDecay().isEmpty()) {
      return List.of(
          "# AdaGrad, whose steps move the weights of inputs that occur alone; those of adamw move",
          "# all. The learning rate falls to 0 over all epochs.",
          "optimizer { type = adagrad, learning-rate = %s }".formatted(rate));
    }
    return List.of(
        "# AdamW; weight-decay draws the weights to 0, more of it keeps a network from learning",
        "# the rows by heart. The learning rate falls to 0 over all epochs.",
        "optimizer { type = adamw, learning-rate = %s, weight-decay = %s }"
            .formatted(rate, suggested.step().weightDecay().getAsDouble()));
  }

  /** How long the training lasts and what follows it, as lines of the block training. */
  List<String> length() {
    if (!suggested.heldOut().isAny()) {
      return List.of("# The number of epochs.", "epochs = " + suggested.length().epochs());
    }
    List<String> lines =
        new ArrayList<>(
            List.of(
                "# The maximum number of epochs. Early stopping ends the run after this many epochs",
                "# without a lower validation loss, and keeps the best model.",
                "epochs = " + suggested.length().epochs(),
                "early-stopping { patience = %s }".formatted(suggested.length().patience())));
    if (task == Task.CLASSIFICATION && suggested.heldOut().folds() == 0) {
      lines.add("");
      lines.add("# Makes probabilities as sure as the validation examples prove them; and, of two");
      lines.add("# classes, from which probability on the positive one is predicted: by f1,");
      lines.add("# balanced, { recall = 0.9 } or costs.");
      lines.add("calibrate = true");
      lines.add("# threshold = balanced");
    }
    return lines;
  }
}
