package org.lockstep.data.table;

import java.io.Serializable;

/**
 * The advice in messages about columns, with the names of the settings that the reader uses.
 *
 * @param names what its settings are called
 * @param isOfModel whether the table is read as a model has been trained, which no setting of the
 *     command can change
 */
public record Advice(Names names, boolean isOfModel) implements Serializable {
  /** The names of the settings. */
  public enum Names {
    /** Keys of a settings file. */
    KEYS(
        "data.missing",
        "data.categories.missing",
        "data.missing-label",
        "data.categories.unseen",
        "data.dates",
        "set training.task = classification",
        "set training.task = regression"),
    /** Parameters of an estimator of Spark ML. */
    PARAMETERS(
        "missing",
        "missingWords",
        "missingLabel",
        "unseenWords",
        "dates",
        "use a LockstepClassifier",
        "use a LockstepRegressor");

    private final String missing;
    private final String missingWords;
    private final String missingLabel;
    private final String unseen;
    private final String dates;
    private final String classify;
    private final String regress;

    Names(
        String missing,
        String missingWords,
        String missingLabel,
        String unseen,
        String dates,
        String classify,
        String regress) {
      this.missing = missing;
      this.missingWords = missingWords;
      this.missingLabel = missingLabel;
      this.unseen = unseen;
      this.dates = dates;
      this.classify = classify;
      this.regress = regress;
    }

    /** The setting that names the columns of features. */
    public String features() {
      return this == KEYS ? "data.features" : "featuresCols";
    }

    /** The setting that names the label. */
    public String label() {
      return this == KEYS ? "data.label" : "labelCol";
    }

    /** The setting that names the weight. */
    public String weight() {
      return this == KEYS ? "data.weight" : "weightCol";
    }

    /** The setting that names the marks of validation rows. */
    public String validation() {
      return this == KEYS ? "data.validation.column" : "validationIndicatorCol";
    }

    /** The setting that names the marks of test rows; of an estimator none. */
    public String test() {
      return "data.test.column";
    }

    /** The setting that names the loss. */
    public String loss() {
      return this == KEYS ? "training.loss" : "loss";
    }

    /** The setting of the scaling of features. */
    public String scaling() {
      return this == KEYS ? "data.scaling" : "scaling";
    }

    /** The setting of the scaling of targets. */
    String targetScaling() {
      return this == KEYS ? "data.target-scaling" : "labelScaling";
    }

    /** The setting of the transform of targets, or of features. */
    public String transform(boolean ofTargets) {
      if (ofTargets) {
        return this == KEYS ? "data.target-transform" : "labelTransform";
      }
      return this == KEYS ? "data.columns" : "columns";
    }
  }

  /** The advice for a run. */
  public static Advice ofSettings(Names names) {
    return new Advice(names, false);
  }

  /** The advice for a table that is read by the encoding of a model. */
  public static Advice ofModel(Names names) {
    return new Advice(names, true);
  }

  private String set() {
    return isOfModel ? "train with" : "set";
  }

  /** For a feature with some missing values. */
  public String missing(boolean areWords) {
    String setting =
        "%s %s = mean, indicator or skip"
            .formatted(set(), areWords ? names.missingWords : names.missing);
    return isOfModel
        ? "fill them in, drop these rows, or " + setting
        : setting + ", or drop these rows or the column";
  }

  /** For a feature without any value, or an array in which an element never has one. */
  public String noValue() {
    return isOfModel ? "fill it in" : leaveOut();
  }

  /** For a feature that cannot be used. */
  public String leaveOut() {
    return isOfModel
        ? "give the model the columns that it was trained on"
        : "list the other columns in " + names.features();
  }

  /** For some missing labels or targets. */
  public String missingLabel() {
    return isOfModel
        ? "give --missing-label skip, or drop these rows"
        : "set %s = skip, or drop these rows".formatted(names.missingLabel);
  }

  /** For a label that cannot be used. */
  public String otherLabel() {
    return isOfModel ? "give the labels of these rows" : "name another column in " + names.label();
  }

  /** For words that the model does not know. */
  public String unseen() {
    return "correct them, or %s %s = zero or skip".formatted(set(), names.unseen);
  }

  /** For dates without an encoding. */
  public String dates() {
    return "set %s = cyclic or days, or list the other columns in %s"
        .formatted(names.dates, names.features());
  }

  /** How to train a classification. */
  public String classify() {
    return names.classify;
  }

  /** How to train a regression. */
  public String regress() {
    return names.regress;
  }
}
