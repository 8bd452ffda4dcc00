package org.lockstep.encoding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lockstep.UserException;

/**
 * What an exported graph's inputs look like, and the names of its outputs and of its inputs that
 * are not columns.
 *
 * @param label the output of the most probable class
 * @param probabilities the output of the probabilities of the classes
 * @param prediction the output of a regression
 * @param valid the output that says whether a row can be encoded
 * @param missingSuffix added to a column's name for the input that says whether its value is
 *     missing
 * @param inputs the form of the inputs
 */
public record GraphNames(
    String label,
    String probabilities,
    String prediction,
    String valid,
    String missingSuffix,
    Inputs inputs) {
  /** The default names, and plain inputs. */
  public static final GraphNames DEFAULT =
      new GraphNames("label", "probabilities", "prediction", "valid", "_missing", Inputs.PLAIN);

  /** The forms of a graph's inputs. */
  public enum Inputs {
    /**
     * One input a column: integers that may not be missing are int64, an empty word and the date
     * -2^63 are missing values. A column among whose words is the empty one has a second input.
     */
    PLAIN,
    /**
     * Those of all files before there were plain ones: numbers are float or double, and each column
     * of words or dates that may be missing has a second input, which says so.
     */
    MARKED;

    /** Its name as an option's value. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Checks the names.
   *
   * @throws UserException if one is blank
   */
  public GraphNames {
    for (String name : List.of(label, probabilities, prediction, valid, missingSuffix)) {
      if (name.isBlank()) {
        throw new UserException(
            "the name of an output of the graph is blank",
            "--label-column, --probabilities-column, --prediction-column, --valid-column,"
                + " --missing-suffix",
            "name the output");
      }
    }
  }

  /** The names of the outputs of a model's graph, by the options that set them. */
  public Map<String, String> outputs(TargetEncoding target) {
    Map<String, String> outputs = new LinkedHashMap<>();
    if (target.task() == Task.CLASSIFICATION) {
      outputs.put("--label-column", label);
      outputs.put("--probabilities-column", probabilities);
    } else {
      outputs.put("--prediction-column", prediction);
    }
    outputs.put("--valid-column", valid);
    return outputs;
  }

  /** The name of the input that says whether a word or a date is missing. */
  public String missing(FeatureColumn column) {
    return column.name() + missingSuffix;
  }

  /** Whether a column has such an input; for numbers, NaN stands for a missing value. */
  public boolean hasMissingInput(FeatureColumn column) {
    return !(column instanceof NumberColumn)
        && !(column instanceof SparseColumn)
        && column.missing() != Missing.ERROR
        && (inputs == Inputs.MARKED
            || (column instanceof FeatureColumn.OfLevels words && words.levels().contains("")));
  }

  /** An error for each name that is used twice in the graph of a model. */
  public List<UserException> clashes(Encoding encoding) {
    List<UserException> clashes = new ArrayList<>();
    Map<String, String> taken = new LinkedHashMap<>();
    encoding.features().forEach(column -> taken.put(column.name(), "a column of the model"));
    for (FeatureColumn column : encoding.features()) {
      if (hasMissingInput(column)) {
        claim(
            missing(column),
            "--missing-suffix",
            "the one that says whether %s is missing",
            column,
            taken,
            clashes);
      }
    }
    outputs(encoding.target())
        .forEach((option, name) -> claim(name, option, "an output", null, taken, clashes));
    return clashes;
  }

  private static void claim(
      String name,
      String option,
      String what,
      @org.jspecify.annotations.Nullable FeatureColumn column,
      Map<String, String> taken,
      List<UserException> clashes) {
    String use = column == null ? what : what.formatted(column.name());
    String other = taken.putIfAbsent(name, use);
    if (other != null) {
      clashes.add(
          new UserException(
              "two inputs or outputs would be named %s: %s, and %s".formatted(name, other, use),
              "names of the exported graph",
              "give %s another".formatted(option)));
    }
  }
}
