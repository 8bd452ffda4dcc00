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
import org.lockstep.data.source.TableReader;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Task;
import org.lockstep.settings.data.DataSettings;

/**
 * A description of the tables of a run. Each is read once; nothing is dealt to lanes.
 *
 * @param counts rows of the tables
 * @param columns what the columns hold
 * @param classes of a classification in their order, and how many rows to train on have each
 * @param encoding how rows become inputs and targets; empty if a problem was found
 * @param warnings lines for the user
 * @param inferred the columns whose types were found in their values, as in a CSV, with these
 *     types: {@code age int}
 */
public record DataReport(
    Counts counts,
    Columns columns,
    Map<Object, Long> classes,
    Optional<Encoding> encoding,
    List<String> warnings,
    List<String> inferred) {
  /**
   * Rows of the tables.
   *
   * @param rows of the table to train on, those that are held back included
   * @param examples rows to train on
   * @param validationExamples rows to validate on; 0 without validation
   * @param testExamples rows to test on; 0 without
   */
  public record Counts(long rows, long examples, long validationExamples, long testExamples) {}

  /**
   * The columns of the table to train on.
   *
   * @param features the feature columns that can be read
   * @param labels the target columns of a regression; the label of a classification, without
   *     statistics
   * @param weight the column of the examples' weights, without statistics
   */
  public record Columns(
      List<ColumnReport> features, List<ColumnReport> labels, Optional<ColumnReport> weight) {
    /** Copies the lists. */
    public Columns {
      features = List.copyOf(features);
      labels = List.copyOf(labels);
    }
  }

  /** Copies the map and the list. */
  public DataReport {
    classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
    warnings = List.copyOf(warnings);
    inferred = List.copyOf(inferred);
  }

  /**
   * Reads the tables.
   *
   * @param known the encoding of a model that is to be trained further; empty to fit one
   * @param problems receives every error that would stop a training
   * @throws UserException if the table to train on cannot be read at all
   */
  public static DataReport of(
      SparkSession spark, DataSettings settings, Optional<Encoding> known, Problems problems) {
    TrainingTables tables =
        TrainingTables.survey(TableReader.of(spark), settings, known, problems)
            .withMarkedRows(settings, problems);
    TableColumns columns = tables.train().columns();
    TableSurvey survey = tables.train().survey();
    boolean isClassification = settings.target().task() == Task.CLASSIFICATION;
    List<ColumnReport> labels =
        isClassification
            ? columns.labels().stream()
                .map(label -> ColumnReport.unread(label, survey.missingLabels(), List.of()))
                .toList()
            : ColumnReport.of(columns.labels(), survey, columns.features().size());
    Optional<ColumnReport> weight =
        columns.weights().stream()
            .map(field -> ColumnReport.unread(field, 0, List.of()))
            .findFirst();
    return new DataReport(
        new Counts(
            survey.rows(),
            tables.train().examples(),
            tables.validation().map(table -> table.survey().rows()).orElse(survey.heldBack()),
            tables.test().map(table -> table.survey().rows()).orElse(0L)),
        new Columns(ColumnReport.of(columns.features(), survey, 0), labels, weight),
        isClassification ? classes(tables.encoding(), survey) : Map.of(),
        tables.encoding(),
        tables.warnings(),
        columns.table().inferred().stream()
            .map(field -> field.name() + " " + field.dataType().simpleString())
            .toList());
  }

  /** The classes of the encoding, which may include some that the table does not have. */
  private static Map<Object, Long> classes(Optional<Encoding> encoding, TableSurvey survey) {
    List<Object> labels =
        encoding.isPresent() && encoding.get().target() instanceof TargetEncoding.Classes known
            ? known.labels()
            : Labels.inOrder(survey);
    Map<Object, Long> counts = new LinkedHashMap<>();
    labels.forEach(label -> counts.put(label, survey.kept(label)));
    return counts;
  }

  /** Rows of the table to train on, those that are held back included. */
  public long rows() {
    return counts.rows();
  }

  /** Rows to train on. */
  public long examples() {
    return counts.examples();
  }

  /** Rows to validate on; 0 without validation. */
  public long validationExamples() {
    return counts.validationExamples();
  }

  /** Rows to test on; 0 without. */
  public long testExamples() {
    return counts.testExamples();
  }

  /** The feature columns that can be read. */
  public List<ColumnReport> features() {
    return columns.features();
  }

  /** The label or the targets. */
  public List<ColumnReport> labels() {
    return columns.labels();
  }

  /** The column of the examples' weights. */
  public Optional<ColumnReport> weight() {
    return columns.weight();
  }

  /**
   * Floats of an example in a lane: its inputs, the run of its sparse numbers on average, its class
   * or targets, its weight.
   */
  public int floatsAnExample() {
    int weights = weight().isPresent() ? 1 : 0;
    return encoding.map(its -> its.shape(weights).usual()).orElse(0);
  }
}
