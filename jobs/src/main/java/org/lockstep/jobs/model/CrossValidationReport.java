package org.lockstep.jobs.model;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lockstep.jobs.console.Report;
import org.lockstep.model.CrossValidation;

/** Formats the result of a cross-validation as text. */
public final class CrossValidationReport {
  private CrossValidationReport() {}

  /** The means with their standard errors, such as {@code loss 0.4271 +/- 0.0065, 5 folds}. */
  public static String line(CrossValidation result) {
    return "%s, %d folds"
        .formatted(
            Report.line(new LinkedHashMap<>(result.means()), result.standardErrors()),
            result.folds().size());
  }

  /** Prints a line for each fold, then those of means and deviations. */
  public static void print(CrossValidation result, PrintWriter to) {
    List<CrossValidation.Fold> folds = result.folds();
    for (int i = 0; i < folds.size(); i++) {
      to.println("fold  %d/%d  %s".formatted(i + 1, folds.size(), line(folds.get(i))));
    }
    to.println("cross-validation  " + line(result));
    to.println("deviation  " + Report.line(new LinkedHashMap<>(result.deviations())));
  }

  /** How many epochs a model has trained, such as {@code 12} or {@code 12.50}. */
  public static String epochs(double epochs) {
    return String.format(Locale.ROOT, epochs == Math.rint(epochs) ? "%.0f" : "%.2f", epochs);
  }

  /** The metrics of a fold and its length. */
  public static String line(CrossValidation.Fold fold) {
    Map<String, Double> metrics = fold.validation();
    return "%s, epochs %s"
        .formatted(Report.line(new LinkedHashMap<>(metrics)), epochs(fold.epochs()));
  }
}
