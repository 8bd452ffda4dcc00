package org.lockstep.data.survey;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.StructField;
import org.lockstep.Problems;
import org.lockstep.Quoted;
import org.lockstep.UserException;
import org.lockstep.data.column.ColumnSelection;
import org.lockstep.data.column.FeatureKind;
import org.lockstep.data.column.RowSplit;
import org.lockstep.data.column.TableColumns;
import org.lockstep.data.table.ColumnNames;
import org.lockstep.data.table.KnownTypes;
import org.lockstep.data.table.Table;
import org.lockstep.data.table.TableSource;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Task;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.Validation;

/**
 * The surveyed tables of a run, and the encoding that is fitted to the rows to train on.
 *
 * @param train the table to train on; includes the rows that a fraction holds back
 * @param validation the validation table, or the rows that a column marks, once {@link
 *     #withMarkedRows} has surveyed them; else empty
 * @param marked the columns of the rows that a column marks; empty without such a column
 * @param test the rows to test the finished model on; empty without
 * @param encoding how rows become inputs and targets; empty if a problem was found
 * @param warnings lines for the user
 */
public record TrainingTables(
    SurveyedTable train,
    Optional<SurveyedTable> validation,
    Optional<TableColumns> marked,
    Optional<SurveyedTable> test,
    Optional<Encoding> encoding,
    List<String> warnings) {
  /**
   * Surveys the tables of the settings. Of the rows that a column marks only the number is known
   * then.
   *
   * @param source opens the tables
   * @param known the encoding of a model that is to be trained further; empty to fit one
   * @param problems receives every error that would stop the training
   * @throws UserException if the table to train on cannot be read at all
   */
  public static TrainingTables survey(
      TableSource source, DataSettings settings, Optional<Encoding> known, Problems problems) {
    if (settings.target().task() == Task.CLASSIFICATION && settings.columns().label().size() != 1) {
      throw new UserException(
          "a classification has one label column, not " + settings.columns().label(),
          "data.label",
          "name one column");
    }
    if (settings.validation() instanceof Validation.Folds folds) {
      throw new UserException(
          "the validation is %s, and one run validates on one fold".formatted(folds.described()),
          "data.validation",
          "train all folds by lockstep train, or name one, such as { folds = %d, fold = 1 }"
              .formatted(folds.count()));
    }
    Table opened = source.open(settings.table());
    int before = problems.count();
    TestRows testRows = TestRows.of(opened, settings, problems);
    Table whole = known.map(KnownTypes::of).map(testRows::others).orElseGet(testRows::others);
    TableColumns columns = ColumnSelection.toTrain(whole, settings, problems);
    if (settings.validation() instanceof Validation.Column mark) {
      columns = markOf(whole, mark.name(), problems).map(columns::markedBy).orElse(columns);
    }
    RowSplit split = Strata.split(columns, settings);
    SurveyedTable train = SurveyedTable.toTrain(columns, settings, split, problems);
    Optional<Encoding> encoding = Optional.empty();
    if (problems.count() == before) {
      encoding =
          EncodingFit.fit(settings, train, problems)
              .flatMap(fitted -> problems.orReport(() -> reused(known, fitted, settings.train())))
              .map(used -> withMissingLabel(used, settings.target().missingLabel()))
              .flatMap(
                  used ->
                      problems.orReport(
                          () ->
                              PositiveClass.in(
                                  used,
                                  settings.target().positive(),
                                  train.survey().classCounts(used))));
    }
    Optional<SurveyedTable> validation = validation(source, settings, train, encoding, problems);
    Optional<SurveyedTable> test = testRows.survey(source, train, encoding, problems);
    List<String> warnings = new ArrayList<>(TableNotices.ofTraining(whole, settings));
    warnings.addAll(warnings(train, settings.target().task()));
    encoding.ifPresent(used -> warnings.addAll(NameWarnings.of(train.columns(), used)));
    validation.ifPresent(table -> warnings.addAll(leftOutOfValidation(table)));
    test.ifPresent(
        table -> warnings.addAll(leftOut(table.columns(), table.survey(), " to test on")));
    Optional<TableColumns> marked =
        ColumnSelection.ofMarkedRows(train.columns(), encoding, settings);
    return new TrainingTables(train, validation, marked, test, encoding, warnings);
  }

  /**
   * Surveys the rows that a column marks as well, in a pass of their own; returns this object if
   * there is no such column.
   *
   * @param problems receives every error that would stop the training
   */
  public TrainingTables withMarkedRows(DataSettings settings, Problems problems) {
    if (marked.isEmpty()) {
      return this;
    }
    int before = problems.count();
    SurveyedTable rows = SurveyedTable.toEvaluate(marked.get(), settings.target().task(), problems);
    if (problems.count() == before && encoding.isPresent()) {
      problems.check(() -> rows.requireReadableBy(encoding.get()));
      requireCounted(rows.survey().fingerprint().rows());
    }
    List<String> all = new ArrayList<>(warnings);
    all.addAll(leftOutOfValidation(rows));
    return new TrainingTables(train, Optional.of(rows), Optional.empty(), test, encoding, all);
  }

  private static List<String> leftOutOfValidation(SurveyedTable table) {
    return leftOutOfValidation(
        table.columns(), table.survey().skipped(), table.survey().unlabelled());
  }

  /**
   * Warnings about rows to validate on that are left out.
   *
   * @param lacking rows that lack a value
   * @param unlabelled other rows that lack a label
   */
  public static List<String> leftOutOfValidation(
      TableColumns columns, long lacking, long unlabelled) {
    return leftOut(columns, lacking, unlabelled, of(columns, " to validate on"));
  }

  private static List<String> leftOut(TableColumns columns, TableSurvey survey, String purpose) {
    return leftOut(columns, survey.skipped(), survey.unlabelled(), of(columns, purpose));
  }

  private static String of(TableColumns columns, String purpose) {
    return "%s (%s)".formatted(purpose, columns.table().path());
  }

  private static List<String> warnings(SurveyedTable table, Task task) {
    List<String> warnings = new ArrayList<>(table.columns().table().warnings());
    List<String> names = table.columns().featureNames();
    for (int c = 0; c < names.size(); c++) {
      ColumnSurvey column = table.survey().column(c);
      String name = names.get(c);
      if (column.isFilled()
          && column.isConstant()
          && ColumnFaults.ofFeature(column, table.columns().advice()).isEmpty()) {
        warnings.add("column %s is constant: it cannot help to learn".formatted(name));
      }
      column.levels().ifPresent(levels -> warnings.addAll(levels.warnings(name)));
    }
    if (task == Task.CLASSIFICATION && !table.columns().labels().isEmpty()) {
      table.labels().warning().ifPresent(warnings::add);
    }
    warnings.addAll(
        leftOut(table.columns(), table.survey().skipped(), table.survey().unlabelled(), ""));
    return warnings;
  }

  private static List<String> leftOut(
      TableColumns columns, long lacking, long unlabelled, String of) {
    List<String> lines = new ArrayList<>();
    if (lacking > 0) {
      lines.add("%,d rows%s lack a value and are left out".formatted(lacking, of));
    }
    if (unlabelled > 0) {
      lines.add(
          "%,d rows%s have no label (null or NaN in %s) and are left out"
              .formatted(unlabelled, of, String.join(", ", columns.labelNames())));
    }
    return lines;
  }

  private static Optional<SurveyedTable> validation(
      TableSource source,
      DataSettings settings,
      SurveyedTable train,
      Optional<Encoding> encoding,
      Problems problems) {
    if (!(settings.validation() instanceof Validation.Table own)) {
      return Optional.empty();
    }
    return problems
        .orReport(() -> source.open(settings.table().named(own.path())))
        .flatMap(table -> evaluated(table, settings, train, encoding, RowSplit.NONE, problems));
  }

  /**
   * Surveys rows that are not trained on.
   *
   * @param split which rows of the table these are
   * @param problems receives every error that would stop the training
   */
  static Optional<SurveyedTable> evaluated(
      Table table,
      DataSettings settings,
      SurveyedTable train,
      Optional<Encoding> encoding,
      RowSplit split,
      Problems problems) {
    int before = problems.count();
    Optional<SurveyedTable> surveyed =
        problems.orReport(
            () ->
                SurveyedTable.toEvaluate(
                    encoding.isPresent()
                        ? ColumnSelection.toValidate(table, encoding.get(), settings, problems)
                        : ColumnSelection.toValidate(table, train.columns(), settings, problems),
                    settings.target().task(),
                    split,
                    problems));
    if (problems.count() == before && surveyed.isPresent() && encoding.isPresent()) {
      problems.check(() -> surveyed.get().requireReadableBy(encoding.get()));
    }
    return surveyed;
  }

  /** The column that marks rows to validate on; empty if there is none, which has been reported. */
  static Optional<String> markOf(Table table, String name, Problems problems) {
    StructField field = ColumnNames.find(table.rows().schema(), name).orElse(null);
    if (field == null) {
      return Optional.empty(); // ColumnSelection has reported it
    }
    if (!(field.dataType() instanceof BooleanType)) {
      problems.add(
          new UserException(
              "column %s, which marks rows to hold back, is of type %s"
                  .formatted(name, field.dataType().simpleString()),
              table.path(),
              "it must hold booleans: true for a row to validate on"));
      return Optional.empty();
    }
    Optional<UserException> difference = table.difference(field.name());
    if (difference.isPresent()) {
      problems.add(difference.get());
      return Optional.empty();
    }
    return Optional.of(field.name());
  }

  /** Requires as many marked rows as before: a mark may be computed differently at each read. */
  private void requireCounted(long toValidate) {
    long before = train.survey().marked();
    if (toValidate != before) {
      long rows = train.survey().fingerprint().rows();
      throw train.columns().table().unstable().inParts(rows, rows - before, toValidate);
    }
  }

  /**
   * The encoding of a model that is trained further; without a model, the fitted one.
   *
   * @throws UserException if the table differs from the model's in columns, types, widths or
   *     classes
   */
  private static Encoding reused(Optional<Encoding> known, Encoding fitted, String path) {
    if (known.isEmpty()) {
      return fitted;
    }
    Encoding model = known.get();
    if (!sameForm(model.features(), fitted.features())) {
      throw new UserException(
          "the features are %s, those of the model %s"
              .formatted(names(fitted.features()), names(model.features())),
          path,
          "train with the columns, types and widths of the model");
    }
    if (!sameOutputs(model.target(), fitted.target())) {
      throw new UserException(
          "the outputs stand for %s, those of the model for %s"
              .formatted(outputs(fitted.target()), outputs(model.target())),
          path,
          "train with the label and the classes of the model");
    }
    return model;
  }

  private static Encoding withMissingLabel(Encoding encoding, MissingLabel missing) {
    return encoding.with(encoding.target().with(missing));
  }

  /** Whether columns have the same names, types and widths. */
  private static boolean sameForm(List<FeatureColumn> model, List<FeatureColumn> fitted) {
    return model.size() == fitted.size()
        && IntStream.range(0, model.size()).allMatch(c -> sameForm(model.get(c), fitted.get(c)));
  }

  private static boolean sameForm(FeatureColumn model, FeatureColumn fitted) {
    return model.name().equals(fitted.name())
        && model.type().equals(fitted.type())
        && FeatureKind.of(model) == FeatureKind.of(fitted)
        && (!(model instanceof NumberColumn numbers)
            || !(fitted instanceof NumberColumn others)
            || numbers.width() == others.width())
        && model.sparseInputs() == fitted.sparseInputs();
  }

  private static TargetEncoding withoutTreatment(TargetEncoding target) {
    TargetEncoding usual = target.with(MissingLabel.ERROR);
    return usual instanceof TargetEncoding.Classes classes ? classes.withPositive(null) : usual;
  }

  private static boolean sameOutputs(TargetEncoding model, TargetEncoding fitted) {
    return withoutTreatment(model).equals(withoutTreatment(fitted))
        || (model instanceof TargetEncoding.Numbers numbers
            && fitted instanceof TargetEncoding.Numbers others
            && numbers.outputNames().equals(others.outputNames())
            && numbers.columns().equals(others.columns()));
  }

  private static String outputs(TargetEncoding target) {
    return target instanceof TargetEncoding.Classes classes
        ? "%s of %s".formatted(Quoted.list(classes.labels()), classes.column())
        : String.valueOf(((TargetEncoding.Numbers) target).outputNames());
  }

  private static String names(List<FeatureColumn> features) {
    return features.stream()
        .map(f -> "%s %s(%d)".formatted(f.name(), f.type(), Math.max(f.inputs(), f.sparseInputs())))
        .collect(Collectors.joining(", "));
  }
}
