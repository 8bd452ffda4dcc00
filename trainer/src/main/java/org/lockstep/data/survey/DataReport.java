package org.lockstep.data.survey;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.lockstep.Problems;
import org.lockstep.UserException;
import org.lockstep.data.column.TableColumns;
import org.lockstep.data.table.TableSource;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Task;
import org.lockstep.settings.DataSettings;

/**
 * What the tables of a run hold, for people: found by reading each once, with nothing dealt and
 * nothing kept.
 *
 * @param rows of the table to train on, those that are held back included
 * @param examples rows to train on
 * @param validationExamples rows to judge by; 0 if there are none
 * @param features the feature columns that can be read
 * @param labels the target columns of a regression; the label of a classification, which has no
 *     statistics
 * @param weight the column of the examples' weights; it has no statistics
 * @param classes of a classification in their order, and how many rows to train on have each
 * @param encoding how rows become inputs and targets; empty if a problem was found
 * @param warnings what the user may want to know, a line each
 */
public record DataReport(
    long rows,
    long examples,
    long validationExamples,
    List<ColumnReport> features,
    List<ColumnReport> labels,
    Optional<ColumnReport> weight,
    Map<Object, Long> classes,
    Optional<Encoding> encoding,
    List<String> warnings) {
  /** Copies the lists and the map. */
  public DataReport {
    features = List.copyOf(features);
    labels = List.copyOf(labels);
    classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads the tables.
   *
   * @param known the encoding of a model that is to be trained further; empty to fit one
   * @param problems hears of all that a training would refuse
   * @throws UserException if the table to train on cannot be read at all, whoever hears
   */
  public static DataReport of(
      SparkSession spark, DataSettings settings, Optional<Encoding> known, Problems problems) {
    TrainingTables tables =
        TrainingTables.survey(TableSource.parquet(spark), settings, known, problems);
    TableColumns columns = tables.train().columns();
    TableSurvey survey = tables.train().survey();
    boolean isClassification = settings.target().task() == Task.CLASSIFICATION;
    return new DataReport(
        survey.rows(),
        tables.train().examples(),
        tables.validation().map(table -> table.survey().rows()).orElse(survey.heldBack()),
        ColumnReport.of(columns.features(), survey, 0),
        isClassification
            ? columns.labels().stream()
                .map(label -> ColumnReport.unread(label, survey.missingLabels(), List.of()))
                .toList()
            : ColumnReport.of(columns.labels(), survey, columns.features().size()),
        columns.weights().stream()
            .map(weight -> ColumnReport.unread(weight, 0, List.of()))
            .findFirst(),
        isClassification ? classes(tables.encoding(), survey) : Map.of(),
        tables.encoding(),
        tables.warnings());
  }

  /** Those of the encoding, which may know some that the table does not have. */
  private static Map<Object, Long> classes(Optional<Encoding> encoding, TableSurvey survey) {
    List<Object> labels =
        encoding.isPresent() && encoding.get().target() instanceof TargetEncoding.Classes known
            ? known.labels()
            : Labels.inOrder(survey);
    Map<Object, Long> counts = new LinkedHashMap<>();
    labels.forEach(label -> counts.put(label, survey.kept(label)));
    return counts;
  }

  /** Floats that an example takes in a lane: its inputs, its class or its targets, its weight. */
  public int floatsAnExample() {
    return encoding.map(Encoding::stride).orElse(0) + (weight.isPresent() ? 1 : 0);
  }
}
